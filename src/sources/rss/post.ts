import { declaredLanguage, parseInstant, type Post } from '../../model/index.ts';
import { textOfHtml } from '../html.ts';
import { digestOf } from '../ids.ts';
import type { FeedItem, FeedText } from './feed.ts';

export interface ItemOptions {
  readonly source: string;
  /** The address that links are relative to. */
  readonly base: string;
  /** Epoch ms, for an item without a date. */
  readonly now: number;
}

const digits = 24;

/** Returns the post of an item: its title and its text without HTML; undefined when it has neither. */
export function postOf(item: FeedItem, { source, base, now }: ItemOptions): Post | undefined {
  const title = readText(item.title);
  const body = readText(item.text);
  const text = body.text.startsWith(title.text) ? body.text : [title.text, body.text].filter(isWritten).join('\n\n');
  if (text === '') return undefined;
  const url = addressOf(item, base);
  const at = instantOf(item.published) ?? instantOf(item.updated);
  const lang = declaredLanguage(item.lang);
  const { links } = body;
  return {
    id: item.id ?? url ?? digestOf(text, digits),
    source,
    text,
    at: at ?? now,
    ...(at !== undefined && { createdAt: new Date(at).toISOString() }),
    ...(lang !== undefined && { lang }),
    ...(item.author !== undefined && { author: item.author }),
    ...(item.tags !== undefined && {
      hashtags: item.tags.map((tag) => tag.replaceAll(/[#\s]+/g, '')).filter(isWritten),
    }),
    ...(links.length > 0 && { links }),
    ...(url !== undefined && { url }),
  };
}

/** Returns the time of an item's last edit as its feed names it. */
export const editedAt = ({ updated }: FeedItem): number | undefined => instantOf(updated);

const isWritten = (text: string): boolean => text !== '';

function readText(text: FeedText | undefined): { readonly text: string; readonly links: readonly string[] } {
  if (text === undefined) return { text: '', links: [] };
  return text.isPlain ? { text: text.content.trim(), links: [] } : textOfHtml(text.content);
}

/** Returns the address of an item: its link, or its id where that is one. */
function addressOf({ link, id }: FeedItem, base: string): string | undefined {
  const url = link === undefined ? URL.parse(id ?? '') : URL.parse(link, base);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

const maxInstant = 8.64e15;

/**
 * Returns a date in epoch ms: ISO 8601, or RFC 822 with years of two digits, names of zones and comments as RFC 2822 has
 * them. A time without a zone is UTC; undefined when it is no date.
 */
export function instantOf(date: string | undefined): number | undefined {
  if (date === undefined || date.length > 100) return undefined;
  const written = date.replaceAll(/\([^)]*\)/g, ' ').trim();
  const iso = parseInstant(written.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T'));
  if (iso !== undefined) return iso;
  if (!/\d{1,2}\s+[a-z]{3}|[a-z]{3}[a-z]*\s+\d{1,2}/i.test(written)) return undefined;
  const hasZone = /(?:[+-]\d{4}|\b(?:UTC?|GMT|Z|[ECMP][SD]T))$/i.test(written);
  const ms = Date.parse(hasZone ? written : `${written} GMT`);
  return Number.isNaN(ms) || Math.abs(ms) > maxInstant ? undefined : ms;
}
