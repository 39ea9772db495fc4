import type { Session, SummaryDelivery } from '../ports.ts';
import { Subscribers } from '../subscribers.ts';
import { windowKey, type QueryWindow, type WindowChange, type WindowSummary } from './active-windows.ts';

interface Entry<S> {
  readonly window: QueryWindow;
  readonly subscribers: Subscribers<S>;
}

/** The subscribers of each window. Part of the registry's state; changes in place. */
export class WindowSubscriptions<S extends Session> {
  readonly #entries = new Map<string, Entry<S>>();

  /** The distinct windows, counted. */
  get size(): number {
    return this.#entries.size;
  }

  /** Adds a subscriber; returns what opens by that. */
  add(session: S, id: string, window: QueryWindow): readonly WindowChange[] {
    const key = windowKey(window);
    const entry = this.#entries.get(key) ?? { window, subscribers: new Subscribers<S>() };
    const isNew = entry.subscribers.isEmpty;
    entry.subscribers.add(session, id);
    this.#entries.set(key, entry);
    return isNew ? [{ type: 'window-opened', window }] : [];
  }

  /** Removes a subscriber; returns what closes by that. */
  remove(session: S, id: string, window: QueryWindow): readonly WindowChange[] {
    const key = windowKey(window);
    const subscribers = this.#entries.get(key)?.subscribers;
    subscribers?.remove(session, id);
    if (subscribers?.isEmpty !== true) return [];
    this.#entries.delete(key);
    return [{ type: 'window-closed', window }];
  }

  *deliveriesOf({ window, summary }: WindowSummary): Generator<SummaryDelivery<S>> {
    for (const [session, ids] of this.#entries.get(windowKey(window))?.subscribers ?? []) {
      for (const id of ids) yield { type: 'summary', session, id, summary };
    }
  }
}
