import type { RecentKeys } from '../../graph/operators/index.ts';
import { isRecord, isString, maxIdLength, parseJson, parsePost, writeJson, type Post } from '../../model/index.ts';
import { digestOf } from '../ids.ts';

/** Where a list may stand in an answer that is an object; Undertone's own `/v1/posts` has `posts`. */
const listNames = ['posts', 'comments', 'items', 'data'] as const;

/** Returns the comments of an answer; undefined when it holds no list. */
export function listIn(body: Uint8Array): readonly unknown[] | undefined {
  const text = decodeUtf8(body);
  if (text === undefined) return undefined;
  const value = parseJson(text);
  if (!isRecord(value)) return asList(value);
  return listNames.map((name) => asList(value[name])).find((list) => list !== undefined);
}

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
  /** What the comments are recognised by. */
  readonly keys: ReadonlySet<string>;
}

export interface PageOptions {
  readonly source: string;
  readonly seen: RecentKeys;
  /** Epoch ms of the answer. */
  readonly now: number;
}

/**
 * Reads the new comments of a list. A comment is recognised by its id, one without an id by its content; a number is an
 * id too, because many services number their comments.
 */
export function readPage(list: readonly unknown[], { source, seen, now }: PageOptions): Page {
  const posts: Post[] = [];
  let invalid = 0;
  const keys = new Set<string>();
  for (const comment of list) {
    const id = idOf(comment);
    // A longer id is not valid, and must not be kept in memory.
    const key = id.length > maxIdLength ? digestOf(id, idDigits) : id;
    keys.add(key);
    if (!seen.add(key)) continue;
    const post = parsePost(isRecord(comment) ? { ...comment, id } : comment, { id, source, at: now });
    if (post === undefined) invalid += 1;
    else posts.push(post);
  }
  return { posts, invalid, keys };
}

// Of an id that is made of a comment's content.
const idDigits = 24;

function idOf(comment: unknown): string {
  const id = isRecord(comment) ? comment['id'] : undefined;
  if (isString(id) && id !== '') return id;
  // Large numbers are read inexactly: two of them may be one.
  if (typeof id === 'number' && Math.abs(id) <= Number.MAX_SAFE_INTEGER) return String(id);
  return digestOf(contentOf(comment), idDigits);
}

function contentOf(comment: unknown): string {
  const content = writeJson(comment);
  if (content !== undefined) return content;
  const text = isRecord(comment) ? comment['text'] : undefined;
  return isString(text) ? text : '';
}
