import type { SchedulerLike } from 'rxjs';
import type { Filled } from '../../graph/index.ts';
import { isRecord, isString, parseJson } from '../../model/index.ts';
import type { Cursors } from '../cursors.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import type { Signal } from '../supervisor/supervise.ts';
import type { Endpoint } from './endpoints.ts';
import type { Position } from './frames.ts';

/** The last event that was read, and the server that sent it: each server has numbers of its own. */
export interface Cursor extends Position {
  readonly base: string;
}

/** How a connection resumes where the last one broke. */
export interface Resumption {
  /** The cursor that is sent; undefined begins now. */
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
// A run that ended longer ago is not resumed: nobody waits for its posts any more.
const maxAgeMs = 15 * 60_000;

const fromNow: Resumption = { cursor: undefined, isComplete: () => true };

/**
 * Resumes by number on the server and wire that gave it (inclusive: the last event comes again), by time elsewhere.
 * `exact` false asks for the time even there.
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

/** Returns the cursor that an earlier run has kept; undefined when there is none that can be read. */
export function readCursor(cursors: Cursors, key: string): Cursor | undefined {
  const value = parseJson(cursors.read(key) ?? '');
  if (!isRecord(value)) return undefined;
  const { base, timeUs, seq } = value;
  if (!isString(base) || typeof timeUs !== 'number') return undefined;
  return { base, timeUs, ...(typeof seq === 'number' && { seq }) };
}

export interface ResumeCursorOptions {
  /** The cursor of an earlier run. */
  readonly previous: Cursor | undefined;
  /** Whether nothing up to that cursor has been lost. Default false. */
  readonly isExact?: boolean;
  readonly scheduler: SchedulerLike;
}

/**
 * Where the next connection resumes. A cursor that the server does not accept is replaced by a coarser one:
 *
 *   mode    sends                                      event received  cursor rejected            unreadable, 2nd time
 *   number  the number, on the server that gave it;    number          time; none, if the cursor  none
 *           elsewhere, or if the cursor is that of                     is that of an earlier run
 *           an earlier run, the time
 *   time    the time of the last event, less 5 s       number          none                       none
 *   none    nothing: the stream begins now             number          none                       none
 *
 * "Unreadable, 2nd time": twice in a row something could not be read right after the same event, so it is passed over.
 * A cursor of an earlier run that ended more than 15 minutes ago is not sent.
 */
export class ResumeCursor {
  readonly #scheduler: SchedulerLike;
  #last: Cursor | undefined;
  readonly #isExact: boolean;
  #isFromPreviousRun: boolean;
  #mode: 'number' | 'time' | 'none' = 'number';
  #endpoint: Endpoint = { base: '', wire: 'v2' };
  #resumption: Resumption = fromNow;
  /** Whether the first event of a resumed stream is still to come. */
  #awaitsFirst = false;
  #isOutdated = false;
  /** The time of the last event before something that could not be read. */
  #unreadableAfter: number | undefined;

  constructor({ previous, isExact = false, scheduler }: ResumeCursorOptions) {
    this.#isExact = isExact;
    this.#scheduler = scheduler;
    this.#last = previous;
    this.#isFromPreviousRun = previous !== undefined;
  }

  /** The last event that was read. */
  get last(): Cursor | undefined {
    return this.#last;
  }

  /** Begins a connection; returns the cursor to send. */
  begin(endpoint: Endpoint): number | undefined {
    this.#endpoint = endpoint;
    this.#resumption = this.#choose(endpoint);
    this.#awaitsFirst = this.#resumption.cursor !== undefined;
    this.#isOutdated = false;
    return this.#resumption.cursor;
  }

  #choose(endpoint: Endpoint): Resumption {
    const last = this.#last;
    if (last === undefined || this.#mode === 'none') return fromNow;
    if (!this.#isFromPreviousRun) return resumeAfter(last, endpoint, this.#mode === 'number');
    const ageMs = this.#scheduler.now() - last.timeUs / 1_000;
    // What was in the pipes when the program ended has to come again, so its number is too exact.
    return ageMs > maxAgeMs ? fromNow : resumeAfter(last, endpoint, this.#isExact && this.#mode === 'number');
  }

  /** Records that the connection is open; returns what is known of the interruption by then. */
  opened(): readonly Signal[] {
    return this.#awaitsFirst ? [] : [this.#resumed('none')];
  }

  /** Records an event; the first one shows whether something is missing. */
  advance(position: Position): readonly Signal[] {
    const isComplete = !this.#isOutdated && this.#resumption.isComplete(position);
    const signals = this.#awaitsFirst ? [this.#resumed(isComplete ? 'full' : 'partial')] : [];
    this.#awaitsFirst = false;
    this.#isFromPreviousRun = false;
    this.#mode = 'number';
    this.#last = { ...position, base: this.#endpoint.base };
    return signals;
  }

  /** Records that the server no longer has what follows the cursor, and begins with the oldest event that it has. */
  outdated(): void {
    this.#isOutdated = true;
  }

  /** Records that the server does not accept the cursor; returns that as a failure. */
  reject(): UpstreamFailure {
    const isExact = this.#isExact || !this.#isFromPreviousRun;
    this.#mode = this.#mode === 'number' && isExact ? 'time' : 'none';
    return new UpstreamFailure(
      'network',
      `${new URL(this.#endpoint.base).host} no longer has what follows our cursor.`,
    );
  }

  /** Records that what follows the last event could not be read. */
  unreadable(): void {
    const at = this.#last?.timeUs;
    if (at === this.#unreadableAfter) this.#mode = 'none';
    this.#unreadableAfter = at;
  }

  #resumed(filled: Filled): Signal {
    const since = this.#isFromPreviousRun && this.#last !== undefined ? this.#last.timeUs / 1_000 : undefined;
    return { type: 'resumed', filled, ...(since !== undefined && { since }) };
  }
}
