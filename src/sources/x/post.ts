import { isRecord, isString, parseInstant, recordList, stringField } from '../../model/index.ts';
import type { JsonObject, Post } from '../../model/index.ts';
import { languageFromX } from './compile/languages.ts';

export interface PostOptions {
  readonly source: string;
  /** The time, in epoch ms, of a post that comes without one. */
  readonly now: number;
}

/** A post, and the id of the post of which it is an edit: its own where it is not edited. */
export interface XPost {
  readonly post: Post;
  readonly original: string;
}

/**
 * Returns a post of X's API (`data`, with its `includes`); undefined when it is not valid. Fields are read by their
 * older and their newer names (`note_tweet`, `note_post`). A text of more than 280 characters is in the note; a repost
 * gets the text of the reposted post where that is included.
 */
export function postOf(data: unknown, includes: Includes, { source, now }: PostOptions): XPost | undefined {
  if (!isRecord(data)) return undefined;
  const id = stringField(data, 'id');
  if (id === undefined || typeof data['text'] !== 'string') return undefined;
  const references = recordList(eitherIn(data, 'referenced_tweets', 'referenced_posts'));
  const written = repostedBy(references, includes) ?? data;
  const { text, entities } = contentOf(written);
  const createdAt = stringField(data, 'created_at');
  const at = createdAt === undefined ? undefined : parseInstant(createdAt);
  const lang = languageFromX(stringField(written, 'lang'));
  const author = authorOf(data, includes);
  const [original = id] = stringsIn(eitherIn(data, 'edit_history_tweet_ids', 'edit_history_post_ids'));
  const post = {
    id,
    source,
    text: unescape(text),
    at: at ?? now,
    ...(at !== undefined && createdAt !== undefined && { createdAt }),
    ...(lang !== undefined && { lang }),
    ...(author !== undefined && { author }),
    ...listsOf(entities),
    ...(hasReference(references, 'retweeted') && { repost: true }),
    ...(hasReference(references, 'replied_to') && { reply: true }),
    url: `https://x.com/${/^\w+$/.test(author ?? '') ? (author ?? '') : 'i'}/status/${id}`,
  };
  return { post, original };
}

/** The objects that the posts of a message refer to, by their ids. */
export interface Includes {
  readonly users: ReadonlyMap<unknown, JsonObject>;
  readonly posts: ReadonlyMap<unknown, JsonObject>;
}

/** Reads the `includes` of a message once for all of its posts. */
export function readIncludes(includes: unknown): Includes {
  const fields = isRecord(includes) ? includes : {};
  const byId = (list: readonly JsonObject[]): ReadonlyMap<unknown, JsonObject> =>
    new Map(list.map((each) => [each['id'], each]));
  const posts = recordList(eitherIn(fields, 'tweets', 'posts')).filter(({ text }) => typeof text === 'string');
  return { users: byId(recordList(fields['users'])), posts: byId(posts) };
}

function repostedBy(references: readonly JsonObject[], { posts }: Includes): JsonObject | undefined {
  const reposted = references.find(({ type }) => type === 'retweeted');
  return reposted === undefined ? undefined : posts.get(reposted['id']);
}

function contentOf(post: JsonObject): { readonly text: string; readonly entities: readonly JsonObject[] } {
  const note = eitherIn(post, 'note_tweet', 'note_post');
  const long = isRecord(note) ? stringField(note, 'text') : undefined;
  const entities = [post['entities'], isRecord(note) ? note['entities'] : undefined].filter(isRecord);
  return { text: long ?? stringField(post, 'text') ?? '', entities };
}

/** Returns the author's name where it is included, else the author's number. */
function authorOf(data: JsonObject, { users }: Includes): string | undefined {
  const id = stringField(data, 'author_id');
  const user = id === undefined ? undefined : users.get(id);
  return (user === undefined ? undefined : stringField(user, 'username')) ?? id;
}

/**
 * Returns what entities name. Their offsets are not used: X doesn't say whether they count UTF-16 units or code
 * points.
 */
function listsOf(entities: readonly JsonObject[]): Pick<Post, 'hashtags' | 'mentions' | 'links'> {
  const all = (name: string, fields: readonly string[]): readonly string[] => {
    const found = entities.flatMap((each) => recordList(each[name]));
    return [...new Set(found.flatMap((each) => fields.flatMap((field) => stringField(each, field) ?? [])))];
  };
  const hashtags = all('hashtags', ['tag']);
  const mentions = all('mentions', ['username']);
  // A display URL that is cut short ends in an ellipsis; its last word is not the link's.
  const links = all('urls', ['unwound_url', 'expanded_url', 'display_url']).filter((link) => !link.endsWith('…'));
  return {
    ...(hashtags.length > 0 && { hashtags }),
    ...(mentions.length > 0 && { mentions }),
    ...(links.length > 0 && { links }),
  };
}

const escapes: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Returns the text as it was written: X escapes the characters that are special in HTML. */
function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (escape, name: string) => escapes[name] ?? escape);
}

const hasReference = (references: readonly JsonObject[], type: string): boolean =>
  references.some((reference) => reference['type'] === type);
const eitherIn = (fields: JsonObject, older: string, newer: string): unknown => fields[older] ?? fields[newer];
const stringsIn = (list: unknown): readonly string[] => (Array.isArray(list) ? list.filter(isString) : []);
