import type { Span } from '../model/index.ts';

/** A replacement of a range of a text. Offsets are UTF-16 units. */
export interface Edit {
  /** The range in the text before; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** The offset of the replacement in the text after, and its length. */
  readonly at: number;
  readonly length: number;
}

/** A text with the edits that made it, in rising order. */
export interface EditedText {
  readonly text: string;
  readonly edits: readonly Edit[];
}

const unedited: readonly Edit[] = [];

/** The pattern and the replacement of an edit. */
export interface Replacing {
  /** A global pattern. */
  readonly pattern: RegExp;
  readonly replace: (found: string) => string;
  /** The offset before which there is no match. */
  readonly from?: number;
}

/** Replaces what a pattern matches and records each replacement; a match that is replaced by itself is no edit. */
export function edit(text: string, { pattern, replace, from = 0 }: Replacing): EditedText {
  const edits: Edit[] = [];
  let edited = '';
  let copied = 0;
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [found] = match;
    const replacement = replace(found);
    if (replacement === found) continue;
    edited += text.slice(copied, match.index);
    copied = match.index + found.length;
    edits.push({ from: match.index, to: copied, at: edited.length, length: replacement.length });
    edited += replacement;
  }
  return edits.length === 0 ? { text, edits: unedited } : { text: edited + text.slice(copied), edits };
}

/** Returns the position of a span of the text before in the text after. An edited range counts as a whole. */
export function mapForward({ start, end }: Span, edits: readonly Edit[]): Span {
  if (edits.length === 0) return { start, end };
  return { start: moved(start, lastEdit(start, edits), 0), end: moved(end, lastEdit(end - 1, edits), 1) };
}

/** Returns the edits that lead back from the text after to the text before. */
export function inverted(edits: readonly Edit[]): readonly Edit[] {
  return edits.map(({ from, to, at, length }) => ({ from: at, to: at + length, at: from, length: to - from }));
}

/** Returns the last edit that begins at or before an offset of the text before. */
export function lastEdit(offset: number, edits: readonly Edit[]): Edit | undefined {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle]?.from ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return edits[low - 1];
}

/** Moves the start (0) or the end (1) of a span; inside of an edit it becomes that of the replacement. */
function moved(offset: number, last: Edit | undefined, edge: 0 | 1): number {
  if (last === undefined) return offset;
  if (offset - edge < last.to) return last.at + edge * last.length;
  return last.at + last.length + offset - last.to;
}
