import { isRecord, isString, isStringList, type JsonObject } from './json.ts';

/** A post of any source, as the graph carries it. Optional fields are absent rather than empty or null. */
export interface Post {
  /** Unique within its source. */
  readonly id: string;
  /** The name of the source: `demo`, `x`, `bluesky`, …, or the name given in a recording. */
  readonly source: string;
  readonly text: string;
  /** Epoch milliseconds of `createdAt`, or of the arrival where that is absent. */
  readonly at: number;
  /** ISO 8601, as written by the source. */
  readonly createdAt?: string;
  /** The declared language (BCP 47); absent when the source declares none. */
  readonly lang?: string;
  readonly author?: string;
  /** Tags without `#`, whether or not the text contains them. */
  readonly hashtags?: readonly string[];
  /** Handles without `@`. */
  readonly mentions?: readonly string[];
  readonly links?: readonly string[];
  readonly repost?: boolean;
  readonly reply?: boolean;
  readonly url?: string;
}

/** Values for the fields that a post on the wire may leave out. */
export interface PostDefaults {
  readonly id: string;
  readonly source: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The longest text, the longest id, and the largest size of all other fields together, in UTF-16 units. Queues are
 * bounded by the number of posts, so a post needs a bounded size.
 */
const maxTextLength = 65_536;
export const maxIdLength = 512;
const maxFactsLength = 65_536;

/** Returns whether a post is within the size limits. */
export function isWithinSizeLimits({
  id,
  text,
  source,
  createdAt = '',
  lang = '',
  author = '',
  url = '',
  ...lists
}: Post): boolean {
  if (text.length > maxTextLength || id.length > maxIdLength) return false;
  const { hashtags = [], mentions = [], links = [] } = lists;
  // An item counts at least 1, so that a list of empty strings has a size as well.
  const lengthOf = (words: readonly string[]): number => words.reduce((sum, word) => sum + word.length + 1, 0);
  const facts = [source, createdAt, lang, author, url];
  return [facts, hashtags, mentions, links].reduce((sum, words) => sum + lengthOf(words), 0) <= maxFactsLength;
}

const instant = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Returns an ISO 8601 instant in epoch milliseconds; undefined when the text is not one. An instant without a zone is
 * UTC.
 *
 * @example
 * parseInstant('1970-01-01T00:00:01Z') // 1000
 */
export function parseInstant(text: string): number | undefined {
  const match = instant.exec(text);
  if (match === null) return undefined;
  const zoned = match.groups?.['zone'] === undefined && /t/i.test(text) ? `${text}Z` : text;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * Returns the post for its wire shape (a line of NDJSON, an element of a poll's body); undefined when the value is
 * invalid. Only `text` is required. Null stands for absent, and so do an empty id, an empty `createdAt` and an unknown
 * language; a number is an id too, and a time in epoch ms or seconds. A field of the wrong type, or more than 65,536
 * characters of text or of all else, makes the value invalid.
 *
 * @example
 * parsePost({ text: 'great pizza' }, { id: '1', source: 'file', at: 0 })
 * // { id: '1', source: 'file', at: 0, text: 'great pizza' }
 */
export function parsePost(value: unknown, defaults: PostDefaults): Post | undefined {
  if (!isRecord(value) || typeof value['text'] !== 'string') return undefined;
  const strings = optionalFields(value, ['source', 'lang', 'author', 'url'], isString);
  const lists = optionalFields(value, ['hashtags', 'mentions', 'links'], isStringList);
  const flags = optionalFields(value, ['repost', 'reply'], isBoolean);
  const id = readId(value['id'], defaults.id);
  const time = readTime(value['createdAt'], defaults.at);
  if (strings === undefined || lists === undefined || flags === undefined || id === undefined || time === undefined) {
    return undefined;
  }
  const { lang, ...others } = strings;
  const language = declaredLanguage(lang);
  const post = {
    ...defaults,
    ...others,
    ...lists,
    ...flags,
    ...time,
    text: value['text'],
    id,
    ...(language !== undefined && { lang: language }),
  };
  return isWithinSizeLimits(post) ? post : undefined;
}

/** Returns an id as text; undefined when it is neither text nor an integer. */
export function readId(id: unknown, otherwise: string): string | undefined {
  if (id === undefined || id === null || id === '') return otherwise;
  if (isString(id)) return id;
  return typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : undefined;
}

// Larger numbers are epoch ms, others epoch seconds.
const maxSeconds = 100_000_000_000;
// The last instant that a date can hold, in epoch ms.
const maxInstant = 8.64e15;

/** Returns the times of a post by its `createdAt`; undefined when that can't be read. */
function readTime(createdAt: unknown, otherwise: number): Pick<Post, 'at' | 'createdAt'> | undefined {
  if (createdAt === undefined || createdAt === null || createdAt === '') return { at: otherwise };
  if (typeof createdAt === 'number') {
    const at = Math.floor(Math.abs(createdAt) < maxSeconds ? createdAt * 1_000 : createdAt);
    return Math.abs(at) <= maxInstant ? { at, createdAt: new Date(at).toISOString() } : undefined;
  }
  if (!isString(createdAt)) return undefined;
  const written = parseInstant(createdAt);
  if (written !== undefined) return { at: written, createdAt };
  const at = parseInstant(normalisedInstant(createdAt));
  return at === undefined ? undefined : { at, createdAt: new Date(at).toISOString() };
}

/** Returns a time in the spellings of SQL and PostgreSQL as ISO 8601 has it: `2026-01-15 10:35:00+00`. */
const normalisedInstant = (text: string): string =>
  text
    .trim()
    .replace(/^(\d{4}-\d\d-\d\d) +(?=\d)/, '$1T')
    .replace(/ *(?:UTC|GMT)$/i, 'Z')
    .replace(/(\d) +(?=[+-]\d\d(?::?\d\d)?$)/, '$1')
    .replace(/(T.*[+-]\d\d)$/i, '$1:00');

/** Returns the wire shape of a post, with its fields in the order of the contract. */
export function postToWire(post: Post): JsonObject {
  const { id, source, text, createdAt, lang, author, hashtags, mentions, links, repost, reply, url } = post;
  return { id, source, text, createdAt, lang, author, hashtags, mentions, links, repost, reply, url };
}

/**
 * Returns the language that a tag declares (BCP 47); undefined where it declares none: an empty tag, `und` (unknown),
 * `zxx` (no language), `mul` (several), `mis` (one without a code). A three-letter code of a language that has one of
 * two letters becomes that one, as BCP 47 wants it, and an underscore a hyphen.
 *
 * @example
 * declaredLanguage('und') // undefined
 * declaredLanguage('eng') // 'en'
 */
export function declaredLanguage(tag: string | undefined): string | undefined {
  const lang = (tag ?? '').trim().replaceAll('_', '-');
  if (lang === '' || /^(?:und|zxx|mul|mis)(?:-|$)/i.test(lang)) return undefined;
  return /^[a-z]{3}(?:-|$)/i.test(lang) ? canonicalTag(lang) : lang;
}

function canonicalTag(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? tag;
  } catch {
    return tag;
  }
}

type Guard<T> = (value: unknown) => value is T;

const isBoolean: Guard<boolean> = (value) => typeof value === 'boolean';

/** Returns those of the named fields that are present; undefined when one has the wrong type. */
function optionalFields<K extends string, T>(
  record: JsonObject,
  keys: readonly K[],
  guard: Guard<T>,
): Readonly<Partial<Record<K, T>>> | undefined {
  const found: Partial<Record<K, T>> = {};
  for (const key of keys) {
    const value = record[key];
    if (value === undefined || value === null) continue;
    if (!guard(value)) return undefined;
    found[key] = value;
  }
  return found;
}
