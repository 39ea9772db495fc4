import { isRecord, isString, isStringList, parseJson } from '../model/json.ts';
import type { PolarityIndex, PostRef, TopicScore } from '../model/index.ts';
import type { ServerFrame, SessionLimits, LevelShift, Spike, WelcomeFrame, WirePost } from '../protocol/v1/messages.ts';

/*
 * The checks of the server's frames are written by hand, because a schema library would be larger than the client.
 */

type Guard<T> = (value: unknown) => value is T;

/** A guard for each field. The guard of an optional field must accept undefined. */
type Shape<T> = {
  readonly [K in keyof T]-?: Guard<T[K]> | (Partial<Pick<T, K>> extends Pick<T, K> ? Guard<T[K] | undefined> : never);
};

const isNumber: Guard<number> = (value) => typeof value === 'number';
const isBoolean: Guard<boolean> = (value) => typeof value === 'boolean';
const isFalse: Guard<false> = (value) => value === false;
const isPolarityIndex: Guard<PolarityIndex> = (value) => value === 0 || value === 1 || value === 2;

const optional =
  <T>(guard: Guard<T>): Guard<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || guard(value);

const oneOf =
  <T extends string>(...words: readonly T[]): Guard<T> =>
  (value): value is T =>
    words.some((word) => word === value);

const recordOf =
  <T>(guard: Guard<T>): Guard<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> =>
    isRecord(value) && Object.values(value).every(guard);

function shaped<T>(shape: Shape<T>): Guard<T> {
  const fields = fieldsOf(shape);
  return (value): value is T => isRecord(value) && faultIn(value, fields) === undefined;
}

type Fields = readonly (readonly [name: string, guard: Guard<unknown>])[];

const fieldsOf = (shape: object): Fields => Object.entries<Guard<unknown>>({ ...shape });

/** Returns the name of the first field that its guard rejects. */
function faultIn(value: Readonly<Record<string, unknown>> | ServerFrame, fields: Fields): string | undefined {
  for (const [name, guard] of fields) if (!guard(Reflect.get(value, name))) return name;
  return undefined;
}

const isCounts = recordOf(isNumber);
const isTopic = shaped<TopicScore>({ compound: isNumber, polarityIndex: isPolarityIndex });
const isSpike = shaped<Spike>({ ratio: isNumber, baseline: isNumber });
const isShift = shaped<LevelShift>({ change: isNumber, baseline: isNumber });
const isPost = shaped<WirePost>({
  id: isString,
  source: isString,
  text: optional(isString),
  createdAt: optional(isString),
  lang: optional(isString),
  author: optional(isString),
  hashtags: optional(isStringList),
  mentions: optional(isStringList),
  links: optional(isStringList),
  repost: optional(isBoolean),
  reply: optional(isBoolean),
  url: optional(isString),
});
const isPostRef = shaped<PostRef>({ id: isString, source: isString });
const isLimits: Guard<SessionLimits> = (value): value is SessionLimits => isRecord(value);

type Frame<K> = Extract<ServerFrame, { readonly type: K }>;

const shapes: { readonly [K in ServerFrame['type']]: Shape<Omit<Frame<K>, 'type'>> } = {
  welcome: { session: isString, version: isString, limits: isLimits },
  tracking: {
    id: isString,
    query: isString,
    upstream: recordOf(oneOf('live', 'pending', 'down')),
    reasons: optional(recordOf(isString)),
    resumed: optional(isBoolean),
    resume: optional(isString),
  },
  post: {
    id: isString,
    seq: isNumber,
    at: isNumber,
    post: isPost,
    compound: isNumber,
    pos: optional(isNumber),
    neu: optional(isNumber),
    neg: optional(isNumber),
    polarityIndex: isPolarityIndex,
    scored: optional(isFalse),
    hashtags: isCounts,
    topic: isTopic,
    resume: isString,
  },
  retract: { id: isString, post: isPostRef },
  summary: {
    id: isString,
    from: isNumber,
    to: isNumber,
    posts: isNumber,
    positive: isNumber,
    negative: isNumber,
    neutral: isNumber,
    unscored: optional(isNumber),
    meanCompound: isNumber,
    meanTopicCompound: isNumber,
    hashtags: isCounts,
    words: isCounts,
    conflated: isNumber,
    spike: optional(isSpike),
    shift: optional(isShift),
    resume: optional(isString),
  },
  gap: {
    source: isString,
    id: optional(isString),
    from: isNumber,
    to: isNumber,
    cause: isString,
    filled: oneOf('full', 'partial', 'none'),
  },
  stats: { routed: isNumber, delivered: isNumber, conflated: isNumber, dropped: isNumber, pending: isNumber },
  error: { code: isString, message: isString, id: optional(isString), position: optional(isNumber) },
  untracked: { id: isString },
};

/** The fields of each type of frame. */
const fieldsByType = new Map(Object.entries<object>(shapes).map(([type, shape]) => [type, fieldsOf(shape)]));

/** The reading of a message: a frame, a type that this client does not know, or a fault. */
export type FrameReading =
  | { readonly frame: ServerFrame }
  | { readonly unknown: string }
  | { readonly fault: string; readonly id: string | undefined };

/** Reads a message of the server. An unknown type comes from a newer server and is no fault. Never throws. */
export function readFrame(data: unknown): FrameReading {
  const value = isString(data) ? parseJson(data) : undefined;
  if (!isRecord(value) || !isString(value['type'])) {
    return { fault: 'The server sent a message that is not one of undertone.v1.', id: undefined };
  }
  const { type, id } = value;
  const fields = fieldsByType.get(type);
  if (fields === undefined) return { unknown: type };
  if (isFrame(value, fields)) return { frame: value.type === 'welcome' ? withLimits(value) : value };
  return {
    fault: `The server sent a \`${type}\` frame whose \`${faultIn(value, fields) ?? 'type'}\` can't be read.`,
    id: isString(id) ? id : undefined,
  };
}

const isFrame = (value: Readonly<Record<string, unknown>> | ServerFrame, fields: Fields): value is ServerFrame =>
  faultIn(value, fields) === undefined;

/** JSON has no Infinity, so a limit that is not a number means no limit. */
function withLimits({ limits, ...frame }: WelcomeFrame): WelcomeFrame {
  const numbers = Object.entries<unknown>(limits).filter((entry): entry is [string, number] => isNumber(entry[1]));
  const unlimited = { queriesPerSession: Infinity, messagesPerSecond: Infinity, maxFrameBytes: Infinity };
  return { ...frame, limits: { ...unlimited, ...Object.fromEntries(numbers) } };
}
