import type { Session, SummaryDelivery } from './ports.ts';
import { Readers } from './readers.ts';
import type { WindowChange } from './summaries.ts';
import { windowKey, type WantedWindow, type WindowSummary } from './window-board.ts';

interface Holding<S> {
  readonly window: WantedWindow;
  readonly readers: Readers<S>;
}

/** Who wants which window. It belongs to the registry, and changes in place with it. */
export class WindowHolders<S extends Session> {
  readonly #holdings = new Map<string, Holding<S>>();
  #changes: WindowChange[] = [];

  hold(session: S, id: string, window: WantedWindow): void {
    const key = windowKey(window);
    const holding = this.#holdings.get(key) ?? { window, readers: new Readers<S>() };
    if (holding.readers.isEmpty) this.#changes.push({ type: 'open', window });
    holding.readers.add(session, id);
    this.#holdings.set(key, holding);
  }

  release(session: S, id: string, window: WantedWindow): void {
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
