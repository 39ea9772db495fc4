import type { Post } from '../model/index.ts';
import { primarySubtag } from '../text/index.ts';

/**
 * Returns a predicate: whether a post's declared language is accepted. No language accepts all, and a post that declares
 * none is always accepted.
 * @example languageFilter(['en'])(post)
 */
export function languageFilter(languages: readonly string[]): (post: Post) => boolean {
  const accepted = new Set(languages.map(primarySubtag));
  return ({ lang }) => accepted.size === 0 || lang === undefined || accepted.has(primarySubtag(lang));
}
