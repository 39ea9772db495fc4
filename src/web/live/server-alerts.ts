import { signal, type Signal } from '@preact/signals';
import type { ShownAlert, ShownAttempt } from '../state/alert-schemas.ts';
import { isFailure, type Api } from './api.ts';

/** The time after which the alerts are read again, in ms, with and without any. */
const readMs = { some: 5_000, none: 60_000 };

/** The alerts of the server. They are read while somebody may see them. */
export class ServerAlerts {
  readonly list: Signal<readonly ShownAlert[]> = signal([]);
  /** The latest attempts to deliver; undefined before they have been read. */
  readonly attempts: Signal<readonly ShownAttempt[] | undefined> = signal(undefined);
  /** Whether the attempts are shown. */
  readonly isOpen = signal(false);
  readonly #api: Pick<Api, 'alerts' | 'attempts'>;
  #dueAt = 0;

  constructor(api: Pick<Api, 'alerts' | 'attempts'>) {
    this.#api = api;
  }

  /** Called once a second while the page is shown. */
  readonly tick = (now: number): void => {
    if (now < this.#dueAt) return;
    this.#dueAt = Infinity;
    void this.#read().then(() => {
      this.#dueAt = now + (this.list.peek().length > 0 ? readMs.some : readMs.none);
    });
  };

  /** Shows the attempts, or hides them. */
  readonly open = (isOpen: boolean): void => {
    this.isOpen.value = isOpen;
    if (isOpen) void this.#read();
  };

  async #read(): Promise<void> {
    const list = await this.#api.alerts();
    if (!isFailure(list)) this.list.value = list;
    if (!this.isOpen.peek()) return;
    const attempts = await this.#api.attempts();
    if (!isFailure(attempts)) this.attempts.value = attempts;
  }
}
