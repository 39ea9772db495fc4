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

/** Close codes that are told apart; a client may close with any. */
const knownCodes = [1000, 1001, 1002, 1005, 1006, 1007, 1008, 1009, 1011, 4408, 4410];

/** What happens to clients. */
export interface ClientsMeter<Reason extends string> {
  readonly onGone: (code: number) => void;
  readonly onRefused: (reason: Reason) => void;
  /** Where the rest can be read, once there is something to read. */
  readonly read: (from: ClientsReading) => void;
}

export interface ClientsReading {
  readonly count: () => number;
  readonly totals: () => Clients;
  readonly maxSessions: number;
}

/** `noRefusals` has every reason for which a client may be turned away. */
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
    { name: 'sessions_closed_total', help: 'Sessions that have gone, by close code.', labels: ['code'] },
    () => figuresOf('code', closed),
  );
  meter.counter(
    { name: 'clients_refused_total', help: 'Clients that were turned away at the door.', labels: ['reason'] },
    () => figuresOf('reason', refused),
  );
  return {
    onGone: (code) => {
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

function readClients(meter: Meter, { count, totals, maxSessions }: ClientsReading): void {
  meter.gauge({ name: 'sessions', help: 'Sessions that are connected.' }, count);
  meter.gauge({ name: 'sessions_limit', help: 'Sessions that may be connected.' }, () => maxSessions);
  // One walk over all sessions for one scrape: its figures are asked for in one turn.
  const current = oncePerTurn(totals);
  meter.gauge(
    {
      name: 'results',
      help: 'Results by what has become of them, of all sessions: routed is the sum of all other states. Only pending may fall.',
      labels: ['state'],
    },
    () => Object.entries(current().results).map(([state, results]) => [{ state }, results]),
  );
  meter.gauge({ name: 'waiting_sessions', help: 'Sessions for which frames wait.' }, () => current().waitingSessions);
  meter.gauge({ name: 'outbox_frames', help: 'Frames that wait for clients.' }, () => current().waiting.frames);
  meter.gauge({ name: 'outbox_bytes', help: 'Bytes that wait for clients.' }, () => current().waiting.bytes);
  meter.gauge(
    { name: 'outbox_max_frames', help: 'Frames that wait for the client for which most wait.' },
    () => current().fullest.frames,
  );
  meter.gauge(
    { name: 'outbox_max_bytes', help: 'Bytes that wait for the client for which most wait.' },
    () => current().fullest.bytes,
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
