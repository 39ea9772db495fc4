import type { Span } from '../model/index.ts';
import { lastEdit, mapForward, type Edit } from './edits.ts';
import { mayChange, steps } from './normalise.ts';

/** A normalised text with the edits that map offsets of the original text to it. */
export interface TracedText {
  /** The text as returned by `normalise`. */
  readonly text: string;
  /** The edits of each step, in the order of the steps. */
  readonly edits: Readonly<Record<keyof typeof steps, readonly Edit[]>>;
}

const unedited: TracedText['edits'] = { references: [], invisible: [], links: [], handles: [], apostrophes: [] };

/**
 * Normalises a text and records the edits.
 *
 * @example
 * normaliseTraced('@ann likes it').edits.handles // [{ from: 0, to: 4, at: 0, length: 1 }]
 */
export function normaliseTraced(text: string): TracedText {
  if (!mayChange(text)) return { text, edits: unedited };
  const references = steps.references(text);
  const invisible = steps.invisible(references.text);
  const links = steps.links(invisible.text);
  const handles = steps.handles(links.text);
  const apostrophes = steps.apostrophes(handles.text);
  return {
    text: apostrophes.text,
    edits: {
      references: references.edits,
      invisible: invisible.edits,
      links: links.edits,
      handles: handles.edits,
      apostrophes: apostrophes.edits,
    },
  };
}

/**
 * Returns the position of a span of the original text in the normalised text. A link or a handle that was removed is
 * represented by its space.
 */
export function mapSpan(span: Span, { edits }: TracedText): Span {
  const { references, invisible, links, handles, apostrophes } = edits;
  let mapped = span;
  if (references.length > 0) mapped = mapForward(mapped, references);
  if (invisible.length > 0) mapped = mapForward(mapped, invisible);
  if (links.length > 0) mapped = mapForward(mapped, links);
  if (handles.length > 0) mapped = mapForward(mapped, handles);
  return apostrophes.length > 0 ? mapForward(mapped, apostrophes) : mapped;
}

/** Returns the offsets of removed names in the normalised text: all handles, and the links that a span touches. */
export function nameOffsets({ edits }: TracedText, spans: readonly Span[]): readonly number[] {
  const { references, invisible, links, handles, apostrophes } = edits;
  if (links.length + handles.length === 0) return [];
  if (links.length + apostrophes.length === 0) return handles.map(({ at }) => at);
  const touched = new Set<Edit>();
  for (const span of links.length === 0 ? [] : spans) {
    const { start } = mapForward(mapForward(span, references), invisible);
    const removed = lastEdit(start, links);
    if (removed !== undefined && start < removed.to) touched.add(removed);
  }
  const offsets = [...[...touched].map(({ at }) => offsetAfter(at, handles)), ...handles.map(({ at }) => at)];
  return offsets.map((offset) => offsetAfter(offset, apostrophes)).sort((a, b) => a - b);
}

const offsetAfter = (offset: number, edits: readonly Edit[]): number =>
  mapForward({ start: offset, end: offset + 1 }, edits).start;
