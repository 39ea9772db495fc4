import type { Coverage, SourceEvent, SourceState } from '../../graph/index.ts';
import type { UndertoneError } from '../../model/index.ts';
import type { ReconcileEvent } from './reconcile-rules.ts';

type StateEvent = Extract<SourceEvent, { readonly type: 'state' }>;

/**
 * Turns the progress of the rules into events of the source: each change of coverage once, and states with the reason
 * why rules can't change. The stream's own reason comes first: without a stream, rules matter little.
 */
export class CoverageReporter {
  readonly #source: string;
  readonly #coverage: () => Coverage;
  #reported: Coverage | undefined;
  #state: SourceState = 'pending';
  #streamReason: UndertoneError | undefined;
  #rulesReason: UndertoneError | undefined;
  /** The last state that the rules have emitted: the supervisor passes it through. */
  #ofRules: StateEvent | undefined;

  constructor(source: string, coverage: () => Coverage) {
    this.#source = source;
    this.#coverage = coverage;
  }

  /** Begins anew with a stream that is not live yet. */
  reset(): void {
    this.#state = 'pending';
    this.#streamReason = undefined;
    this.#rulesReason = undefined;
  }

  /** Returns an event of the stream, a state with the reason that the rules give if the stream gives none. */
  ofStream(event: SourceEvent): SourceEvent {
    if (event.type !== 'state' || event === this.#ofRules) return event;
    this.#state = event.state;
    this.#streamReason = event.reason;
    return this.#stateEvent();
  }

  #stateEvent(): StateEvent {
    const reason = this.#streamReason ?? this.#rulesReason;
    const event = { type: 'state', source: this.#source, state: this.#state } as const;
    return reason === undefined ? event : { ...event, reason };
  }

  /** Returns the current coverage as an event. */
  snapshot(): SourceEvent {
    this.#reported = this.#coverage();
    return { type: 'coverage', ...this.#reported };
  }

  /** Returns the events of what is new about the rules. */
  ofRules({ reason }: ReconcileEvent): readonly SourceEvent[] {
    const isNewReason = reason !== this.#rulesReason && this.#streamReason === undefined;
    this.#rulesReason = reason;
    this.#ofRules = isNewReason ? this.#stateEvent() : undefined;
    const states = this.#ofRules === undefined ? [] : [this.#ofRules];
    const isKnown = this.#reported !== undefined && isSame(this.#coverage(), this.#reported);
    return isKnown ? states : [...states, this.snapshot()];
  }
}

function isSame(a: Coverage, b: Coverage): boolean {
  if (a.active.size !== b.active.size || a.refused.size !== b.refused.size) return false;
  return (
    a.active.values().every((canonical) => b.active.has(canonical)) &&
    a.refused.keys().every((canonical) => b.refused.has(canonical))
  );
}
