import { describe, expect, it } from 'vitest';
import { parseJson, type DeliveryAttempt, type FiredAlert } from '../../src/model/index.ts';
import { useStores, type StorePlace } from './store-place.ts';

const firedOf = (id: string, at: number): FiredAlert => ({
  ...{ id, alert: 'mood "\u0000', at, body: `{"id":"${id}"}`, posts: [] },
  destinations: ['webhook a', 'email b'],
});

/** The promises of every store about the outbox of alerts. */
export function describeAlertOutbox(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${name}, as an outbox of alerts`, () => {
    const { opened, ended, place } = useStores(makePlace);

    it('keeps what was fired, each id once, until it has arrived', async () => {
      const first = opened();
      expect(await first.store.alerts.fire([firedOf('1', 10), firedOf('2', 20)])).toEqual(['1', '2']);
      expect(await first.store.alerts.fire([firedOf('2', 30), firedOf('3', 30)])).toEqual(['3']);
      await ended(first);
      const { alerts } = opened().store;
      const pending = await alerts.pending({ after: 0, limit: 100 });
      expect(pending.map(({ id, destination }) => `${id} ${destination}`)).toEqual([
        ...['1 webhook a', '1 email b', '2 webhook a', '2 email b', '3 webhook a', '3 email b'],
      ]);
      expect(pending[0]).toMatchObject({
        alert: 'mood "\u0000',
        attempts: 0,
        firedAt: 10,
        nextAt: 10,
      });
      expect(await alerts.pending({ after: pending[4]?.seq ?? 0, limit: 100 })).toHaveLength(1);
      const lane = { alert: 'mood "\u0000', destination: 'email b' };
      const ofLane = await alerts.pending({ after: pending[1]?.seq ?? 0, limit: 100, lane });
      expect(ofLane.map(({ id, destination }) => `${id} ${destination}`)).toEqual(['2 email b', '3 email b']);
    });

    it('grants a delivery that is due to one program', async () => {
      const [one, other] = [opened().store.alerts, opened().store.alerts];
      await one.fire([firedOf('1', 10)]);
      const [delivery] = await one.pending({ after: 0, limit: 1 });
      if (delivery === undefined) throw new Error('it is pending');
      const granted = { type: 'granted', body: '{"id":"1"}' };
      expect(await one.claim(delivery, 20, 50)).toEqual(granted);
      if (place().spec.kind === 'postgres') {
        expect(await other.claim(delivery, 30, 60)).toEqual({ type: 'taken', attempts: 0, nextAt: 50 });
        expect(await other.claim(delivery, 50, 80)).toEqual(granted);
        const { id, alert, destination } = delivery;
        await other.record({ id, alert, destination, at: 60, attempt: 1, status: 500, state: 'pending' }, 65);
        expect(await one.claim(delivery, 60, 90)).toEqual({ type: 'taken', attempts: 1, nextAt: 65 });
        await other.record({ id, alert, destination, at: 70, attempt: 2, status: 204, state: 'delivered' }, 70);
        expect(await one.claim({ ...delivery, attempts: 1 }, 80, 110)).toEqual({ type: 'ended' });
      }
    });

    it('loses the posts of alerts that are deleted, by their names and with their account', async () => {
      const { store, put } = opened();
      const posts = [
        ...[
          { source: 'test', id: 'a"\u0000' },
          { source: 'test', id: 'b', author: 'bob' },
        ],
        ...[
          { source: 'other', id: 'b' },
          { source: 'test', id: 'd', author: 'ann' },
        ],
      ];
      const body = { id: '1', why: { words: [], posts: posts.map((post) => ({ post, compound: 0 })) } };
      await store.alerts.fire([{ ...firedOf('1', 10), body: JSON.stringify(body), posts }]);
      put(
        { type: 'delete', source: 'test', id: 'a"\u0000' },
        { type: 'account-ended', source: 'test', author: 'bob' },
        { type: 'delete', source: 'test', id: 'unknown' },
      );
      await store.recent({ query: 'pizza', limit: 1 });
      const [delivery] = await store.alerts.pending({ after: 0, limit: 1 });
      if (delivery === undefined) throw new Error('it is pending');
      const claim = await store.alerts.claim(delivery, 20, 50);
      const left = claim.type === 'granted' ? parseJson(claim.body) : undefined;
      expect(left).toEqual({
        ...body,
        why: { words: [], posts: [posts[2], posts[3]].map((post) => ({ post, compound: 0 })) },
      });
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
      expect((await alerts.pending({ after: 0, limit: 9 })).map(({ destination }) => destination)).toEqual([
        'email b',
        'email b',
      ]);
      await alerts.prune(1_000);
      expect(await alerts.pending({ after: 0, limit: 9 })).toHaveLength(2);
      expect(await alerts.ledgers()).toHaveLength(1);
    });
  });
}
