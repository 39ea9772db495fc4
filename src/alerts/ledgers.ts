import type { DeliveryAttempt, DestinationLedger, FiredAlert } from '../model/index.ts';

interface Ledger {
  fired: number;
  delivered: number;
  pending: number;
  failed: number;
}

/** Counts of what was fired and of what has become of it, and of what was not fired. `fired = delivered + pending + failed`. */
export class AlertLedgers {
  /** By alert, then by destination. */
  readonly #ledgers = new Map<string, Map<string, Ledger>>();
  readonly #lastFiredAt = new Map<string, number>();
  readonly #suppressed = new Map<string, number>();
  readonly #firedNow = new Map<string, number>();

  /** Takes over what the outbox holds, of earlier runs and of other servers. */
  load(ledgers: readonly DestinationLedger[]): void {
    for (const { alert, destination, fired, delivered, pending, failed, lastFiredAt } of ledgers) {
      Object.assign(this.#of(alert, destination), { fired, delivered, pending, failed });
      this.#lastFiredAt.set(alert, Math.max(lastFiredAt, this.#lastFiredAt.get(alert) ?? 0));
    }
  }

  fired({ alert, at, destinations }: FiredAlert): void {
    this.#lastFiredAt.set(alert, at);
    this.#firedNow.set(alert, (this.#firedNow.get(alert) ?? 0) + 1);
    for (const destination of destinations) {
      const ledger = this.#of(alert, destination);
      ledger.fired += 1;
      ledger.pending += 1;
    }
  }

  attempted({ alert, destination, state }: DeliveryAttempt): void {
    if (state === 'pending') return;
    const ledger = this.#of(alert, destination);
    // One that another server has fired is not counted yet.
    ledger.pending = Math.max(0, ledger.pending - 1);
    ledger[state] += 1;
  }

  suppress(alert: string): void {
    this.#suppressed.set(alert, this.suppressed(alert) + 1);
  }

  /** Returns what was not fired, since the start: within the cooldown, or because too much was pending. */
  suppressed(alert: string): number {
    return this.#suppressed.get(alert) ?? 0;
  }

  lastFiredAt(alert: string): number | undefined {
    return this.#lastFiredAt.get(alert);
  }

  pending(alert: string): number {
    return Math.max(0, ...Array.from(this.#ledgers.get(alert)?.values() ?? [], (ledger) => ledger.pending));
  }

  /** Returns the alerts that were fired since the start, by name. */
  firedCounts(): readonly (readonly [string, number])[] {
    return [...this.#firedNow];
  }

  /** Returns the deliveries in each state. */
  states(): Readonly<Record<'pending' | 'delivered' | 'failed', number>> {
    const states = { pending: 0, delivered: 0, failed: 0 };
    for (const destinations of this.#ledgers.values()) {
      for (const { pending, delivered, failed } of destinations.values()) {
        states.pending += pending;
        states.delivered += delivered;
        states.failed += failed;
      }
    }
    return states;
  }

  #of(alert: string, destination: string): Ledger {
    const destinations = this.#ledgers.get(alert) ?? new Map<string, Ledger>();
    this.#ledgers.set(alert, destinations);
    const ledger = destinations.get(destination) ?? { fired: 0, delivered: 0, pending: 0, failed: 0 };
    destinations.set(destination, ledger);
    return ledger;
  }
}
