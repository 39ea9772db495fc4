import { isRecord, parseInstant, type Post } from '../../model/index.ts';
import type { Edits } from '../edits.ts';
import { textOfHtml } from './html.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface StatusOptions {
  readonly source: string;
  /** Epoch ms, for a status that does not say when it was made. */
  readonly now: number;
}

/**
 * A post of a status (`entities/Status`); undefined when it is none. A boost is a repost with the words of what it
 * boosts. A content warning stands before the text, as a reader sees it.
 */
export function postOf(status: unknown, { source, now }: StatusOptions): Post | undefined {
  if (!isRecord(status) || typeof status['id'] !== 'string') return undefined;
  const said = isRecord(status['reblog']) ? status['reblog'] : status;
  if (typeof said['content'] !== 'string') return undefined;
  const { text, links } = textOfHtml(said['content']);
  const warning = wordIn(said, 'spoiler_text');
  const createdAt = wordIn(status, 'created_at');
  const at = createdAt === undefined ? undefined : parseInstant(createdAt);
  const lang = wordIn(said, 'language');
  const author = isRecord(status['account']) ? wordIn(status['account'], 'acct') : undefined;
  const url = wordIn(status, 'url') ?? wordIn(said, 'url') ?? wordIn(status, 'uri');
  const hashtags = wordsIn(said['tags'], 'name');
  const mentions = wordsIn(said['mentions'], 'acct');
  return {
    id: status['id'],
    source,
    text: warning === undefined ? text : `${warning}\n\n${text}`.trimEnd(),
    at: at ?? now,
    ...(at !== undefined && createdAt !== undefined && { createdAt }),
    ...(lang !== undefined && { lang }),
    ...(author !== undefined && { author }),
    ...(hashtags.length > 0 && { hashtags }),
    ...(mentions.length > 0 && { mentions }),
    ...(links.length > 0 && { links }),
    ...(said !== status && { repost: true }),
    ...(wordIn(said, 'in_reply_to_id') !== undefined && { reply: true }),
    ...(url !== undefined && { url }),
  };
}

/** The post that an edited status is: the one that is known if its words are the same, else a new one. */
export function editOf(status: unknown, options: StatusOptions, edits: Edits): Post | undefined {
  const post = postOf(status, options);
  if (post === undefined || !isRecord(status)) return undefined;
  const editedAt = wordIn(status, 'edited_at');
  const next = `${post.id}~${editedAt ?? options.now}`;
  const id = edits.idOf({ id: post.id, text: post.text, next });
  const at = editedAt === undefined ? undefined : parseInstant(editedAt);
  if (id === post.id || editedAt === undefined || at === undefined) return { ...post, id };
  return { ...post, id, at, createdAt: editedAt };
}

/** Whether one id is newer than another: they are numbers that are too long to be read as such. */
export function isNewer(id: string, than: string): boolean {
  return id.length === than.length ? id > than : id.length > than.length;
}

/** An id that is older by so many ms, where it holds a time as Mastodon's do (`lib/mastodon/snowflake.rb`: ms by 2^16). */
export function olderBy(id: string, ms: number): string {
  return /^\d{17,19}$/.test(id) ? String(BigInt(id) - (BigInt(ms) << 16n)) : id;
}

function wordIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function wordsIn(list: unknown, name: string): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((each: unknown) => (isRecord(each) ? (wordIn(each, name) ?? []) : []));
}
