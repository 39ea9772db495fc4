import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters that are looked at for each column: a post may be long, and a picture is drawn often. */
const perColumn = 8;

/**
 * Returns the most columns that a text takes in any terminal. Terminals disagree about sequences: one draws a family of
 * emoji in 2 columns, another one each of its members. A text that takes fewer columns than assumed leaves the rest of
 * its row empty, while one that takes more would break the picture.
 *
 * @example maxColumns('👨‍👩‍👧') // 6
 */
export function maxColumns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += columnsOf(segment);
  return columns;
}

function columnsOf(grapheme: string): number {
  let apart = 0;
  for (const character of grapheme) apart += columnsOfCharacter(character);
  // A variation selector can turn a character of text into an emoji.
  return Math.max(apart, stringWidth(grapheme), grapheme.includes('\ufe0f') ? 2 : 0);
}

/** Emoji that are not known yet, halves of flags, and letters that most programs leave out but terminals draw. */
const drawnWide = /[[\u{1F000}-\u{1FAFF}]&&[\p{Extended_Pictographic}\p{Emoji}]]|[\u115F\u1160\u3164\uFFA0]/v;

function columnsOfCharacter(character: string): number {
  return drawnWide.test(character) ? 2 : Math.max(stringWidth(character), /\p{Cs}/u.test(character) ? 1 : 0);
}

export interface Room {
  readonly columns: number;
  /** Stands for what is cut off. */
  readonly ellipsis: string;
}

/** The beginning of a text that fits, and the ellipsis if that is not all of it. */
export interface Fitted {
  readonly kept: string;
  readonly ellipsis: string;
}

/**
 * Cuts a text between graphemes, so that it fits with an ellipsis.
 *
 * @example fit('I love pizza', { columns: 8, ellipsis: '…' }) // { kept: 'I love ', ellipsis: '…' }
 */
export function fit(text: string, { columns, ellipsis: wanted }: Room): Fitted {
  const head = text.slice(0, perColumn * columns);
  if (head === text && maxColumns(text) <= columns) return { kept: text, ellipsis: '' };
  const ellipsis = maxColumns(wanted) <= columns ? wanted : '';
  let kept = '';
  let used = maxColumns(ellipsis);
  for (const { segment } of graphemes.segment(head)) {
    used += columnsOf(segment);
    if (used > columns) break;
    kept += segment;
  }
  // A joiner without its second half would join what a terminal draws next.
  return { kept: kept.replace(/\u200d$/, ''), ellipsis };
}
