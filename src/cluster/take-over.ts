import {
  catchError,
  defer,
  EMPTY,
  map,
  mergeMap,
  repeat,
  take,
  tap,
  timeout,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { appendSurely } from './append.ts';
import { Candidate, type Opening } from './candidate.ts';
import { encodeHeader, type ChunkHeader } from './chunk.ts';
import type { Log } from './log.ts';
import { noTotals } from './totals.ts';

export interface TakeOverOptions {
  readonly log: Pick<Log, 'append' | 'last'>;
  readonly source: string;
  readonly node: string;
  /** The silence of a leader after which another node takes over, in ms. */
  readonly takeoverMs: number;
  /** Called at each read of a chunk whose leader has been silent for long, though not yet long enough. */
  readonly onSilence: (opening: Opening) => void;
  readonly scheduler: SchedulerLike;
}

/** The lead of a source, from the chunk on with which it was taken over. */
export interface Lead {
  readonly term: number;
  /** The number of that chunk. */
  readonly sequence: number;
  /** The chunk before it; undefined for the first leader. */
  readonly before: ChunkHeader | undefined;
  readonly beforeSequence: number;
}

/** The time between two reads of the last chunk, in ms. */
const pollMs = 300;
/** A leader appends each second: what has been silent for so long, in ms, may well be dead. */
const silenceMs = 2_000;
/** The longest time that a read or the append of a takeover may take, in ms. */
const answerMs = 2_000;

/**
 * Waits until a source has no leader and takes it over: by a chunk of the next term that is appended only if the chunk
 * before it is still the last. Emits the lead, once.
 *
 * @example
 * takeOver({ log, source: 'demo', node: 'a', takeoverMs: 4_000, onSilence: prepare, scheduler: asyncScheduler });
 */
export function takeOver(options: TakeOverOptions): Observable<Lead> {
  const { log, source, node, takeoverMs, onSilence, scheduler } = options;
  return defer(() => {
    const candidate = new Candidate({ node, takeoverMs, maxStepMs: 3 * pollMs });
    return defer(() => log.last(source)).pipe(
      timeout({ first: answerMs, scheduler }),
      map((last) => candidate.read(last, scheduler.now())),
      tap(({ opening }) => {
        if (candidate.silentMs >= silenceMs) onSilence(opening);
      }),
      catchError(() => {
        candidate.failed();
        return EMPTY;
      }),
      mergeMap(({ opening, isFree }) => (isFree ? claim(opening, options) : EMPTY)),
      repeat({ delay: () => timer(pollMs, scheduler) }),
      take(1),
    );
  });
}

function claim({ sequence, header }: Opening, { log, source, node, scheduler }: TakeOverOptions): Observable<Lead> {
  const at = scheduler.now();
  const term = (header?.term ?? 0) + 1;
  const { liveAt = 0, cursors = {}, totals = noTotals } = header ?? {};
  const text = encodeHeader({ term, node, at, liveAt, state: 'pending', cursors, totals });
  const message = { source, id: `${source}-${term}-${node}-0-${at}`, header: text, body: new Uint8Array() };
  return appendSurely(message, sequence, { log, scheduler }).pipe(
    timeout({ first: answerMs, scheduler }),
    map((appended): Lead => ({ term, sequence: appended, before: header, beforeSequence: sequence })),
    catchError(() => EMPTY),
  );
}
