import type { Span } from '../../model/index.ts';
import { tokenise } from '../../text/index.ts';
import { piecesOf, type Piece } from './feed.ts';
import { handleOf, wordHandle, type Handle } from './handles.ts';

/** A part of a post's text: a hashtag, mention or link, or what stands between them. */
export interface Segment {
  readonly pieces: readonly Piece[];
  readonly handle?: Handle;
}

/** Splits a text at its hashtags, mentions and links. The parts under the spans are marked. */
export function segmentsOf(text: string, spans: readonly Span[]): readonly Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  const add = (end: number, handle?: Handle): void => {
    if (end <= at) return;
    const within = spans.map((span) => ({ start: Math.max(span.start, at) - at, end: Math.min(span.end, end) - at }));
    const pieces = piecesOf(
      text.slice(at, end),
      within.filter((span) => span.end > span.start),
    );
    segments.push(handle === undefined ? { pieces } : { pieces, handle });
    at = end;
  };
  for (const token of tokenise(text)) {
    if (token.kind === 'word' || token.start < at) continue;
    const [handle] = handleOf(token, text);
    if (handle === undefined) continue;
    add(token.start);
    add(token.end, handle);
  }
  add(text.length);
  return segments;
}

/** The handle of a word, and its place in the text. */
export interface PlacedHandle {
  readonly handle: Handle;
  readonly span: Span;
}

/** Returns the handle of the word at an offset of a text. */
export function wordAt(text: string, offset: number): PlacedHandle | undefined {
  const token = tokenise(text).find(({ kind, start, end }) => kind === 'word' && start <= offset && offset < end);
  if (token === undefined) return undefined;
  // In scripts without spaces, tokens are single characters.
  const whole = isLetter.test(token.key) ? wordAround(text, offset) : undefined;
  const [handle] = whole === undefined ? handleOf(token, text) : wordHandle(text.slice(whole.start, whole.end));
  return handle === undefined ? undefined : { handle, span: whole ?? token };
}

const isLetter = /^\p{L}$/u;

function wordAround(text: string, offset: number): Span | undefined {
  const found = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text).containing(offset);
  return found?.isWordLike === true ? { start: found.index, end: found.index + found.segment.length } : undefined;
}
