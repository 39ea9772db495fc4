import { isRecord } from '../../model/index.ts';
import type { Cursors } from '../cursors.ts';
import type { Endpoint } from './endpoints.ts';
import type { Position } from './frames.ts';

/** The last event that was read, and from which server: numbers are each server's own. */
export interface Cursor extends Position {
  readonly base: string;
}

/** How a connection picks up where the last one broke. */
export interface Resumption {
  /** What is sent; undefined begins now. */
  readonly cursor: number | undefined;
  /** Whether the first event shows that nothing lies between. */
  readonly isComplete: (first: Position) => boolean;
}

// Clocks of servers differ, and events come out of order by seconds: a cursor in time goes back by this, in µs.
const rewindUs = 5_000_000;
// How much later than its cursor a stream that lost nothing may begin, in µs. A server moves a cursor that is too old
// up to its oldest event without a word.
const slackUs = 30_000_000;

// How much earlier than its cursor in time a stream may begin, in µs.
const jitterUs = 1_000_000;

/** Begins with what comes next. */
export const fromNow: Resumption = { cursor: undefined, isComplete: () => true };

/**
 * By number on the server and wire that gave it (inclusive: the last event comes again), by time elsewhere. `exact`
 * false asks for the time even there.
 */
export function resumeAfter(last: Cursor, { base, wire }: Endpoint, exact: boolean): Resumption {
  const { seq } = last;
  if (exact && wire === 'v2' && base === last.base && seq !== undefined) {
    return {
      cursor: seq,
      isComplete: (first) => (first.seq ?? 0) >= seq && first.timeUs <= last.timeUs + slackUs,
    };
  }
  const cursor = Math.max(0, last.timeUs - rewindUs);
  // A cursor that lies in the future is taken for now: what begins before it does not follow it.
  return {
    cursor,
    isComplete: ({ timeUs }) => timeUs >= cursor - jitterUs && timeUs <= last.timeUs + slackUs,
  };
}

/** A cursor that an earlier run has kept. */
export function readCursor(cursors: Cursors, key: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(cursors.read(key) ?? '');
    if (!isRecord(value)) return undefined;
    const { base, timeUs, seq } = value;
    if (typeof base !== 'string' || typeof timeUs !== 'number') return undefined;
    return { base, timeUs, ...(typeof seq === 'number' && { seq }) };
  } catch {
    return undefined;
  }
}
