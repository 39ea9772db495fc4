import { isRecord, isString, stringField, type JsonObject, type Post } from '../../model/index.ts';
import { textOfHtml } from '../html.ts';

/** The meaning of an item of the API. */
export type Item =
  /** Its id has been given out, and the item itself is not there yet. */
  | { readonly type: 'absent' }
  /** A job, a poll, one of its options: no post. */
  | { readonly type: 'other' }
  /** A story or a comment that was deleted or that moderators have closed. */
  | { readonly type: 'removed' }
  | { readonly type: 'post'; readonly post: Post }
  | { readonly type: 'invalid' };

const maxInstantSeconds = 8.64e12;
const pageOf = (id: number): string => `https://news.ycombinator.com/item?id=${id}`;

/**
 * Reads an item (github.com/HackerNews/API): a story is its title and its text, a comment its text, both without HTML.
 *
 * @example
 * readItem({ id: 1, type: 'story', by: 'pg', time: 1160418111, title: 'Y Combinator' }, { id: 1, source: 'hackernews' })
 */
export function readItem(value: unknown, named: { readonly id: number; readonly source: string }): Item {
  if (value === null) return { type: 'absent' };
  if (!isRecord(value)) return { type: 'invalid' };
  if (value['deleted'] === true || value['dead'] === true) return { type: 'removed' };
  const kind = value['type'];
  if (kind !== 'story' && kind !== 'comment') return { type: isString(kind) ? 'other' : 'invalid' };
  const post = postOf(value, named);
  return post === undefined ? { type: 'invalid' } : { type: 'post', post };
}

function postOf(item: JsonObject, { id, source }: { readonly id: number; readonly source: string }): Post | undefined {
  const time = item['time'];
  if (typeof time !== 'number' || !(Math.abs(time) <= maxInstantSeconds)) return undefined;
  const at = Math.floor(time * 1_000);
  const body = textOfHtml(stringField(item, 'text') ?? '');
  const title = textOfHtml(stringField(item, 'title') ?? '').text;
  const text = [title, body.text].filter((part) => part !== '').join('\n\n');
  if (text === '') return undefined;
  const author = stringField(item, 'by');
  const links = [stringField(item, 'url') ?? [], body.links].flat();
  return {
    id: String(id),
    source,
    text,
    at,
    createdAt: new Date(at).toISOString(),
    ...(author !== undefined && { author }),
    ...(links.length > 0 && { links }),
    ...(item['type'] === 'comment' && { reply: true }),
    url: pageOf(id),
  };
}
