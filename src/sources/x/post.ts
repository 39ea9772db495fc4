import { isRecord, parseInstant, type Post } from '../../model/index.ts';
import { languageFromX } from '../../query/index.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface PostOptions {
  readonly source: string;
  /** Epoch ms, for a post without a time. */
  readonly now: number;
}

/** A post, and the first post of which it is an edit; the same id where it is none. */
export interface XPost {
  readonly post: Post;
  readonly original: string;
}

/**
 * A post of X's API (`data`, with its `includes`); undefined when it is none. Fields are read by their older names and
 * their newer ones (`note_tweet`, `note_post`). What is longer than 280 characters stands in the note; a repost has the
 * words of what it reposts where they come along.
 */
export function postOf(data: unknown, includes: unknown, { source, now }: PostOptions): XPost | undefined {
  if (!isRecord(data)) return undefined;
  const id = wordIn(data, 'id');
  if (id === undefined || typeof data['text'] !== 'string') return undefined;
  const references = recordsIn(eitherIn(data, 'referenced_tweets', 'referenced_posts'));
  const said = repostedBy(references, includes) ?? data;
  const { text, entities } = wordsOf(said);
  const createdAt = wordIn(data, 'created_at');
  const at = createdAt === undefined ? undefined : parseInstant(createdAt);
  const lang = languageFromX(wordIn(said, 'lang') ?? 'und');
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

function repostedBy(references: readonly Fields[], includes: unknown): Fields | undefined {
  const reposted = references.find(({ type }) => type === 'retweeted');
  if (reposted === undefined || !isRecord(includes)) return undefined;
  const posts = recordsIn(eitherIn(includes, 'tweets', 'posts'));
  return posts.find(({ id, text }) => id === reposted['id'] && typeof text === 'string');
}

function wordsOf(said: Fields): { readonly text: string; readonly entities: readonly Fields[] } {
  const note = eitherIn(said, 'note_tweet', 'note_post');
  const long = isRecord(note) ? wordIn(note, 'text') : undefined;
  const entities = [said['entities'], isRecord(note) ? note['entities'] : undefined].filter(isRecord);
  return { text: long ?? wordIn(said, 'text') ?? '', entities };
}

/** The author by name where it comes along, else by number. */
function authorOf(data: Fields, includes: unknown): string | undefined {
  const id = wordIn(data, 'author_id');
  const users = isRecord(includes) ? recordsIn(includes['users']) : [];
  const user = id === undefined ? undefined : users.find((each) => each['id'] === id);
  return (user === undefined ? undefined : wordIn(user, 'username')) ?? id;
}

/** What entities name. Their offsets are not used: whether they count UTF-16 units or code points is not established. */
function listsOf(entities: readonly Fields[]): Pick<Post, 'hashtags' | 'mentions' | 'links'> {
  const all = (name: string, fields: readonly string[]): readonly string[] => {
    const found = entities.flatMap((each) => recordsIn(each[name]));
    return [...new Set(found.flatMap((each) => fields.flatMap((field) => wordIn(each, field) ?? [])))];
  };
  const hashtags = all('hashtags', ['tag']);
  const mentions = all('mentions', ['username']);
  // A display URL that is cut short ends in an ellipsis, and would be found by words that it has not.
  const links = all('urls', ['unwound_url', 'expanded_url', 'display_url']).filter((link) => !link.endsWith('…'));
  return {
    ...(hashtags.length > 0 && { hashtags }),
    ...(mentions.length > 0 && { mentions }),
    ...(links.length > 0 && { links }),
  };
}

const escapes: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The text as it was written: X escapes what HTML would read. */
function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (escape, name: string) => escapes[name] ?? escape);
}

const hasReference = (references: readonly Fields[], type: string): boolean =>
  references.some((reference) => reference['type'] === type);
const eitherIn = (fields: Fields, older: string, newer: string): unknown => fields[older] ?? fields[newer];
const recordsIn = (list: unknown): readonly Fields[] => (Array.isArray(list) ? list.filter(isRecord) : []);
const stringsIn = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : [];

function wordIn(fields: Fields, name: string): string | undefined {
  const word = fields[name];
  return typeof word === 'string' && word !== '' ? word : undefined;
}
