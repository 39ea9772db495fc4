import { classAt, isWordClass, unspaced, widthAt } from './characters.ts';
import { fold } from './fold.ts';
import { hashOf } from './hash.ts';
import type { Token } from './token.ts';

const domain =
  /[\p{L}\p{N}\p{M}_](?:[\p{L}\p{M}\p{N}_-]*\.)+\p{L}{2,24}(?!\.?[\p{L}\p{M}\p{N}_@-])(?::\d{1,5}(?!\d))?/uy;
const prefix = /^(?:https?:\/\/)?(?:www\.)?/i;

/**
 * Returns the end of a domain, or of a link without a scheme, that starts at an offset; undefined when there is none.
 * `bare` marks a domain alone: `example.com`, but also `end.Next` where a space was forgotten.
 */
export function domainEnd(text: string, start: number): { readonly end: number; readonly bare: boolean } | undefined {
  domain.lastIndex = start;
  if (!domain.test(text)) return undefined;
  const end = domain.lastIndex;
  const pathed = /[/?]/.test(text.charAt(end)) ? linkEnd(text, end) : end;
  return { end: pathed, bare: pathed === end && !/^www\./i.test(text.slice(start, start + 4)) };
}

/**
 * Returns the end of the link around an offset. A link ends before white space, quotes and the punctuation of its
 * sentence.
 */
export function linkEnd(text: string, from: number): number {
  let end = from;
  let opened = 0;
  let closed = 0;
  for (let host = true; end < text.length; end += widthAt(text, end)) {
    const code = text.charCodeAt(end);
    if (code <= 0x20 || code === 0x22 || code === 0x3c || code === 0x3e) break;
    const kind = classAt(text, end);
    if (code > 0x7f && (!isWordClass(kind) || (host && kind === unspaced))) break;
    if (code === 0x28) opened += 1;
    else if (code === 0x29) closed += 1;
    else if (code === 0x2f) host = false;
  }
  for (; end > from; end -= 1) {
    const last = text.charAt(end - 1);
    if (last === ')' && closed <= opened) break;
    if (!/[.,;:!?'()[\]{}*~|`#]/.test(last)) break;
    if (last === ')') closed -= 1;
    else if (last === '(') opened -= 1;
  }
  return end;
}

/** Returns the form in which whole links are compared: folded, without scheme, `www.` and trailing slashes. */
export function linkKey(link: string): string {
  let start = prefix.exec(link)?.[0].length ?? 0;
  let end = link.length;
  while (start < end && link.charAt(start) === '/') start += 1;
  while (end > start && link.charAt(end - 1) === '/') end -= 1;
  return fold(link.slice(start, end));
}

/** Returns the words of a link's host, path and query. The scheme and `www` are left out. */
export function partsOf(
  text: string,
  { start, end, kind }: { readonly start: number; readonly end: number; readonly kind: 'word' | 'link' },
): readonly Token[] {
  const tokens: Token[] = [];
  let at = start + (prefix.exec(text.slice(start, end))?.[0].length ?? 0);
  while (at < end) {
    const from = at;
    const single = classAt(text, at) === unspaced;
    while (at < end && isWordClass(classAt(text, at)) && (classAt(text, at) === unspaced) === single) {
      at += widthAt(text, at);
      if (single) break;
    }
    if (at === from) {
      at += widthAt(text, at);
      continue;
    }
    const key = fold(text.slice(from, at));
    tokens.push({ kind, key, base: key, root: key, start: from, end: at, hash: hashOf(key) });
  }
  return tokens;
}

/**
 * Returns the tokens of a link in a post's list: the whole link, then its words.
 *
 * @example
 * linkTokens('https://example.com/pizza').map(({ key }) => key)
 * // ['example.com/pizza', 'example', 'com', 'pizza']
 */
export function linkTokens(link: string): readonly Token[] {
  const key = linkKey(link);
  if (key === '') return [];
  const whole = { kind: 'url', key, base: key, root: key, start: 0, end: link.length, hash: hashOf(key) } as const;
  return [whole, ...partsOf(link, { start: 0, end: link.length, kind: 'link' })];
}
