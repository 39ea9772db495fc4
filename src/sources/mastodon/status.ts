import {
  declaredLanguage,
  isRecord,
  isString,
  parseInstant,
  recordList,
  stringField,
  type Post,
} from '../../model/index.ts';
import type { EditHistory } from '../edit-history.ts';
import { textOfHtml } from '../html.ts';

export interface StatusOptions {
  readonly source: string;
  /** Epoch ms, for a status without a time of its own. */
  readonly now: number;
}

/**
 * Returns the post of a status (`entities/Status`); undefined when it can't be read. A boost is a repost with the text of
 * what it boosts. A content warning stands before the text, as a reader sees it.
 */
export function postOf(status: unknown, { source, now }: StatusOptions): Post | undefined {
  if (!isRecord(status) || !isString(status['id'])) return undefined;
  const original = isRecord(status['reblog']) ? status['reblog'] : status;
  if (!isString(original['content'])) return undefined;
  const { text, links } = textOfHtml(original['content']);
  const warning = stringField(original, 'spoiler_text');
  const createdAt = stringField(status, 'created_at');
  const at = createdAt === undefined ? undefined : parseInstant(createdAt);
  const lang = declaredLanguage(stringField(original, 'language'));
  const author = isRecord(status['account']) ? stringField(status['account'], 'acct') : undefined;
  const url = stringField(status, 'url') ?? stringField(original, 'url') ?? stringField(status, 'uri');
  const hashtags = stringFields(original['tags'], 'name');
  const mentions = stringFields(original['mentions'], 'acct');
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
    ...(original !== status && { repost: true }),
    ...(stringField(original, 'in_reply_to_id') !== undefined && { reply: true }),
    ...(url !== undefined && { url }),
  };
}

/** Returns the post of an edited status: under its known id if its text is the same, else as a new post. */
export function editOf(status: unknown, options: StatusOptions, edits: EditHistory): Post | undefined {
  const post = postOf(status, options);
  if (post === undefined || !isRecord(status)) return undefined;
  const editedAt = stringField(status, 'edited_at');
  const next = `${post.id}~${editedAt ?? options.now}`;
  const id = edits.idOf({ id: post.id, text: post.text, next });
  const at = editedAt === undefined ? undefined : parseInstant(editedAt);
  if (id === post.id || editedAt === undefined || at === undefined) return { ...post, id };
  return { ...post, id, at, createdAt: editedAt };
}

/** Returns whether one id is newer than another: they are numbers too long to be read as such. */
export function isNewer(id: string, than: string): boolean {
  return id.length === than.length ? id > than : id.length > than.length;
}

/** Returns an id that is older by so many ms, where it holds a time (`lib/mastodon/snowflake.rb`: ms by 2^16). */
export function olderBy(id: string, ms: number): string {
  return /^\d{17,19}$/.test(id) ? String(BigInt(id) - (BigInt(ms) << 16n)) : id;
}

/** Returns a field of every object in a list. */
const stringFields = (list: unknown, name: string): readonly string[] =>
  recordList(list).flatMap((each) => stringField(each, name) ?? []);
