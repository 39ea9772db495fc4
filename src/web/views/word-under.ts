import { wordAt } from '../state/post-text.ts';
import type { Handle } from '../state/handles.ts';

/* Older browsers lack one or the other: there the menu of a post leads to its words. */
const hasCarets = 'caretPositionFromPoint' in document;
const hasHighlights = 'highlights' in CSS;

/** A word of a text in the document. */
export interface WordUnder {
  readonly handle: Handle;
  readonly range: Range;
}

/** Returns the word under a pointer, outside of links and buttons. */
export function wordUnder({ clientX, clientY }: MouseEvent): WordUnder | undefined {
  if (!hasCarets) return undefined;
  const caret = document.caretPositionFromPoint(clientX, clientY);
  if (!(caret?.offsetNode instanceof Text) || caret.offsetNode.parentElement?.closest('a, button') != null) {
    return undefined;
  }
  const { offsetNode: node, offset } = caret;
  // A caret behind the last letter of a word is beside it, too.
  const found = wordAt(node.data, offset) ?? wordAt(node.data, offset - 1);
  if (found === undefined) return undefined;
  const range = document.createRange();
  range.setStart(node, found.span.start);
  range.setEnd(node, found.span.end);
  const isInside = [...range.getClientRects()].some(
    ({ left, right, top, bottom }) => left <= clientX && clientX <= right && top <= clientY && clientY <= bottom,
  );
  return isInside ? { handle: found.handle, range } : undefined;
}

/** Underlines a word without a change of the document, where the browser can. */
export function markWord(word: WordUnder | undefined): void {
  if (word === undefined) clearWord();
  else if (hasHighlights) CSS.highlights.set('word', new Highlight(word.range));
}

export function clearWord(): void {
  if (hasHighlights) CSS.highlights.delete('word');
}
