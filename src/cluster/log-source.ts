import { concatMap, defer, interval, merge, mergeMap, of, type Observable, type SchedulerLike } from 'rxjs';
import type { QuerySet, Source, SourceEvent, SourceState } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import { positionOf, type Chunk } from './chunk.ts';
import { coverageOf, QueryHashes } from './query-hash.ts';
import type { LogReader, ReaderEvent } from './reader.ts';

export interface LogSourceOptions {
  /** The name of the source that is read by its leader. */
  readonly name: string;
  readonly reader: LogReader;
  /** Publishes what this node tracks, for as long as it is subscribed to. Never emits. */
  readonly publish: (querySet: QuerySet) => Observable<never>;
  /** The silence of its leader after which a source is pending, in ms. */
  readonly silenceMs: number;
  readonly scheduler: SchedulerLike;
}

const checkMs = 500;

type CoverageEvent = Extract<SourceEvent, { readonly type: 'coverage' }>;

/**
 * Creates a source that reads from the log what its leader reads from upstream, under the same name. It is always open,
 * so that a position that a client comes with always means the same.
 *
 * @example
 * createLogSource({ name: 'bluesky', reader, publish: () => NEVER, silenceMs: 3_000, scheduler: asyncScheduler });
 */
export function createLogSource({ name, reader, publish, silenceMs, scheduler }: LogSourceOptions): Source {
  const standing = new LogSourceStanding({ name, silenceMs, now: () => scheduler.now() });
  return {
    name,
    isAlwaysOpen: true,
    open: (querySet) =>
      defer(() =>
        merge(
          of(standing.current(), ...standing.coverage(querySet)),
          reader.events$.pipe(concatMap((event) => eventsOf(event, { name, reader, standing, querySet }))),
          interval(checkMs, scheduler).pipe(mergeMap(() => standing.check())),
          publish(querySet),
        ),
      ),
  };
}

interface Reading {
  readonly name: string;
  readonly reader: LogReader;
  readonly standing: LogSourceStanding;
  readonly querySet: QuerySet;
}

/** Yields the events of a source; the reader's position moves with each, before it is emitted. */
function* eventsOf(event: ReaderEvent, { name, reader, standing, querySet }: Reading): Generator<SourceEvent> {
  if (event.type === 'away') yield* standing.away(event.reason);
  else if (event.type === 'back') yield* standing.back(event);
  else if (event.source === name) {
    yield* standing.read(event);
    for (const [index, each] of event.events.entries()) {
      if (each === undefined) continue;
      if (each.type === 'coverage') {
        standing.cover(each);
        yield* standing.coverage(querySet);
        continue;
      }
      const position = positionOf(event.sequence, index);
      reader.moveTo(position);
      yield each.type === 'post' ? { ...each, position } : each;
    }
  }
}

interface StandingOptions {
  readonly name: string;
  readonly silenceMs: number;
  readonly now: () => number;
}

/** The state of a source as its chunks, or their absence, show it. */
class LogSourceStanding {
  readonly #options: StandingOptions;
  #state: SourceState = 'pending';
  #reason: UndertoneError | undefined;
  #readAt: number;
  #isSilent = false;
  #coverage: CoverageEvent | undefined;
  readonly #hashes = new QueryHashes();

  constructor(options: StandingOptions) {
    this.#options = options;
    this.#readAt = options.now();
  }

  current(): SourceEvent {
    const reason = this.#reason;
    return { type: 'state', source: this.#options.name, state: this.#state, ...(reason && { reason }) };
  }

  cover(coverage: CoverageEvent): void {
    this.#coverage = coverage;
  }

  /** Returns what is known of the coverage of the queries that this node tracks. */
  coverage(querySet: QuerySet): readonly SourceEvent[] {
    return this.#coverage === undefined ? [] : [coverageOf(this.#coverage, querySet, this.#hashes)];
  }

  read({ header }: Chunk): readonly SourceEvent[] {
    this.#readAt = this.#options.now();
    this.#isSilent = false;
    return this.#turn(header.state === 'resigned' ? 'pending' : header.state, header.reason);
  }

  away(reason: UndertoneError): readonly SourceEvent[] {
    return this.#turn('pending', reason);
  }

  back({ from, cause, filled }: Extract<ReaderEvent, { readonly type: 'back' }>): readonly SourceEvent[] {
    const to = this.#options.now();
    return [{ type: 'gap', source: this.#options.name, from: Math.min(from, to), to, cause, filled }];
  }

  /** Looks whether the leader has fallen silent. */
  check(): readonly SourceEvent[] {
    const { name, silenceMs, now } = this.#options;
    if (this.#isSilent || this.#state !== 'live' || now() - this.#readAt < silenceMs) return [];
    this.#isSilent = true;
    const message = `The node that reads ${name} is silent; another one will take over.`;
    return this.#turn('pending', new UndertoneError('source_unsettled', message, { transient: true }));
  }

  #turn(state: SourceState, reason: UndertoneError | undefined): readonly SourceEvent[] {
    if (state === this.#state && reason?.message === this.#reason?.message) return [];
    this.#state = state;
    this.#reason = reason;
    return [this.current()];
  }
}
