import type { SessionLedger } from '../../model/index.ts';
import type { Figure, Meter } from './meter.ts';

/** The totals of all sessions. */
export interface Clients {
  readonly waitingSessions: number;
  readonly results: SessionLedger;
  readonly waiting: Waiting;
  readonly fullest: Waiting;
}

interface Waiting {
  readonly frames: number;
  readonly bytes: number;
}

/** The close codes with a label of their own. A client may close with any code. */
const knownCodes = [1000, 1001, 1002, 1005, 1006, 1007, 1008, 1009, 1011, 4408, 4410];

/** Counts what happens to clients. */
export interface ClientsMeter<Reason extends string> {
  readonly onClosed: (code: number) => void;
  readonly onRefused: (reason: Reason) => void;
  /** Declares the metrics that are read from delivery, once it exists. */
  readonly read: (from: ClientsReading) => void;
}

export interface ClientsReading {
  readonly count: () => number;
  readonly totals: () => Clients;
  readonly maxSessions: number;
  /** Returns what is used of each budget, in all and by the address that uses most. */
  readonly usage: () => Readonly<Record<Budget, { readonly used: number; readonly largestAddress: number }>>;
  /** The budgets of all clients together. */
  readonly budgets: Readonly<Record<Budget, number>>;
}

/** Distinct live queries, and the cost of distinct windows. */
type Budget = 'queries' | 'windows';

/** Creates the metrics of clients. `noRefusals` has every reason to refuse a client. */
export function meterClients<Reason extends string>(
  meter: Meter,
  noRefusals: Readonly<Record<Reason, number>>,
): ClientsMeter<Reason> {
  const closed = new Map<string, number>(['other', ...knownCodes.map(String)].map((code) => [code, 0]));
  const refused = new Map<string, number>(Object.entries(noRefusals));
  const count = (counts: Map<string, number>, key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  meter.counter(
    { name: 'sessions_closed_total', help: 'Sessions that have ended, by close code.', labels: ['code'] },
    () => figuresOf('code', closed),
  );
  meter.counter(
    {
      name: 'refused_total',
      help: 'Clients, connections and requests that were refused, by reason.',
      labels: ['reason'],
    },
    () => figuresOf('reason', refused),
  );
  return {
    onClosed: (code) => {
      count(closed, knownCodes.includes(code) ? String(code) : 'other');
    },
    onRefused: (reason) => {
      count(refused, reason);
    },
    read: (from) => {
      readClients(meter, from);
    },
  };
}

function readClients(meter: Meter, { count, totals, maxSessions, usage, budgets }: ClientsReading): void {
  readBudgets(meter, { usage, budgets });
  meter.gauge({ name: 'sessions', help: 'Connected sessions.' }, count);
  meter.gauge({ name: 'sessions_limit', help: 'The most sessions that can be connected.' }, () => maxSessions);
  // A scrape reads all of these in one turn, for which one pass over the sessions is enough.
  const current = oncePerTurn(totals);
  meter.gauge(
    {
      name: 'results',
      help: 'Results of all sessions by state. The state routed is the sum of all others; only pending can decrease.',
      labels: ['state'],
    },
    () => Object.entries(current().results).map(([state, results]) => [{ state }, results]),
  );
  meter.gauge(
    { name: 'waiting_sessions', help: 'Sessions with frames waiting to be sent.' },
    () => current().waitingSessions,
  );
  meter.gauge({ name: 'outbox_frames', help: 'Frames waiting to be sent to clients.' }, () => current().waiting.frames);
  meter.gauge({ name: 'outbox_bytes', help: 'Bytes waiting to be sent to clients.' }, () => current().waiting.bytes);
  meter.gauge(
    { name: 'outbox_max_frames', help: 'Frames in the fullest outbox of a client.' },
    () => current().fullest.frames,
  );
  meter.gauge(
    { name: 'outbox_max_bytes', help: 'Bytes in the fullest outbox of a client.' },
    () => current().fullest.bytes,
  );
}

function readBudgets(meter: Meter, { usage, budgets }: Pick<ClientsReading, 'usage' | 'budgets'>): void {
  const labels = ['budget'];
  const current = oncePerTurn(usage);
  const used = (key: 'used' | 'largestAddress'): readonly Figure[] =>
    Object.entries(current()).map(([budget, figures]) => [{ budget }, figures[key]]);
  meter.gauge(
    { name: 'budget_used', help: 'Distinct live queries, and the cost of distinct windows, of all clients.', labels },
    () => used('used'),
  );
  meter.gauge({ name: 'budget_used_by_largest_address', help: 'The same of the address that has most.', labels }, () =>
    used('largestAddress'),
  );
  meter.gauge({ name: 'budget_limit', help: 'The most that all clients can use of a budget.', labels }, () =>
    Object.entries(budgets).map(([budget, limit]) => [{ budget }, limit]),
  );
}

function figuresOf(label: string, counts: ReadonlyMap<string, number>): readonly Figure[] {
  return Array.from(counts, ([value, count]) => [{ [label]: value }, count]);
}

function oncePerTurn<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    if (known !== undefined) return known.value;
    const value = read();
    known = { value };
    queueMicrotask(() => {
      known = undefined;
    });
    return value;
  };
}
