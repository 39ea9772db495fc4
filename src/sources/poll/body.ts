import type { RecentKeys } from '../../graph/operators/index.ts';
import { isRecord, isString, maxIdLength, parsePost, writeJson, type Post } from '../../model/index.ts';
import { digestOf, parseJsonWithIds } from '../ids.ts';

/** Where a list may stand in an answer that is an object; Undertone's own `/v1/posts` has `posts`. */
const listNames = ['posts', 'comments', 'items', 'data'] as const;

/** Returns the comments of an answer; undefined when it holds no list. */
export function listIn(body: Uint8Array): readonly unknown[] | undefined {
  const text = decodeUtf8(body);
  if (text === undefined) return undefined;
  const value = parseJsonWithIds(text);
  if (!isRecord(value)) return asList(value);
  return listNames.map((name) => asList(value[name])).find((list) => list !== undefined);
}

/** Decodes UTF-8, with or without a byte order mark; undefined when it is something else. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export interface Page {
  /** In the order of the list. */
  readonly posts: readonly Post[];
  /** Comments that can't be read, each counted once however often it is listed. */
  readonly invalid: number;
  /** The keys by which the comments are recognised. */
  readonly keys: ReadonlySet<string>;
  /** The newest of the new posts that have an id of their own. */
  readonly newest: Pick<Post, 'id' | 'at'> | undefined;
  /** The keys of the comments that were known. */
  readonly known: ReadonlySet<string>;
}

export interface PageOptions {
  readonly source: string;
  readonly seen: RecentKeys;
  /** Epoch ms of the answer. */
  readonly now: number;
}

/**
 * Reads the new comments of a list. A comment is recognised by its id, one without an id by its content, counted where
 * several say the same; a number is an id too, because many services number their comments.
 */
export function readPage(list: readonly unknown[], { source, seen, now }: PageOptions): Page {
  const posts: Post[] = [];
  let newest: Page['newest'];
  let invalid = 0;
  const keys = new Set<string>();
  const known = new Set<string>();
  for (const comment of list) {
    const own = idOf(comment);
    const id = own ?? contentId(comment, keys);
    // A longer id is not valid, and must not be kept in memory.
    const key = id.length > maxIdLength ? digestOf(id, idDigits) : id;
    const isRepeated = keys.has(key);
    keys.add(key);
    if (!seen.add(key)) {
      if (!isRepeated) known.add(key);
      continue;
    }
    const post = parsePost(isRecord(comment) ? { ...comment, id } : comment, { id, source, at: now });
    if (post === undefined) {
      invalid += 1;
      continue;
    }
    posts.push(post);
    // A comment dated in the future would stay the newest until then.
    const at = Math.min(post.at, now);
    if (own !== undefined && (newest === undefined || at >= newest.at)) newest = { id, at };
  }
  return { posts, invalid, keys, known, newest };
}

// Of an id that is made of a comment's content.
const idDigits = 24;

/** Returns the id that a comment has; undefined when it has none. */
function idOf(comment: unknown): string | undefined {
  const id = isRecord(comment) ? comment['id'] : undefined;
  if (typeof id === 'number' && Math.abs(id) <= Number.MAX_SAFE_INTEGER) return String(id);
  return isString(id) && id !== '' ? id : undefined;
}

/** Returns an id made of a comment's content, with a number from the second of a page on that says the same. */
function contentId(comment: unknown, taken: ReadonlySet<string>): string {
  const id = digestOf(contentOf(comment), idDigits);
  let count = 1;
  while (taken.has(count === 1 ? id : `${id}-${count}`)) count += 1;
  return count === 1 ? id : `${id}-${count}`;
}

function contentOf(comment: unknown): string {
  const content = writeJson(comment);
  if (content !== undefined) return content;
  const text = isRecord(comment) ? comment['text'] : undefined;
  return isString(text) ? text : '';
}
