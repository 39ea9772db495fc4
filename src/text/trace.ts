import type { Span } from '../model/index.ts';
import { apostrophe, handle, link } from './normalise.ts';

/** A stretch of a text that one space has taken the place of. Offsets are UTF-16 units. */
interface Cut {
  /** In the text before; `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** Where the space stands in the text after. */
  readonly at: number;
}

/** A normalised text, and what became of the places in the text as it was. */
export interface Traced {
  /** What `normalise` gives. */
  readonly text: string;
  /** Links were taken out first, then handles. */
  readonly links: readonly Cut[];
  readonly handles: readonly Cut[];
}

/** Normalises a text and remembers what was taken out. */
export function normaliseTraced(text: string): Traced {
  const links: Cut[] = [];
  const handles: Cut[] = [];
  const unlinked = text.replace(link, cutInto(links));
  const unnamed = unlinked.replace(handle, cutInto(handles));
  return { text: unnamed.replace(apostrophe, "'"), links, handles };
}

function cutInto(cuts: Cut[]): (found: string, ...rest: readonly unknown[]) => string {
  let removed = 0;
  return (found, ...rest) => {
    const from = rest.find((value) => typeof value === 'number') ?? 0;
    cuts.push({ from, to: from + found.length, at: from - removed });
    removed += found.length - 1;
    return ' ';
  };
}

/** Where a span of the text as it was stands in the normalised text; one that was taken out is the space for it. */
export function placeSpan({ start, end }: Span, { links, handles }: Traced): Span {
  if (links.length === 0 && handles.length === 0) return { start, end };
  const last = place(place(end - 1, links), handles);
  return { start: place(place(start, links), handles), end: last + 1 };
}

/** Where the names stand in the normalised text that were taken out: all handles, and the links that a span touches. */
export function placeNames({ links, handles }: Traced, spans: readonly Span[]): readonly number[] {
  if (links.length === 0) return handles.map(({ at }) => at);
  const touched = new Set<Cut>();
  for (const { start } of spans) {
    const cut = cutBefore(start, links);
    if (cut !== undefined && start < cut.to) touched.add(cut);
  }
  const names = [...touched].map(({ at }) => place(at, handles));
  return [...names, ...handles.map(({ at }) => at)].sort((a, b) => a - b);
}

function place(offset: number, cuts: readonly Cut[]): number {
  const cut = cutBefore(offset, cuts);
  if (cut === undefined) return offset;
  return offset < cut.to ? cut.at : cut.at + 1 + offset - cut.to;
}

/** The last cut that begins at or before an offset. */
function cutBefore(offset: number, cuts: readonly Cut[]): Cut | undefined {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle]?.from ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return cuts[low - 1];
}
