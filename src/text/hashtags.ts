import type { HashtagCounts } from '../model/index.ts';
import { fold } from './fold.ts';
import type { Token } from './token.ts';

/**
 * Counts the hashtags of a post: each occurrence in its text, plus 1 for each tag that only the post's list contains.
 * Even tags like `__proto__` are own properties of the result.
 *
 * @example
 * countHashtags(tokenise('#pizza #Pizza'), ['food']) // { pizza: 2, food: 1 }
 */
export function countHashtags(tokens: readonly Token[], listed: readonly string[] = []): HashtagCounts {
  const counts = new Map<string, number>();
  for (const { kind, key } of tokens) {
    if (kind === 'tag') counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const tag of listed) {
    const key = fold(tag.replace(/^[#＃]/, ''));
    if (key !== '' && !counts.has(key)) counts.set(key, 1);
  }
  return Object.fromEntries(counts);
}
