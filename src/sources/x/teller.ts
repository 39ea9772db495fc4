import type { Coverage, SourceEvent } from '../../graph/index.ts';
import type { RulesNews } from './keep-rules.ts';

/** What is said of the rules, beside what the stream says of itself: nothing twice. */
export class Teller {
  readonly #source: string;
  readonly #coverage: () => Coverage;
  #said: Coverage | undefined;
  #isLive = false;
  #isTroubled = false;

  constructor(source: string, coverage: () => Coverage) {
    this.#source = source;
    this.#coverage = coverage;
  }

  /** Nothing lives yet. */
  begin(): void {
    this.#isLive = false;
    this.#isTroubled = false;
  }

  /** Notes how the stream fares. */
  readonly note = (event: SourceEvent): void => {
    if (event.type === 'state') this.#isLive = event.state === 'live';
  };

  /** What is covered now. */
  cover(): SourceEvent {
    this.#said = this.#coverage();
    return { type: 'coverage', ...this.#said };
  }

  tell(news: RulesNews): readonly SourceEvent[] {
    const state = { type: 'state', source: this.#source, state: this.#isLive ? 'live' : 'pending' } as const;
    if (news.type === 'trouble') {
      this.#isTroubled = true;
      return [{ ...state, reason: news.failure }];
    }
    const healed: readonly SourceEvent[] = this.#isTroubled ? [state] : [];
    this.#isTroubled = false;
    return this.#said !== undefined && isSame(this.#coverage(), this.#said) ? healed : [...healed, this.cover()];
  }
}

function isSame(a: Coverage, b: Coverage): boolean {
  const has = (map: { has: (canonical: string) => boolean }) => (canonical: string) => map.has(canonical);
  if (a.active.size !== b.active.size || a.refused.size !== b.refused.size) return false;
  return a.active.values().every(has(b.active)) && a.refused.keys().every(has(b.refused));
}
