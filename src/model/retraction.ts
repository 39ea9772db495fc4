import { isRecord, isString, type JsonObject } from './json.ts';
import { maxIdLength, readId } from './post.ts';

/** The name of a post: ids are unique within a source. */
export interface PostRef {
  readonly id: string;
  readonly source: string;
}

/** A post was deleted by its author or its network, or an account has ended with all of its posts. */
export type Retraction =
  | ({ readonly type: 'delete' } & PostRef)
  | { readonly type: 'account-ended'; readonly source: string; readonly author: string };

/**
 * Returns the retraction for its wire shape, which has `deleted: true` and an `id`, or else an `author`; undefined when
 * the value is none. `source` is that of retractions that name none.
 *
 * @example
 * parseRetraction({ id: '1', deleted: true }, 'file') // { type: 'delete', source: 'file', id: '1' }
 * parseRetraction({ author: 'ann', deleted: true }, 'file') // { type: 'account-ended', source: 'file', author: 'ann' }
 */
export function parseRetraction(value: unknown, source: string): Retraction | undefined {
  if (!isRecord(value) || value['deleted'] !== true) return undefined;
  const named = value['source'] ?? source;
  const id = readId(value['id'], '');
  const author = value['author'];
  if (!isString(named) || id === undefined || named.length > maxIdLength) return undefined;
  if (id !== '') return id.length > maxIdLength ? undefined : { type: 'delete', source: named, id };
  if (!isString(author) || author === '' || author.length > maxIdLength) return undefined;
  return { type: 'account-ended', source: named, author };
}

/** Returns whether a value claims to be a retraction, readable or not. */
export const isRetraction = (value: unknown): boolean => isRecord(value) && value['deleted'] === true;

/** Returns the key of a post in maps and sets. @example postKey({ source: 'x', id: '1' }) // 'x\0' + '1' */
export const postKey = ({ source, id }: PostRef): string => `${source}\0${id}`;

/** Returns whether two names are those of the same post. */
export const isSamePost = (a: PostRef, b: PostRef): boolean => a.id === b.id && a.source === b.source;

/** Returns the wire shape of a retraction. */
export function retractionToWire(retraction: Retraction): JsonObject {
  const { source } = retraction;
  return retraction.type === 'delete'
    ? { id: retraction.id, source, deleted: true }
    : { author: retraction.author, source, deleted: true };
}
