import type { CountedOutcome } from '../graph/index.ts';
import type { WaitingQueue } from '../graph/operators/index.ts';
import { maxChunkCharacters, maxChunkEvents, type ChunkHeader } from './chunk.ts';
import { encodeEvent, type LoggedEvent } from './events.ts';
import { addTotals, noTotals, type Totals } from './totals.ts';

/** The state of a source after an event. */
export type Standing = Pick<ChunkHeader, 'state' | 'reason' | 'liveAt' | 'cursors'>;

/** Content for a chunk: events as JSON text, and what is true of the source after them. */
export interface Commit {
  readonly events: readonly string[];
  readonly totals: Totals;
  readonly standing: Standing;
}

export interface CommitQueueOptions {
  /** The most posts that wait to be appended; beyond it, new ones are shed and counted. */
  readonly maxWaitingPosts: number;
  /** Called with the number of posts that wait, whenever it changes. */
  readonly onWaiting: (posts: number) => void;
}

interface Waiting {
  readonly text: string;
  readonly isPost: boolean;
  readonly standing: Standing;
}

/**
 * Holds events while a chunk is being appended; they become the next chunks, as few as can hold them. Outcomes that are only
 * counted are kept as numbers. A post that is shed stays before the cursor: it is counted, and does not come again.
 */
export class CommitQueue implements WaitingQueue<Commit> {
  readonly #options: CommitQueueOptions;
  #waiting: Waiting[] = [];
  /** The index of the first that waits: removing from the front of a long list costs all of it. */
  #first = 0;
  #posts = 0;
  #counted: Partial<Record<CountedOutcome, number>> = {};
  #standing: Standing | undefined;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  push({ events, totals, standing }: Commit): void {
    const isPost = totals.posts > 0;
    for (const text of events) {
      if (isPost && this.#posts >= this.#options.maxWaitingPosts) {
        this.#count('shed', 1);
        continue;
      }
      if (isPost) this.#posts += 1;
      this.#waiting.push({ text, isPost, standing });
    }
    for (const outcome of ['invalid', 'duplicate', 'filtered', 'shed'] as const) this.#count(outcome, totals[outcome]);
    this.#standing = standing;
    this.#options.onWaiting(this.#posts);
  }

  shift(): Commit | undefined {
    if (this.#standing === undefined) return undefined;
    const taken = this.#take();
    const posts = taken.filter(({ isPost }) => isPost).length;
    this.#posts -= posts;
    const isLast = this.#first === this.#waiting.length;
    const counted = isLast ? this.#takeCounted() : {};
    const standing = isLast ? this.#standing : (taken.at(-1)?.standing ?? this.#standing);
    if (isLast) {
      this.#waiting = [];
      this.#first = 0;
      this.#standing = undefined;
    }
    this.#options.onWaiting(this.#posts);
    const events = taken.map(({ text }) => text);
    return commitOf({ posts, counted, events, standing });
  }

  #take(): readonly Waiting[] {
    let characters = 0;
    let end = this.#first;
    // Four places are left for the counts.
    while (end < this.#waiting.length && end - this.#first < maxChunkEvents - 4) {
      characters += this.#waiting[end]?.text.length ?? 0;
      if (characters > maxChunkCharacters && end > this.#first) break;
      end += 1;
    }
    const taken = this.#waiting.slice(this.#first, end);
    this.#first = end;
    return taken;
  }

  #count(outcome: CountedOutcome, count: number): void {
    if (count > 0) this.#counted[outcome] = (this.#counted[outcome] ?? 0) + count;
  }

  #takeCounted() {
    const counted = this.#counted;
    this.#counted = {};
    return counted;
  }
}

interface Content {
  readonly posts: number;
  readonly counted: Readonly<Partial<Record<CountedOutcome, number>>>;
  /** The JSON texts of other events than counts. */
  readonly events: readonly string[];
  readonly standing: Standing;
}

/** Returns content for a chunk, counts included: these have no text, for the queue adds them up first. */
function commitOf({ posts, counted, events, standing }: Content): Commit {
  let totals: Totals = { ...noTotals, received: posts, posts };
  for (const count of Object.values(counted)) totals = addTotals(totals, { ...noTotals, received: count });
  return { events, totals: { ...totals, ...counted }, standing };
}

/** Returns the events of a chunk as JSON texts: those of a commit, and its counts. */
export function eventsOf({ events, totals }: Commit, source: string): readonly string[] {
  const counts = (['invalid', 'duplicate', 'filtered', 'shed'] as const).filter((outcome) => totals[outcome] > 0);
  if (counts.length === 0) return events;
  return [
    ...events,
    ...counts.map((outcome) => encodeEvent({ type: 'counted', source, outcome, count: totals[outcome] })),
  ];
}

/** Returns a sign of life as content for a chunk, with texts of events that are repeated. */
export const signOfLife = (standing: Standing, events: readonly string[] = []): Commit =>
  commitOf({ posts: 0, counted: {}, events, standing });

/** Returns one event as content for a chunk; without one, a sign of life. */
export function commitFor(event: LoggedEvent | undefined, standing: Standing): Commit {
  if (event === undefined) return signOfLife(standing);
  if (event.type === 'counted') {
    return commitOf({ posts: 0, counted: { [event.outcome]: event.count }, events: [], standing });
  }
  return commitOf({ posts: event.type === 'post' ? 1 : 0, counted: {}, events: [encodeEvent(event)], standing });
}
