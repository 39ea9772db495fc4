import { isRecord, isString, parseInstant, stringField, type JsonObject, type Post } from '../../model/index.ts';
import { textOfMarkdown } from './markdown.ts';

/** The kinds of what an instance lists. */
export const kinds = ['post', 'comment'] as const;
export type Kind = (typeof kinds)[number];

/** A post or a comment of an instance, in its view of a list. */
export interface Item {
  /** Rises with the order in which the instance came to know it. */
  readonly id: number;
  /** Whether its author or a moderator took it back. */
  readonly isRemoved: boolean;
  /** ISO 8601; undefined where it was never edited. */
  readonly updated: string | undefined;
  /** Undefined when it can't be read. */
  readonly post: Post | undefined;
}

export interface ItemOptions {
  readonly kind: Kind;
  readonly source: string;
  /** Epoch ms, for an item without a time of its own. */
  readonly now: number;
}

/**
 * Reads an element of `/api/v3/post/list` or `/api/v3/comment/list`; undefined when it has no id. Titles stand before the
 * texts, and Markdown becomes text.
 *
 * @example
 * readItem({ comment: { id: 7, content: '**Good**' } }, { kind: 'comment', source: 'lemmy', now: 0 })?.post?.text // 'Good'
 */
export function readItem(view: unknown, { kind, source, now }: ItemOptions): Item | undefined {
  const item = isRecord(view) ? view[kind] : undefined;
  const id = idOf(view, kind);
  if (!isRecord(view) || !isRecord(item) || id === undefined) return undefined;
  return {
    id,
    isRemoved: item['removed'] === true || item['deleted'] === true,
    updated: stringField(item, 'updated'),
    post: postOf(item, { id: `${kind}-${id}`, source, now, author: authorOf(view['creator']) }),
  };
}

/** Returns the id of an element of a list; undefined when it has none. */
export function idOf(view: unknown, kind: Kind): number | undefined {
  const item = isRecord(view) ? view[kind] : undefined;
  const id = isRecord(item) ? item['id'] : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : undefined;
}

interface PostFacts {
  readonly id: string;
  readonly source: string;
  readonly now: number;
  readonly author: string | undefined;
}

function postOf(item: JsonObject, { id, source, now, author }: PostFacts): Post | undefined {
  const isComment = isString(item['content']);
  const title = stringField(item, 'name');
  const { text: body, links } = textOfMarkdown(stringField(item, isComment ? 'content' : 'body') ?? '');
  const text = [isComment ? undefined : title, body].filter((part) => part !== undefined && part !== '').join('\n\n');
  if (text === '') return undefined;
  const createdAt = stringField(item, 'published');
  const at = createdAt === undefined ? undefined : parseInstant(createdAt);
  const url = stringField(item, 'ap_id');
  const allLinks = [isComment ? [] : (stringField(item, 'url') ?? []), links].flat();
  return {
    id,
    source,
    text,
    at: at ?? now,
    ...(at !== undefined && { createdAt: new Date(at).toISOString() }),
    ...(author !== undefined && { author }),
    ...(allLinks.length > 0 && { links: allLinks }),
    ...(isComment && { reply: true }),
    ...(url !== undefined && { url }),
  };
}

/** Returns the name of a person with that of the instance: `ann@example.com`. */
function authorOf(person: unknown): string | undefined {
  if (!isRecord(person)) return undefined;
  const name = stringField(person, 'name');
  const host = URL.parse(stringField(person, 'actor_id') ?? '')?.host ?? '';
  return name === undefined || host === '' ? name : `${name}@${host}`;
}
