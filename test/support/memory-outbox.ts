import type {
  AlertOutbox,
  DeliveryAttempt,
  DeliveryState,
  DestinationLedger,
  FiredAlert,
  PendingDelivery,
} from '../../src/model/index.ts';

interface Kept extends PendingDelivery {
  readonly body: string;
  readonly state: DeliveryState;
}

/** An outbox of alerts without a database. */
export class MemoryOutbox implements AlertOutbox {
  readonly #kept = new Map<string, Kept>();
  readonly #attempts: DeliveryAttempt[] = [];

  readonly fire = (alerts: readonly FiredAlert[]): Promise<readonly string[]> => {
    const known = new Set(Array.from(this.#kept.values(), ({ id }) => id));
    const added = alerts.filter(({ id }) => !known.has(id));
    for (const { id, alert, at, body, destinations } of added) {
      for (const destination of destinations) {
        const seq = this.#kept.size + 1;
        const delivery = { seq, id, alert, destination, attempts: 0, firedAt: at, nextAt: at };
        this.#kept.set(`${id} ${destination}`, { ...delivery, body, state: 'pending' });
      }
    }
    return Promise.resolve(added.map(({ id }) => id));
  };

  readonly pending: AlertOutbox['pending'] = ({ after, limit, lane }) => {
    const found = [...this.#kept.values()].filter(
      ({ seq, state, alert, destination }) =>
        state === 'pending' &&
        seq > after &&
        (lane === undefined || (lane.alert === alert && lane.destination === destination)),
    );
    return Promise.resolve(found.slice(0, limit));
  };

  readonly claim: AlertOutbox['claim'] = ({ id, destination }) =>
    Promise.resolve({ type: 'granted', body: this.#kept.get(`${id} ${destination}`)?.body ?? '' });

  readonly record: AlertOutbox['record'] = (attempt, nextAt) => {
    const name = `${attempt.id} ${attempt.destination}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined) {
      this.#kept.set(name, { ...kept, attempts: attempt.attempt, nextAt, state: attempt.state });
      this.#attempts.unshift(attempt);
    }
    return Promise.resolve();
  };

  readonly ledgers = (): Promise<readonly DestinationLedger[]> => {
    const ledgers = Map.groupBy(this.#kept.values(), ({ alert, destination }) => `${alert}\n${destination}`);
    return Promise.resolve(
      Array.from(ledgers.values(), (kept) => {
        const count = (state: DeliveryState): number => kept.filter((each) => each.state === state).length;
        const { alert = '', destination = '' } = kept[0] ?? {};
        const figures = { delivered: count('delivered'), pending: count('pending'), failed: count('failed') };
        return {
          ...{ alert, destination, fired: kept.length, ...figures },
          lastFiredAt: Math.max(...kept.map(({ firedAt }) => firedAt)),
        };
      }),
    );
  };

  readonly attempts: AlertOutbox['attempts'] = ({ alert, limit }) =>
    Promise.resolve(this.#attempts.filter((each) => alert === undefined || each.alert === alert).slice(0, limit));

  readonly prune = (): Promise<void> => Promise.resolve();
}
