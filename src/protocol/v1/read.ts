import { isRecord, parseJson, secondsFault, UndertoneError, windowFault, type Query } from '../../model/index.ts';
import { parseQuery } from '../../query/index.ts';
import type { SummaryOptions, WhenSlow } from './messages.ts';

/** A usable message of a client. */
export type Request =
  | {
      readonly type: 'track';
      readonly id: string;
      readonly query: Query;
      readonly posts: boolean;
      readonly whenSlow: WhenSlow;
      readonly summary: SummaryOptions | undefined;
      readonly resume: string | undefined;
      /** Epoch ms. */
      readonly since: number | undefined;
      readonly retractions?: 'all' | undefined;
    }
  | { readonly type: 'untrack'; readonly id: string };

/** An unusable message, with its id where that could be read. */
export interface MessageRefusal {
  readonly type: 'refusal';
  readonly error: UndertoneError;
  readonly id: string | undefined;
}

const maxIdLength = 64;
const maxResumeLength = 256;
const whenSlowPolicies: readonly WhenSlow[] = ['conflate', 'drop', 'disconnect'];

/**
 * Reads a client's message of `undertone.v1`. Never throws.
 *
 * @example
 * readRequest('{"type":"untrack","id":"a"}') // { type: 'untrack', id: 'a' }
 * readRequest('[]') // { type: 'refusal', error: UndertoneError('bad_message'), id: undefined }
 */
export function readRequest(message: string): Request | MessageRefusal {
  const value = parseJson(message);
  const id = isRecord(value) && isId(value['id']) ? value['id'] : undefined;
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof UndertoneError)) throw error;
    return { type: 'refusal', error, id };
  }
}

function read(value: unknown): Request {
  if (!isRecord(value))
    throw unusable('A message must be a JSON object like {"type":"track","id":"a","query":"pizza"}.');
  const { type, id } = value;
  if (type !== 'track' && type !== 'untrack') throw unusable('`type` must be "track" or "untrack".');
  if (!isId(id)) throw unusable(`\`id\` must be a string of 1 to ${maxIdLength} characters.`);
  if (type === 'untrack') return { type, id };
  const { query, posts, whenSlow, summary, resume, since, retractions } = value;
  if (typeof query !== 'string') throw unusable('`query` must be a string, like "pizza".');
  return {
    type,
    id,
    query: parseQuery(query),
    posts: optional(posts, isBoolean, '`posts` must be true or false') ?? true,
    whenSlow:
      optional(whenSlow, isWhenSlow, `\`whenSlow\` must be one of ${whenSlowPolicies.join(', ')}`) ?? 'conflate',
    summary: summary === undefined || summary === null ? undefined : readSummary(summary),
    resume: optional(resume, isToken, '`resume` must be a token that the server gave'),
    since: readInstant(optional(since, isInstant, '`since` must be a time in epoch milliseconds')),
    retractions: optional(retractions, isAll, '`retractions` must be "all" or absent'),
  };
}

function readInstant(since: number | undefined): number | undefined {
  const fault = since === undefined ? undefined : secondsFault(since);
  if (fault !== undefined) throw unusable(`\`since\` ${fault}.`);
  return since;
}

function readSummary(summary: unknown): SummaryOptions {
  const { windowMs, everyMs } = isRecord(summary) ? summary : {};
  if (typeof windowMs !== 'number' || typeof everyMs !== 'number') {
    throw unusable('`summary` must be an object like {"windowMs":60000,"everyMs":1000}.');
  }
  const fault = windowFault({ windowMs, everyMs });
  if (fault !== undefined) throw unusable(fault);
  return { windowMs, everyMs };
}

function optional<T>(value: unknown, is: (value: unknown) => value is T, rule: string): T | undefined {
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw unusable(`${rule}.`);
  return value;
}

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= maxIdLength;

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

const isAll = (value: unknown): value is 'all' => value === 'all';

const isToken = (value: unknown): value is string => typeof value === 'string' && value.length <= maxResumeLength;

const isInstant = (value: unknown): value is number => isWithin(value, 0, Number.MAX_SAFE_INTEGER);

const isWhenSlow = (value: unknown): value is WhenSlow => whenSlowPolicies.some((policy) => policy === value);

const isWithin = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

const unusable = (sentence: string) => new UndertoneError('bad_message', sentence);
