import { isRecord, parseJson } from '../model/json.ts';
import type { PolarityIndex, TopicScore } from '../model/index.ts';
import type {
  ServerFrame,
  SessionLimits,
  ShiftSigns,
  SpikeSigns,
  WelcomeFrame,
  WirePost,
} from '../protocol/v1/messages.ts';

/*
 * The checks of what a server sends, written by hand: a schema library would outweigh the client.
 */

type Guard<T> = (value: unknown) => value is T;

/** A guard for each field; one that may be absent needs a guard that lets it. */
type Shape<T> = {
  readonly [K in keyof T]-?: Guard<T[K]> | (Partial<Pick<T, K>> extends Pick<T, K> ? Guard<T[K] | undefined> : never);
};

const isString: Guard<string> = (value) => typeof value === 'string';
const isNumber: Guard<number> = (value) => typeof value === 'number';
const isBoolean: Guard<boolean> = (value) => typeof value === 'boolean';
const isPolarityIndex: Guard<PolarityIndex> = (value) => value === 0 || value === 1 || value === 2;
const isStrings: Guard<readonly string[]> = (value): value is readonly string[] =>
  Array.isArray(value) && value.every(isString);

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

const shaped =
  <T>(shape: Shape<T>): Guard<T> =>
  (value): value is T =>
    isRecord(value) && faultIn(value, shape) === undefined;

/** The first field that is not as it has to be. */
function faultIn(value: object, shape: object): string | undefined {
  const guards = Object.entries<Guard<unknown>>({ ...shape });
  return guards.find(([field, guard]) => !guard(Reflect.get(value, field)))?.[0];
}

const isCounts = recordOf(isNumber);
const isTopic = shaped<TopicScore>({ compound: isNumber, polarityIndex: isPolarityIndex });
const isSpike = shaped<SpikeSigns>({ ratio: isNumber, baseline: isNumber });
const isShift = shaped<ShiftSigns>({ change: isNumber, baseline: isNumber });
const isPost = shaped<WirePost>({
  ...{ id: isString, source: isString },
  ...{ text: optional(isString), createdAt: optional(isString), lang: optional(isString), author: optional(isString) },
  ...{ hashtags: optional(isStrings), mentions: optional(isStrings), links: optional(isStrings) },
  ...{ repost: optional(isBoolean), reply: optional(isBoolean), url: optional(isString) },
});
const isLimits: Guard<SessionLimits> = (value): value is SessionLimits => isRecord(value);

type Frame<K> = Extract<ServerFrame, { readonly type: K }>;

const guards: { readonly [K in ServerFrame['type']]: Shape<Omit<Frame<K>, 'type'>> } = {
  welcome: { session: isString, version: isString, limits: isLimits },
  tracking: {
    ...{ id: isString, query: isString, upstream: recordOf(oneOf('live', 'pending', 'down')) },
    ...{ resumed: optional(isBoolean), resume: optional(isString) },
  },
  post: {
    ...{ id: isString, seq: isNumber, at: isNumber, post: isPost },
    ...{ compound: isNumber, pos: isNumber, neu: isNumber, neg: isNumber, polarityIndex: isPolarityIndex },
    ...{ hashtags: isCounts, topic: isTopic, resume: isString },
  },
  summary: {
    ...{ id: isString, from: isNumber, to: isNumber },
    ...{ posts: isNumber, positive: isNumber, negative: isNumber, neutral: isNumber },
    ...{ meanCompound: isNumber, meanTopicCompound: isNumber, hashtags: isCounts, words: isCounts },
    ...{ conflated: isNumber, spike: optional(isSpike), shift: optional(isShift), resume: optional(isString) },
  },
  gap: {
    ...{ source: isString, id: optional(isString), from: isNumber, to: isNumber, cause: isString },
    filled: oneOf('full', 'partial', 'none'),
  },
  stats: { routed: isNumber, delivered: isNumber, conflated: isNumber, dropped: isNumber, pending: isNumber },
  error: { code: isString, message: isString, id: optional(isString), position: optional(isNumber) },
  untracked: { id: isString },
};

/** What came of a server: a frame, something to pass over, or something that can't be read. */
export type Reading =
  | { readonly frame: ServerFrame }
  | { readonly unknown: string }
  | { readonly fault: string; readonly id: string | undefined };

/** Reads what a server sent. A type that is not known here is a newer server's, and no fault. */
export function readFrame(data: unknown): Reading {
  const value = isString(data) ? parseJson(data) : undefined;
  if (!isRecord(value) || !isString(value['type'])) {
    return { fault: 'The server sent what is no message of undertone.v1.', id: undefined };
  }
  const { type, id } = value;
  if (!isKnown(type)) return { unknown: type };
  if (isFrame(value, type)) return { frame: value.type === 'welcome' ? withLimits(value) : value };
  const field = faultIn(value, guards[type]) ?? 'type';
  return {
    fault: `The server sent a \`${type}\` frame whose \`${field}\` can't be read.`,
    id: isString(id) ? id : undefined,
  };
}

const isKnown = (type: string): type is ServerFrame['type'] => Object.hasOwn(guards, type);

const isFrame = (
  value: Readonly<Record<string, unknown>> | ServerFrame,
  type: ServerFrame['type'],
): value is ServerFrame => faultIn(value, guards[type]) === undefined;

/** JSON has no Infinity: what is no number is no limit. */
function withLimits({ limits, ...frame }: WelcomeFrame): WelcomeFrame {
  const numbers = Object.entries<unknown>(limits).filter((entry): entry is [string, number] => isNumber(entry[1]));
  const none = { queriesPerSession: Infinity, messagesPerSecond: Infinity, maxFrameBytes: Infinity };
  return { ...frame, limits: { ...none, ...Object.fromEntries(numbers) } };
}
