import type { Span } from '../model/index.ts';
import { apostrophe, handle, link } from './normalise.ts';

/** A range of a text that was replaced by one space. Offsets are UTF-16 units. */
interface Removal {
  /** The range in the text before; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** The offset of the space in the text after. */
  readonly at: number;
}

/** A normalised text with the removals that map offsets of the original text to it. */
export interface TracedText {
  /** The text as returned by `normalise`. */
  readonly text: string;
  /** Links are removed first, then handles. */
  readonly links: readonly Removal[];
  readonly handles: readonly Removal[];
}

/**
 * Normalises a text and records the removals.
 *
 * @example
 * normaliseTraced('@ann likes it').handles // [{ from: 0, to: 4, at: 0 }]
 */
export function normaliseTraced(text: string): TracedText {
  const links: Removal[] = [];
  const handles: Removal[] = [];
  const unlinked = text.replace(link, recordRemovals(links));
  const unnamed = unlinked.replace(handle, recordRemovals(handles));
  return { text: unnamed.replace(apostrophe, "'"), links, handles };
}

function recordRemovals(removals: Removal[]): (found: string, ...rest: readonly unknown[]) => string {
  let removed = 0;
  return (found, ...rest) => {
    const from = rest.find((value) => typeof value === 'number') ?? 0;
    removals.push({ from, to: from + found.length, at: from - removed });
    removed += found.length - 1;
    return ' ';
  };
}

/**
 * Returns the position of a span of the original text in the normalised text. A removed span is represented by its
 * space.
 */
export function mapSpan({ start, end }: Span, { links, handles }: TracedText): Span {
  if (links.length === 0 && handles.length === 0) return { start, end };
  const last = mapOffset(mapOffset(end - 1, links), handles);
  return { start: mapOffset(mapOffset(start, links), handles), end: last + 1 };
}

/** Returns the offsets of removed names in the normalised text: all handles, and the links that a span touches. */
export function nameOffsets({ links, handles }: TracedText, spans: readonly Span[]): readonly number[] {
  if (links.length === 0) return handles.map(({ at }) => at);
  const touched = new Set<Removal>();
  for (const { start } of spans) {
    const cut = lastRemovalBefore(start, links);
    if (cut !== undefined && start < cut.to) touched.add(cut);
  }
  const names = [...touched].map(({ at }) => mapOffset(at, handles));
  return [...names, ...handles.map(({ at }) => at)].sort((a, b) => a - b);
}

function mapOffset(offset: number, removals: readonly Removal[]): number {
  const cut = lastRemovalBefore(offset, removals);
  if (cut === undefined) return offset;
  return offset < cut.to ? cut.at : cut.at + 1 + offset - cut.to;
}

/** Returns the last removal that begins at or before an offset. */
function lastRemovalBefore(offset: number, removals: readonly Removal[]): Removal | undefined {
  let low = 0;
  let high = removals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((removals[middle]?.from ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return removals[low - 1];
}
