import { fold } from './fold.ts';

/** A word of a text, or a part of a link, with the place where it stands. */
export interface Token {
  readonly kind: 'word' | 'tag' | 'mention' | 'link';
  /** Folded, without `#` or `@`. */
  readonly key: string;
  /** UTF-16 offsets in the text, `end` exclusive; a tag's or a mention's span includes its sign. */
  readonly start: number;
  readonly end: number;
}

const letters = String.raw`\p{L}\p{M}\p{N}_`;
const word = String.raw`[${letters}]+(?:['’][\p{L}\p{M}]+)*`;
const emoji = String.raw`\p{RI}{2}|\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F|\u200D\p{Extended_Pictographic})*`;
const link = String.raw`https?:\/\/[^\s<>"]+|(?:[\p{L}\p{N}-]+\.)+[a-z]{2,24}\/[^\s<>"]*|www\.[^\s<>"]+`;

const pattern = new RegExp(
  String.raw`(?<link>${link})|(?<![${letters}&])[#＃](?<tag>[${letters}]*[\p{L}\p{M}_][${letters}]*)|(?<![${letters}])[@＠](?<mention>\w+(?:[.-]\w+)*)|(?<word>${word}|${emoji})`,
  'giu',
);

/**
 * The tokens of a text, in its order: the one tokenizer for matching and for hashtag counts. Words are runs of
 * letters, digits and `_`, with apostrophes inside (`’` is folded to `'`); an emoji is a word; a link yields its parts.
 */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const [whole] = match;
    const start = match.index;
    const end = start + whole.length;
    const { link, tag, mention } = match.groups ?? {};
    if (link !== undefined) tokens.push(...linkParts(link, start));
    else if (tag !== undefined) tokens.push({ kind: 'tag', key: fold(tag), start, end });
    else if (mention !== undefined) tokens.push({ kind: 'mention', key: fold(mention), start, end });
    else tokens.push({ kind: 'word', key: foldWord(whole), start, end });
  }
  return tokens;
}

/** A word's key: with the ASCII apostrophe, and without the variation selector that only colours an emoji. */
function foldWord(word: string): string {
  return fold(word.replaceAll('’', "'").replaceAll('\uFE0F', ''));
}

const linkPart = /[\p{L}\p{M}\p{N}_]+/gu;

/** The words of a link's host, path and query; the scheme and `www` are none. */
export function linkParts(link: string, start: number): readonly Token[] {
  const skipped = /^(?:https?:\/\/)?(?:www\.)?/i.exec(link)?.[0].length ?? 0;
  return Array.from(link.slice(skipped).matchAll(linkPart), (match) => {
    const at = start + skipped + match.index;
    return { kind: 'link', key: fold(match[0]), start: at, end: at + match[0].length };
  });
}
