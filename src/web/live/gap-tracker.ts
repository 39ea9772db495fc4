import { signal, type Signal } from '@preact/signals';
import type { StoredGap } from '../../model/index.ts';
import { addGap, openGapsOf, type Gap, type OpenGap } from '../state/gaps.ts';
import type { SourceSummary } from '../state/sources.ts';

/** The gaps of sources and of the page's own connection: those that are over, and those that are open. */
export class GapTracker {
  readonly closed: Signal<readonly Gap[]> = signal([]);
  readonly open: Signal<readonly OpenGap[]> = signal([]);
  readonly #wasLive = new Set<string>();

  readonly add = (gap: Gap): void => {
    this.closed.value = addGap(this.closed.peek(), gap);
  };

  /** Adds gaps of the store, which knows when open ones began. */
  addStored(gaps: readonly StoredGap[]): void {
    for (const { source, from, to, cause, filled } of gaps) {
      if (to !== null) this.add({ source, from, to, cause, filled });
      else if (this.open.peek().some((gap) => gap.source === source && gap.from > from)) {
        this.open.value = this.open.peek().map((gap) => (gap.source === source ? { ...gap, from } : gap));
      }
    }
  }

  /** Takes in the current states; `lostAt` is the time since which there is no connection. */
  update(sources: readonly SourceSummary[], lostAt: number | undefined, now: number): void {
    for (const { source, state } of sources) if (state === 'live') this.#wasLive.add(source);
    const ofSources = openGapsOf(sources, this.open.peek(), { wasLive: this.#wasLive, now });
    const ofConnection =
      lostAt === undefined ? [] : [{ source: 'connection', from: lostAt, cause: 'The connection is lost.' }];
    this.open.value = [...ofSources, ...ofConnection];
  }
}
