import { describe, expect, it } from 'vitest';
import type { DeliveryAttempt, FiredAlert } from '../../src/model/index.ts';
import { useStores, type StorePlace } from './store-place.ts';

const firedOf = (id: string, at: number): FiredAlert => ({
  ...{ id, alert: 'mood "\u0000', at, body: `{"id":"${id}"}` },
  destinations: ['webhook a', 'email b'],
});

/** The promises of every store about the outbox of alerts. */
export function describeAlertOutbox(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${name}, as an outbox of alerts`, () => {
    const { opened, ended } = useStores(makePlace);

    it('keeps what was fired, each id once, until it has arrived', async () => {
      const first = opened();
      expect(await first.store.alerts.fire([firedOf('1', 10), firedOf('2', 20)])).toEqual(['1', '2']);
      expect(await first.store.alerts.fire([firedOf('2', 30), firedOf('3', 30)])).toEqual(['3']);
      await ended(first);
      const { alerts } = opened().store;
      const pending = await alerts.pending(0, 100);
      expect(pending.map(({ id, destination }) => `${id} ${destination}`)).toEqual([
        ...['1 webhook a', '1 email b', '2 webhook a', '2 email b', '3 webhook a', '3 email b'],
      ]);
      expect(pending[0]).toMatchObject({
        alert: 'mood "\u0000',
        attempts: 0,
        firedAt: 10,
        nextAt: 10,
        body: '{"id":"1"}',
      });
      expect(await alerts.pending(pending[4]?.seq ?? 0, 100)).toHaveLength(1);
    });

    it('keeps each attempt, and a ledger that balances', async () => {
      const { alerts } = opened().store;
      await alerts.fire([firedOf('1', 10), firedOf('2', 20)]);
      const names = { alert: 'mood "\u0000', destination: 'webhook a' };
      const attempts: readonly DeliveryAttempt[] = [
        { id: '1', ...names, at: 11, attempt: 1, error: 'no answer', state: 'pending' },
        { id: '1', ...names, at: 16, attempt: 2, status: 204, state: 'delivered' },
        { id: '2', ...names, at: 21, attempt: 1, status: 410, state: 'failed' },
      ];
      for (const attempt of attempts) await alerts.record(attempt, attempt.at + 5);
      expect(await alerts.attempts({ limit: 2 })).toEqual([attempts[2], attempts[1]]);
      expect(await alerts.attempts({ alert: 'other', limit: 2 })).toEqual([]);
      const ledgers = await alerts.ledgers();
      expect(ledgers.find(({ destination }) => destination === 'webhook a')).toEqual({
        ...{ ...names, fired: 2, delivered: 1, pending: 0, failed: 1, lastFiredAt: 20 },
      });
      expect((await alerts.pending(0, 9)).map(({ destination }) => destination)).toEqual(['email b', 'email b']);
      await alerts.prune(1_000);
      expect(await alerts.pending(0, 9)).toHaveLength(2);
      expect(await alerts.ledgers()).toHaveLength(1);
    });
  });
}
