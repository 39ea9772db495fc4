import type { Session, SummaryDelivery } from '../ports.ts';
import { Subscribers } from '../subscribers.ts';
import type { WindowChange } from './summaries.ts';
import { windowKey, type QueryWindow, type WindowSummary } from './active-windows.ts';

interface Holding<S> {
  readonly window: QueryWindow;
  readonly readers: Subscribers<S>;
}

/** Who wants which window. It belongs to the registry, and changes in place with it. */
export class WindowSubscriptions<S extends Session> {
  readonly #holdings = new Map<string, Holding<S>>();
  #changes: WindowChange[] = [];

  hold(session: S, id: string, window: QueryWindow): void {
    const key = windowKey(window);
    const holding = this.#holdings.get(key) ?? { window, readers: new Subscribers<S>() };
    if (holding.readers.isEmpty) this.#changes.push({ type: 'open', window });
    holding.readers.add(session, id);
    this.#holdings.set(key, holding);
  }

  release(session: S, id: string, window: QueryWindow): void {
    const key = windowKey(window);
    const holding = this.#holdings.get(key);
    holding?.readers.delete(session, id);
    if (holding?.readers.isEmpty !== true) return;
    this.#holdings.delete(key);
    this.#changes.push({ type: 'close', window });
  }

  /** How many windows are wanted. */
  get size(): number {
    return this.#holdings.size;
  }

  /** Which windows are wanted, and which no more, since the last call. */
  takeChanges(): readonly WindowChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  *deliveriesOf({ window, summary }: WindowSummary): Generator<SummaryDelivery<S>> {
    for (const [session, ids] of this.#holdings.get(windowKey(window))?.readers ?? []) {
      for (const id of ids) yield { type: 'summary', session, id, summary };
    }
  }
}
