import { Parser } from 'htmlparser2';
import { maxItems, maxTextLength, type Feed, type FeedFault, type FeedItem, type FeedText } from './feed.ts';

/** Deeper nesting is no feed, and would cost time by its square. */
const maxDepth = 200;
/** UTF-16 units that are parsed in one turn of the event loop. */
const turnLength = 131_072;

/**
 * Reads RSS 2.0, RSS 1.0 and Atom; yields wherever a turn of the event loop may pass. Entities that a document defines are
 * not expanded, and nothing outside it is fetched.
 *
 * @example
 * inTurns(() => readXmlFeed(xml), scheduler) // emits { items: [{ id: '1', title: … }] }
 */
export function* readXmlFeed(xml: string): Generator<undefined, Feed | FeedFault> {
  const handler = new FeedHandler();
  const parser = new Parser(handler, { xmlMode: true, decodeEntities: true });
  for (let at = 0; at < xml.length; at += turnLength) {
    if (at > 0) yield;
    parser.write(xml.slice(at, at + turnLength));
    if (handler.isDone) break;
  }
  if (!handler.isDone) parser.end();
  if (handler.isTooDeep) return 'nested too deep';
  return handler.isFeed ? handler.feed : 'no feed';
}

type TextField = 'title' | 'text';
type Field = Exclude<keyof FeedItem, 'tags'>;

/** The fields that elements of an item fill; of several that fill the same one, the highest rank counts. */
const fields: ReadonlyMap<string, { readonly field: Field; readonly rank: number }> = new Map([
  ['guid', { field: 'id', rank: 1 }],
  ['id', { field: 'id', rank: 1 }],
  ['title', { field: 'title', rank: 1 }],
  ['content:encoded', { field: 'text', rank: 3 }],
  ['content', { field: 'text', rank: 3 }],
  ['description', { field: 'text', rank: 2 }],
  ['summary', { field: 'text', rank: 1 }],
  ['link', { field: 'link', rank: 1 }],
  ['pubdate', { field: 'published', rank: 2 }],
  ['published', { field: 'published', rank: 2 }],
  ['dc:date', { field: 'published', rank: 1 }],
  ['updated', { field: 'updated', rank: 2 }],
  ['dcterms:modified', { field: 'updated', rank: 1 }],
  ['dc:creator', { field: 'author', rank: 2 }],
  ['author', { field: 'author', rank: 1 }],
  ['dc:language', { field: 'lang', rank: 2 }],
]);

const roots = new Set(['rss', 'feed', 'rdf:rdf']);
type Attributes = Readonly<Record<string, string>>;

/** An element whose content is collected. */
interface OpenElement {
  readonly name: string;
  readonly depth: number;
  readonly isPlain: boolean;
  readonly isXhtml: boolean;
  content: string;
}

/** Collects the items of a feed from the events of a parser. */
class FeedHandler {
  readonly #items: FeedItem[] = [];
  #depth = 0;
  #root = '';
  #base: string | undefined;
  #lang: string | undefined;
  #isTooDeep = false;
  #item: ItemDraft | undefined;
  #open: OpenElement | undefined;

  get isFeed(): boolean {
    return roots.has(this.#root);
  }

  get isTooDeep(): boolean {
    return this.#isTooDeep;
  }

  /** Whether the rest need not be read. */
  get isDone(): boolean {
    return this.#isTooDeep || this.#items.length >= maxItems;
  }

  get feed(): Feed {
    return { items: this.#items, ...(this.#base !== undefined && { base: this.#base }) };
  }

  onopentag(written: string, attributes: Attributes): void {
    const name = written.toLowerCase();
    this.#depth += 1;
    this.#isTooDeep ||= this.#depth > maxDepth;
    if (this.#depth === 1) this.#openRoot(name, attributes);
    else if (this.#open !== undefined) this.#addTag(this.#open, name, attributes);
    else if (this.#item !== undefined) this.#openField(this.#item, name, attributes);
    else if (name === 'item' || name === 'entry')
      this.#item = new ItemDraft(this.#depth, attributes['xml:lang'] ?? this.#lang);
    else if (name === 'link' && attributes['href'] !== undefined) this.#openLink(attributes);
    else if (name === 'link' || name === 'language') this.#collect(name, attributes);
  }

  ontext(words: string): void {
    const open = this.#open;
    if (open === undefined || open.content.length >= maxTextLength) return;
    open.content += open.isXhtml ? words.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : words;
  }

  onclosetag(written: string): void {
    const open = this.#open;
    if (open?.depth === this.#depth) {
      this.#open = undefined;
      this.#close(open);
    } else if (open !== undefined) {
      open.content += `</${written.toLowerCase()}>`;
    } else if (this.#item?.depth === this.#depth) {
      if (this.#items.length < maxItems) this.#items.push(this.#item.item);
      this.#item = undefined;
    }
    this.#depth -= 1;
  }

  #openRoot(name: string, attributes: Attributes): void {
    this.#root = name;
    this.#base = attributes['xml:base'];
    this.#lang = attributes['xml:lang'];
  }

  /** Keeps the markup inside an element; of Atom's persons only the name counts. */
  #addTag(open: OpenElement, name: string, { href }: Attributes): void {
    if (open.name === 'author' && name === 'name') {
      open.content = '';
      return;
    }
    const address = href === undefined ? '' : ` href="${href.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
    if (open.content.length < maxTextLength) open.content += `<${name}${address}>`;
  }

  #openField(item: ItemDraft, name: string, attributes: Attributes): void {
    // Atom's `source` has a title and an id of its own.
    if (this.#depth !== item.depth + 1) return;
    const { href, rel = 'alternate', term } = attributes;
    if (name === 'link' && href !== undefined) {
      if (rel === 'alternate') item.set({ field: 'link', rank: 2 }, href);
    } else if (name === 'category' && term !== undefined) item.tags.push(term);
    else if (name === 'category' || fields.has(name)) this.#collect(name, attributes);
  }

  #openLink({ href, rel = 'alternate' }: Attributes): void {
    if (rel === 'alternate') this.#base ??= href;
  }

  #collect(name: string, { type }: Attributes): void {
    const isAtom = this.#root === 'feed';
    const isPlain = isAtom && (type === undefined || type === 'text');
    this.#open = { name, depth: this.#depth, isPlain, isXhtml: isAtom && type === 'xhtml', content: '' };
  }

  #close({ name, content, isPlain }: OpenElement): void {
    const words = content.trim();
    const item = this.#item;
    if (item === undefined) {
      if (name === 'link' && words !== '') this.#base ??= words;
      if (name === 'language' && words !== '') this.#lang = words;
      return;
    }
    if (words === '') return;
    if (name === 'category') item.tags.push(words);
    const target = fields.get(name);
    if (target === undefined) return;
    const text = name === 'author' ? words.replaceAll(/<[^>]*>.*/gs, '').trim() : words;
    if (target.field === 'title' || target.field === 'text')
      item.setText({ ...target, field: target.field }, { content: text, isPlain });
    else item.set({ ...target, field: target.field }, text);
  }
}

interface Target<F> {
  readonly field: F;
  readonly rank: number;
}

/** An item of which not everything has been read. */
class ItemDraft {
  readonly depth: number;
  readonly tags: string[] = [];
  readonly #lang: string | undefined;
  readonly #ranks = new Map<Field, number>();
  readonly #strings = new Map<Exclude<Field, TextField>, string>();
  readonly #texts = new Map<TextField, FeedText>();

  constructor(depth: number, lang: string | undefined) {
    this.depth = depth;
    this.#lang = lang;
  }

  get item(): FeedItem {
    const lang = this.#strings.get('lang') ?? this.#lang;
    return {
      ...Object.fromEntries(this.#strings),
      ...Object.fromEntries(this.#texts),
      ...(lang !== undefined && { lang }),
      ...(this.tags.length > 0 && { tags: this.tags }),
    };
  }

  set(target: Target<Exclude<Field, TextField>>, value: string): void {
    if (this.#isBest(target)) this.#strings.set(target.field, value);
  }

  setText(target: Target<TextField>, value: FeedText): void {
    if (this.#isBest(target)) this.#texts.set(target.field, value);
  }

  #isBest({ field, rank }: Target<Field>): boolean {
    if (rank <= (this.#ranks.get(field) ?? 0)) return false;
    this.#ranks.set(field, rank);
    return true;
  }
}
