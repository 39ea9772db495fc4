import type { Span } from '../model/index.ts';
import { apostrophe, handle, link } from './normalise.ts';

/** A stretch of a text that one space has taken the place of. Offsets are UTF-16 units. */
interface Removal {
  /** In the text before; `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** Where the space stands in the text after. */
  readonly at: number;
}

/** A normalised text, and what became of the places in the text as it was. */
export interface TracedText {
  /** What `normalise` gives. */
  readonly text: string;
  /** Links were taken out first, then handles. */
  readonly links: readonly Removal[];
  readonly handles: readonly Removal[];
}

/** Normalises a text and remembers what was taken out. */
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

/** Where a span of the text as it was stands in the normalised text; one that was taken out is the space for it. */
export function mapSpan({ start, end }: Span, { links, handles }: TracedText): Span {
  if (links.length === 0 && handles.length === 0) return { start, end };
  const last = mapOffset(mapOffset(end - 1, links), handles);
  return { start: mapOffset(mapOffset(start, links), handles), end: last + 1 };
}

/** Where the names stand in the normalised text that were taken out: all handles, and the links that a span touches. */
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

/** The last cut that begins at or before an offset. */
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
