import { declaredLanguage, isRecord, isString, type Post } from '../../model/index.ts';

/** The one collection that is read. */
export const postCollection = 'app.bsky.feed.post';

/** A post's record, and where and when the network saw it. */
export interface PostCommit {
  readonly did: string;
  readonly rkey: string;
  /** Epoch ms at which the network saw it. The record's own `createdAt` is whatever its author's program wrote. */
  readonly at: number;
  readonly record: unknown;
}

/** Returns the address of a post. */
export const idOf = (did: string, rkey: string): string => `at://${did}/${postCollection}/${rkey}`;

export interface PostOptions {
  readonly source: string;
  /** Returns whether a declared language is wanted. */
  readonly wants: (lang: string) => boolean;
}

/**
 * Returns the post of a record of `app.bsky.feed.post`; undefined when it can't be read. A post may declare up to three
 * languages: the first that is wanted stands for it, else the first.
 */
export function postOf({ did, rkey, at, record }: PostCommit, { source, wants }: PostOptions): Post | undefined {
  if (!isRecord(record) || !isString(record['text']) || !Number.isFinite(at)) return undefined;
  const text = record['text'];
  const langs = stringsOf(record['langs']).flatMap((tag) => declaredLanguage(tag) ?? []);
  const lang = langs.find(wants) ?? langs[0];
  const { tags, mentions, links } = readFacets(text, listOf(record['facets']));
  const hashtags = unique([...tags, ...stringsOf(record['tags'])]);
  const allLinks = unique([...links, ...embeddedLinks(record['embed'])]);
  return {
    id: idOf(did, rkey),
    source,
    text,
    at,
    createdAt: new Date(at).toISOString(),
    author: did,
    url: `https://bsky.app/profile/${did}/post/${rkey}`,
    ...(lang !== undefined && { lang }),
    ...(hashtags.length > 0 && { hashtags }),
    ...(mentions.length > 0 && { mentions: unique(mentions) }),
    ...(allLinks.length > 0 && { links: allLinks }),
    ...(isRecord(record['reply']) && { reply: true }),
  };
}

/** Reads the facets of a text (`app.bsky.richtext.facet`). A mention names an account by its DID; its handle stands in the text. */
function readFacets(text: string, facets: readonly unknown[]) {
  const tags: string[] = [];
  const mentions: string[] = [];
  const links: string[] = [];
  let bytes: Buffer | undefined;
  for (const facet of facets) {
    if (!isRecord(facet)) continue;
    for (const feature of listOf(facet['features'])) {
      if (!isRecord(feature)) continue;
      const { $type: type, tag, uri } = feature;
      if (type === 'app.bsky.richtext.facet#tag' && isWord(tag)) tags.push(tag);
      if (type === 'app.bsky.richtext.facet#link' && isWord(uri)) links.push(uri);
      if (type !== 'app.bsky.richtext.facet#mention') continue;
      bytes ??= Buffer.from(text);
      const handle = sliceBytes(bytes, facet['index']).replace(/^[@＠]/, '');
      if (handle !== '') mentions.push(handle);
    }
  }
  return { tags, mentions, links };
}

// A handle is a domain name with an @ before it. Many longer ones would repeat a long text many times.
const maxHandleBytes = 256;

/** Returns a part of a text by its UTF-8 bytes, end exclusive; empty where there is none that could be a handle. */
function sliceBytes(bytes: Buffer, index: unknown): string {
  if (!isRecord(index)) return '';
  const { byteStart, byteEnd } = index;
  if (!Number.isInteger(byteStart) || !Number.isInteger(byteEnd)) return '';
  const [start, end] = [Number(byteStart), Number(byteEnd)];
  if (start < 0 || end > bytes.length || start >= end || end - start > maxHandleBytes) return '';
  return bytes.toString('utf8', start, end);
}

/** Returns the link of a card below the text, with or without another post beside it. */
function embeddedLinks(embed: unknown): readonly string[] {
  if (!isRecord(embed)) return [];
  const { external, media } = embed;
  const card = external ?? (isRecord(media) ? media['external'] : undefined);
  return isRecord(card) && isWord(card['uri']) ? [card['uri']] : [];
}

const isWord = (value: unknown): value is string => isString(value) && value !== '';
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const stringsOf = (value: unknown): readonly string[] => listOf(value).filter(isWord);
const unique = (values: readonly string[]): readonly string[] => (values.length > 1 ? [...new Set(values)] : values);
