import type {
  AlertOutbox,
  DeliveryClaim,
  DeliveryAttempt,
  DeliveryState,
  FiredAlert,
  PendingDelivery,
} from '../model/index.ts';
import { escapeKey, unescapeKey } from './key-escaping.ts';
import { lock } from './migrations.ts';
import type { Database, Kind } from './schema.ts';

/** Creates the outbox of alerts in a database. Each call is a transaction, or reads once. */
export function createAlertOutbox(database: Database, kind: Kind): AlertOutbox {
  return {
    fire: (alerts) => fire(database, alerts),
    pending: async ({ after, limit, lane }) => {
      const rows = await database
        .selectFrom('undertone_alert_deliveries as delivery')
        .select(['delivery.seq', 'delivery.id', 'delivery.alert', 'delivery.destination', 'delivery.attempts'])
        .select(['delivery.fired_at', 'delivery.next_at'])
        .where('delivery.state', '=', 'pending')
        .where('delivery.seq', '>', after)
        .$if(lane !== undefined, (query) =>
          query
            .where('delivery.alert', '=', escapeKey(lane?.alert ?? ''))
            .where('delivery.destination', '=', escapeKey(lane?.destination ?? '')),
        )
        .orderBy('delivery.seq')
        .limit(limit)
        .execute();
      return rows.map(({ seq, id, alert, destination, attempts, fired_at: firedAt, next_at: nextAt }) => {
        return { ...{ seq, id, attempts, firedAt, nextAt }, ...unescaped({ alert, destination }) };
      });
    },
    claim: (delivery, now, until) =>
      // A file of SQLite belongs to one program.
      kind === 'sqlite' ? grant(database, delivery) : claim(database, delivery, { now, until }),
    record: (attempt, nextAt) => record(database, attempt, nextAt),
    ledgers: async () => {
      const rows = await database
        .selectFrom('undertone_alert_deliveries')
        .select(({ fn }) => ['alert', 'destination', 'state', fn.countAll<number>().as('count')])
        .select(({ fn }) => fn.max('fired_at').as('last'))
        .groupBy(['alert', 'destination', 'state'])
        .execute();
      const ledgers = new Map<string, ReturnType<typeof emptyLedger>>();
      for (const { alert, destination, state, count, last } of rows) {
        const key = `${alert}\n${destination}`;
        const ledger = ledgers.get(key) ?? emptyLedger(unescaped({ alert, destination }));
        ledgers.set(key, ledger);
        ledger.fired += count;
        ledger[stateOf(state)] += count;
        ledger.lastFiredAt = Math.max(ledger.lastFiredAt, last);
      }
      return [...ledgers.values()];
    },
    attempts: async ({ alert, limit }) => {
      const rows = await database
        .selectFrom('undertone_alert_attempts')
        .selectAll()
        .$if(alert !== undefined, (query) => query.where('alert', '=', escapeKey(alert ?? '')))
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ id, alert: name, destination, at, attempt, status, error, state }) => ({
        ...{ id, at, attempt, state: stateOf(state), ...unescaped({ alert: name, destination }) },
        ...(status !== null && { status }),
        ...(error !== null && { error: unescapeKey(error) }),
      }));
    },
    prune: (before) => prune(database, before),
  };
}

const unescaped = ({ alert, destination }: { readonly alert: string; readonly destination: string }) => ({
  alert: unescapeKey(alert),
  destination: unescapeKey(destination),
});

const emptyLedger = (names: { readonly alert: string; readonly destination: string }) => ({
  ...names,
  ...{ fired: 0, delivered: 0, pending: 0, failed: 0, lastFiredAt: 0 },
});

const stateOf = (state: string): DeliveryState => (state === 'delivered' || state === 'failed' ? state : 'pending');

async function fire(database: Database, alerts: readonly FiredAlert[]): Promise<readonly string[]> {
  const count = alerts.reduce((sum, { destinations }) => sum + destinations.length, 0);
  return database.transaction().execute(async (transaction) => {
    let seq = (await lock(transaction, count)) - count;
    const added = await transaction
      .insertInto('undertone_alerts')
      .values(alerts.map(({ id, alert, at, body }) => ({ id, alert: escapeKey(alert), at, body })))
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute();
    const ids = new Set(added.map(({ id }) => id));
    const posts = alerts.filter(({ id }) => ids.has(id)).flatMap(postsOf);
    if (posts.length > 0) await transaction.insertInto('undertone_alert_posts').values(posts).execute();
    const deliveries = alerts
      .filter(({ id }) => ids.has(id))
      .flatMap(({ id, alert, at, destinations }) =>
        destinations.map((destination) => ({
          ...{ seq: (seq += 1), id, alert: escapeKey(alert), destination: escapeKey(destination) },
          ...{ state: 'pending', attempts: 0, fired_at: at, next_at: at },
        })),
      );
    if (deliveries.length > 0) await transaction.insertInto('undertone_alert_deliveries').values(deliveries).execute();
    return [...ids];
  });
}

const postsOf = ({ id: alertId, posts }: FiredAlert) =>
  posts.map(({ source, id, author }) => ({
    ...{ alert_id: alertId, source: escapeKey(source), post_id: escapeKey(id) },
    author: author === undefined ? null : escapeKey(author),
  }));

async function grant(database: Database, { id }: Pick<PendingDelivery, 'id'>): Promise<DeliveryClaim> {
  const fired = await database.selectFrom('undertone_alerts').select('body').where('id', '=', id).executeTakeFirst();
  return fired === undefined ? { type: 'ended' } : { type: 'granted', body: fired.body };
}

async function claim(
  database: Database,
  { id, destination, attempts }: PendingDelivery,
  { now, until }: { readonly now: number; readonly until: number },
): Promise<DeliveryClaim> {
  const claimed = await database
    .updateTable('undertone_alert_deliveries')
    .set({ next_at: until })
    .where('id', '=', id)
    .where('destination', '=', escapeKey(destination))
    .where('state', '=', 'pending')
    .where('attempts', '=', attempts)
    .where('next_at', '<=', now)
    .returning('id')
    .execute();
  if (claimed.length > 0) return grant(database, { id });
  const found = await database
    .selectFrom('undertone_alert_deliveries')
    .select(['attempts', 'next_at'])
    .where('id', '=', id)
    .where('destination', '=', escapeKey(destination))
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return found === undefined
    ? { type: 'ended' }
    : { type: 'taken', attempts: found.attempts, nextAt: Math.max(found.next_at, now + 1) };
}

async function record(database: Database, attempt: DeliveryAttempt, nextAt: number): Promise<void> {
  const { id, at, attempt: number, status = null, error, state } = attempt;
  const [alert, destination] = [escapeKey(attempt.alert), escapeKey(attempt.destination)];
  await database.transaction().execute(async (transaction) => {
    const seq = await lock(transaction, 1);
    await transaction
      .updateTable('undertone_alert_deliveries')
      .set({ state, attempts: number, next_at: nextAt })
      .where('id', '=', id)
      .where('destination', '=', destination)
      .execute();
    const reason = error === undefined ? null : escapeKey(error);
    await transaction
      .insertInto('undertone_alert_attempts')
      .values({ seq, id, alert, destination, at, attempt: number, status, error: reason, state })
      .execute();
  });
}

async function prune(database: Database, before: number): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await lock(transaction, 0);
    await transaction
      .deleteFrom('undertone_alert_deliveries')
      .where('fired_at', '<', before)
      .where('state', '!=', 'pending')
      .execute();
    const kept = transaction.selectFrom('undertone_alert_deliveries').select('id');
    await transaction
      .deleteFrom('undertone_alert_attempts')
      .where('at', '<', before)
      .where('id', 'not in', kept)
      .execute();
    await transaction.deleteFrom('undertone_alerts').where('at', '<', before).where('id', 'not in', kept).execute();
    const left = transaction.selectFrom('undertone_alerts').select('id');
    await transaction.deleteFrom('undertone_alert_posts').where('alert_id', 'not in', left).execute();
  });
}
