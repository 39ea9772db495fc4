import { parseJson } from '../model/index.ts';

/*
 * The id of a post may contain any character, a database's text may not: PostgreSQL refuses NUL, and half of a surrogate
 * pair is not valid UTF-8. So keys are written as in JSON, which leaves all usual ones unchanged.
 */

/** Returns a key as JSON text without its quotes. */
export function escapeKey(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Returns the key that `escapeKey` was given. */
export function unescapeKey(text: string): string {
  const value = text.includes('\\') ? parseJson(`"${text}"`) : text;
  return typeof value === 'string' ? value : text;
}
