import { isRecord, recordList, stringField, type JsonObject } from '../../model/index.ts';
import { readJsonList } from '../net/json-list.ts';
import { maxItems, maxTextLength, type Feed, type FeedFault, type FeedItem } from './feed.ts';

/**
 * Reads a JSON Feed (jsonfeed.org, 1 and 1.1); yields wherever a turn of the event loop may pass.
 *
 * @example
 * inTurns(() => readJsonFeed(body), scheduler) // emits { items: [{ id: '1', text: … }] }
 */
export function* readJsonFeed(body: Uint8Array): Generator<undefined, Feed | FeedFault> {
  const others = ['version', 'home_page_url', 'language'];
  const list = yield* readJsonList(body, { names: ['items'], maxElements: 100_000, others });
  if (typeof list === 'string' || !String(list.others['version']).includes('jsonfeed.org')) return 'no feed';
  const lang = stringField(list.others, 'language');
  const base = stringField(list.others, 'home_page_url');
  const items = list.elements.slice(0, maxItems).map(({ value }) => (isRecord(value) ? itemOf(value, lang) : {}));
  return { items, ...(base !== undefined && { base }) };
}

function itemOf(item: JsonObject, feedLang: string | undefined): FeedItem {
  const { id: number } = item;
  const id = typeof number === 'number' ? String(number) : stringField(item, 'id');
  const title = stringField(item, 'title');
  const html = stringField(item, 'content_html');
  const plain = stringField(item, 'content_text') ?? (html === undefined ? stringField(item, 'summary') : undefined);
  const content = (html ?? plain)?.slice(0, maxTextLength);
  const link = stringField(item, 'url') ?? stringField(item, 'external_url');
  const published = stringField(item, 'date_published');
  const updated = stringField(item, 'date_modified');
  const [author] = [...recordList(item['authors']), ...recordList([item['author']])];
  const name = author === undefined ? undefined : stringField(author, 'name');
  const lang = stringField(item, 'language') ?? feedLang;
  const tags = Array.isArray(item['tags']) ? item['tags'].filter((tag) => typeof tag === 'string') : [];
  return {
    ...(id !== undefined && { id }),
    ...(title !== undefined && { title: { content: title, isPlain: true } }),
    ...(content !== undefined && { text: { content, isPlain: html === undefined } }),
    ...(link !== undefined && { link }),
    ...(published !== undefined && { published }),
    ...(updated !== undefined && { updated }),
    ...(name !== undefined && { author: name }),
    ...(lang !== undefined && { lang }),
    ...(tags.length > 0 && { tags }),
  };
}
