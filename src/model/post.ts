import { isRecord } from './json.ts';

/** A post of any source, as the graph carries it. Optional facts are absent, never empty or null. */
export interface Post {
  /** Unique within its source. */
  readonly id: string;
  /** The name of the source: `demo`, `x`, `bluesky`, … or what a recording says. */
  readonly source: string;
  readonly text: string;
  /** Epoch milliseconds: `createdAt`, else the arrival. */
  readonly at: number;
  /** ISO 8601, as the source wrote it. */
  readonly createdAt?: string;
  /** BCP 47, as declared; absent when the source declares none. */
  readonly lang?: string;
  readonly author?: string;
  /** Tags without `#`; they may or may not stand in the text as well. */
  readonly hashtags?: readonly string[];
  /** Handles without `@`. */
  readonly mentions?: readonly string[];
  readonly links?: readonly string[];
  readonly repost?: boolean;
  readonly reply?: boolean;
  readonly url?: string;
}

/** What stands in for the facts that a post on the wire may leave out. */
export interface PostDefaults {
  readonly id: string;
  readonly source: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The longest text and id of a post, and all else that it says of itself together, in UTF-16 units: what waits is counted
 * in posts, so a post has to have a size.
 */
const maxTextLength = 65_536;
export const maxIdLength = 512;
const maxFactsLength = 65_536;

/** Whether a post has a size that can be counted on. */
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
  // A list has a size even where its words have none.
  const lengthOf = (words: readonly string[]): number => words.reduce((sum, word) => sum + word.length + 1, 0);
  const facts = [source, createdAt, lang, author, url];
  return [facts, hashtags, mentions, links].reduce((sum, words) => sum + lengthOf(words), 0) <= maxFactsLength;
}

const instant = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i;

/** An ISO 8601 instant in epoch milliseconds; one without a zone is UTC; undefined when it is none. */
export function parseInstant(text: string): number | undefined {
  const match = instant.exec(text);
  if (match === null) return undefined;
  const zoned = match.groups?.['zone'] === undefined && /t/i.test(text) ? `${text}Z` : text;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * A post from its wire shape (a line of NDJSON, an element of a poll's body). Only `text` is required; null stands for
 * absent, and so do an empty id and an unknown language; a wrong type, or more than 65,536 characters of text or
 * of all else, makes the whole value invalid, which is returned as undefined.
 */
export function parsePost(value: unknown, defaults: PostDefaults): Post | undefined {
  if (!isRecord(value) || typeof value['text'] !== 'string') return undefined;
  const strings = optionalFields(value, ['id', 'source', 'createdAt', 'lang', 'author', 'url'], isString);
  const lists = optionalFields(value, ['hashtags', 'mentions', 'links'], isStrings);
  const flags = optionalFields(value, ['repost', 'reply'], isBoolean);
  if (strings === undefined || lists === undefined || flags === undefined) return undefined;
  const createdAt = strings.createdAt;
  const at = createdAt === undefined ? defaults.at : parseInstant(createdAt);
  if (at === undefined) return undefined;
  const { lang, id, ...others } = strings;
  const post = {
    ...{ ...defaults, ...others, ...lists, ...flags, text: value['text'], at },
    ...(id !== undefined && id !== '' && { id }),
    ...(lang !== undefined && isDeclared(lang) && { lang }),
  };
  return isWithinSizeLimits(post) ? post : undefined;
}

/** The wire shape of a post, fields in the contract's order; what is absent stays absent. */
export function postToWire(post: Post): Readonly<Record<string, unknown>> {
  const { id, source, text, createdAt, lang, author, hashtags, mentions, links, repost, reply, url } = post;
  return { id, source, text, createdAt, lang, author, hashtags, mentions, links, repost, reply, url };
}

/** `und`, as no language at all, is how a source says that it does not know (BCP 47). */
function isDeclared(lang: string): boolean {
  return lang !== '' && !/^und(?:-|$)/i.test(lang);
}

type Guard<T> = (value: unknown) => value is T;

const isString: Guard<string> = (value) => typeof value === 'string';
const isBoolean: Guard<boolean> = (value) => typeof value === 'boolean';
const isStrings: Guard<readonly string[]> = (value): value is readonly string[] =>
  Array.isArray(value) && value.every(isString);

/** The given fields that are present, or undefined when one has the wrong type. */
function optionalFields<K extends string, T>(
  record: Readonly<Record<string, unknown>>,
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
