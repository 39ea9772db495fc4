import type { RecentKeys } from '../../graph/operators/index.ts';
import {
  isRecord,
  isRetraction,
  isString,
  maxIdLength,
  parsePost,
  parseRetraction,
  writeJson,
  type JsonObject,
  type Post,
  type Retraction,
} from '../../model/index.ts';
import { digestOf } from '../ids.ts';
import type { JsonElement } from '../net/json-list.ts';
import { maxMessageBytes, TurnBudget } from '../turns.ts';

export interface Page {
  /** In the order of the list. */
  readonly posts: readonly Post[];
  /** The deletions that the list reports, each once. */
  readonly retractions: readonly Retraction[];
  /** Comments that can't be read, each counted once however often it is listed. */
  readonly invalid: number;
  /** Elements that are no objects, each time that they are listed. */
  readonly others: number;
  /** The keys by which the comments are recognised. */
  readonly keys: ReadonlySet<string>;
  /** The newest of the new posts that have an id of their own. */
  readonly newest: Pick<Post, 'id' | 'at'> | undefined;
  /** The keys of the comments that were known. */
  readonly known: ReadonlySet<string>;
}

export interface PageOptions {
  readonly source: string;
  readonly seen: Pick<RecentKeys, 'add'>;
  /** Epoch ms of the answer. */
  readonly now: number;
}

/**
 * Reads the new comments of a list, and yields wherever a turn of the event loop may pass. A comment is recognised by its
 * id, one without an id by its content, counted where several say the same; a number is an id too, because many services
 * number their comments. What is no object is not worth a look at its content.
 */
export function* readPage(
  list: readonly JsonElement[],
  { source, seen, now }: PageOptions,
): Generator<undefined, Page> {
  const page = {
    posts: new Array<Post>(),
    retractions: new Array<Retraction>(),
    invalid: 0,
    others: 0,
    keys: new Set<string>(),
    known: new Set<string>(),
  };
  const contentIds = new ContentIds();
  const turn = new TurnBudget();
  let newest: Page['newest'];
  for (const { value: comment, bytes } of list) {
    if (!turn.admit(Math.min(bytes, maxMessageBytes))) yield;
    if (!isRecord(comment)) {
      page.others += 1;
      continue;
    }
    if (isRetraction(comment)) {
      const retraction = parseRetraction(comment, source);
      const name = retraction && keyOfRetraction(retraction);
      if (retraction === undefined || name === undefined) page.invalid += 1;
      else if (seen.add(name)) page.retractions.push(retraction);
      else page.known.add(name);
      if (name !== undefined) page.keys.add(name);
      continue;
    }
    const own = idOf(comment);
    const id = own ?? contentIds.next(comment);
    // A longer id is not valid, and must not be kept in memory.
    const key = id.length > maxIdLength ? digestOf(id, idDigits) : id;
    const isRepeated = page.keys.has(key);
    page.keys.add(key);
    if (!seen.add(key)) {
      if (!isRepeated) page.known.add(key);
      continue;
    }
    const post = parsePost({ ...comment, id }, { id, source, at: now });
    if (post === undefined) {
      page.invalid += 1;
      continue;
    }
    page.posts.push(post);
    // A comment dated in the future would stay the newest until then.
    const at = Math.min(post.at, now);
    if (own !== undefined && (newest === undefined || at >= newest.at)) newest = { id, at };
  }
  return { ...page, newest };
}

/** Of a key of its own, since the comment itself may have been listed. */
const keyOfRetraction = (retraction: Retraction): string => digestOf(JSON.stringify(retraction), idDigits);

// Of an id that is made of a comment's content.
const idDigits = 24;

/** Returns the id that a comment has; undefined when it has none. */
function idOf(comment: JsonObject): string | undefined {
  const id = comment['id'];
  if (typeof id === 'number' && Math.abs(id) <= Number.MAX_SAFE_INTEGER) return String(id);
  return isString(id) && id !== '' ? id : undefined;
}

/** Makes ids of the contents of a page's comments, with a number from the second on that says the same. */
class ContentIds {
  readonly #counts = new Map<string, number>();

  next(comment: JsonObject): string {
    const id = digestOf(contentOf(comment), idDigits);
    const count = (this.#counts.get(id) ?? 0) + 1;
    this.#counts.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  }
}

function contentOf(comment: JsonObject): string {
  const content = writeJson(comment);
  if (content !== undefined) return content;
  const text = comment['text'];
  return isString(text) ? text : '';
}
