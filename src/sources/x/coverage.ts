import type { Coverage, SourceEvent } from '../../graph/index.ts';
import type { ReconcileEvent } from './reconcile-rules.ts';

/** Turns the progress of the rules into events of the source: each change of coverage and each failure, once. */
export class CoverageReporter {
  readonly #source: string;
  readonly #coverage: () => Coverage;
  #reported: Coverage | undefined;
  #isLive = false;
  #hasFailed = false;

  constructor(source: string, coverage: () => Coverage) {
    this.#source = source;
    this.#coverage = coverage;
  }

  /** Begins anew with a stream that is not live yet. */
  reset(): void {
    this.#isLive = false;
    this.#hasFailed = false;
  }

  /** Records the state of the stream. */
  readonly record = (event: SourceEvent): void => {
    if (event.type === 'state') this.#isLive = event.state === 'live';
  };

  /** Returns the current coverage as an event. */
  snapshot(): SourceEvent {
    this.#reported = this.#coverage();
    return { type: 'coverage', ...this.#reported };
  }

  /** Returns what is new since the last report. A failure of the rules leaves the state of the stream as it is. */
  report(event: ReconcileEvent): readonly SourceEvent[] {
    const state = { type: 'state', source: this.#source, state: this.#isLive ? 'live' : 'pending' } as const;
    if (event.type === 'failed') {
      this.#hasFailed = true;
      return [{ ...state, reason: event.failure }];
    }
    const recovered: readonly SourceEvent[] = this.#hasFailed ? [state] : [];
    this.#hasFailed = false;
    const isKnown = this.#reported !== undefined && isSame(this.#coverage(), this.#reported);
    return isKnown ? recovered : [...recovered, this.snapshot()];
  }
}

function isSame(a: Coverage, b: Coverage): boolean {
  if (a.active.size !== b.active.size || a.refused.size !== b.refused.size) return false;
  return (
    a.active.values().every((canonical) => b.active.has(canonical)) &&
    a.refused.keys().every((canonical) => b.refused.has(canonical))
  );
}
