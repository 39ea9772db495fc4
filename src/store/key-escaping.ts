import { parseJson } from '../model/index.ts';

/*
 * What an upstream calls a post may hold any character, and a database's text may not: PostgreSQL takes no NUL, and half
 * of a surrogate pair is no UTF-8. So keys are written as JSON writes them, which is themselves for all usual ones.
 */

export function escapeKey(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

export function unescapeKey(text: string): string {
  const value = text.includes('\\') ? parseJson(`"${text}"`) : text;
  return typeof value === 'string' ? value : text;
}
