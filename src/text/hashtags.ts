import type { HashtagCounts } from '../model/index.ts';
import { fold } from './fold.ts';
import type { Token } from './token.ts';
import { tokenise } from './tokenise.ts';

/**
 * Counts the hashtags of a post: each occurrence in its text, plus 1 for each tag that only the post's list contains. A
 * listed tag replaces the tag of the text that it is: sources list a tag whole where the text's ends at a mark (`D&D`),
 * and Mastodon lists names without accents. Even tags like `__proto__` are own properties of the result.
 *
 * @example
 * countHashtags(tokenise('#pizza #Pizza'), ['food']) // { pizza: 2, food: 1 }
 * countHashtags(tokenise('#D&D'), ['D&D']) // { 'd&d': 1 }
 */
export function countHashtags(tokens: readonly Token[], listed: readonly string[] = []): HashtagCounts {
  const counts = new Map<string, number>();
  for (const { kind, key } of tokens) {
    if (kind === 'tag') counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const keys = new Set(listed.map((tag) => fold(tag.trim().replace(/^[#＃]/, ''))));
  keys.delete('');
  if (keys.size > 0) replaceByListed(counts, keys);
  return Object.fromEntries(counts);
}

function replaceByListed(counts: Map<string, number>, listed: ReadonlySet<string>): void {
  const { byName, byBeginning } = indexOf(listed, counts);
  for (const [written, count] of [...counts]) {
    const forms = looseForms(written);
    const beginning = forms.flatMap((form) => byBeginning.get(form) ?? []);
    const same = listed.has(written) ? [] : forms.flatMap((form) => byName.get(form) ?? []);
    const meant = [...new Set([...beginning, ...same])];
    const [first] = meant;
    if (first === undefined) continue;
    // The text may have several tags that end at the same mark: each listed one is counted once, the first for the rest.
    const isListed = listed.has(written);
    const rest = Math.max(1, count - meant.length + (isListed ? 0 : 1));
    for (const key of meant) counts.set(key, (counts.get(key) ?? 0) + (key === first && !isListed ? rest : 1));
    if (isListed) counts.set(written, rest);
    else counts.delete(written);
  }
  for (const key of listed) if (!counts.has(key)) counts.set(key, 1);
}

/**
 * Returns the listed tags by what the text may have of them: their name, accents and width aside, and, of those that it
 * does not have whole, the part up to the mark at which a tag of the text ends.
 */
function indexOf(listed: ReadonlySet<string>, counts: ReadonlyMap<string, number>) {
  const byName = new Map<string, string[]>();
  const byBeginning = new Map<string, string[]>();
  for (const key of listed) {
    for (const form of looseForms(key)) append(byName, form, key);
    const [first] = tokenise(`#${key}`);
    if (counts.has(key) || first?.kind !== 'tag' || first.key === key) continue;
    for (const form of looseForms(first.key)) append(byBeginning, form, key);
  }
  return { byName, byBeginning };
}

function append(index: Map<string, string[]>, form: string, key: string): void {
  const keys = index.get(form);
  if (keys === undefined) index.set(form, [key]);
  else keys.push(key);
}

const ligatures: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Returns a tag as Mastodon folds names, with each reading of `ß`, and without marks at its end. */
function looseForms(tag: string): readonly string[] {
  const bare = tag
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin}\p{M}*)\p{M}/gu, '')
    .normalize('NFKC')
    .replace(/[æœøłđðþı]/g, (letter) => ligatures[letter] ?? letter)
    .replace(/[\p{P}_]+$/u, '');
  return bare.includes('ß') ? [bare.replaceAll('ß', 'ss'), bare.replaceAll('ß', 's')] : [bare];
}
