import { Subject, type Observable } from 'rxjs';
import { addressKey } from '../budget/index.ts';
import type { SessionLedger } from '../model/index.ts';
import { closeCodes } from '../protocol/index.ts';
import { Capacity, type CapacityOptions, type CapacityRefusal } from './capacity.ts';
import type { QueueLength } from './outbox.ts';
import type { SessionIdentity } from './session-identity.ts';
import type { ClientSession } from './session.ts';

export interface SessionManagerOptions {
  readonly capacity: CapacityOptions;
  /** Returns the time in ms, by any clock. */
  readonly now: () => number;
  /** Called when a session's connection has closed, with the session's last ledger and the close code. */
  readonly onClosed: (session: string, ledger: SessionLedger, code: number) => void;
}

/** The open sessions, whatever carries them. */
export interface SessionManager {
  /** Hot. Emits each session when it sends its first intent. */
  readonly sessions$: Observable<ClientSession>;
  /** Opens a session for an address, or returns the limit that forbids it. */
  readonly open: (address: string, create: (of: SessionIdentity) => ClientSession) => ClientSession | CapacityRefusal;
  /** Emits a session on `sessions$`. */
  readonly emit: (session: ClientSession) => void;
  /** Removes a session whose connection has closed with a code. Idempotent. */
  readonly remove: (session: ClientSession, code: number) => void;
  /** Sends every client the ledger of its session. */
  readonly sendStats: () => void;
  /** Closes every session because the server goes away, and completes `sessions$`. */
  readonly closeAll: () => void;
  readonly count: () => number;
  /** Whether no further session can be opened from any address. */
  readonly isFull: () => boolean;
  /** Adds up all sessions. Costs a pass over all of them. */
  readonly totals: () => SessionTotals;
}

/** Opens and removes sessions, within the limits on their number. */
export function createSessionManager({ capacity: limits, now, onClosed }: SessionManagerOptions): SessionManager {
  const capacity = new Capacity(limits, now);
  const sessions$ = new Subject<ClientSession>();
  const sessions = new Set<ClientSession>();
  let closedLedger = emptyLedger;
  let sequence = 0;
  return {
    sessions$: sessions$.asObservable(),
    open(address, create) {
      const owner = addressKey(address);
      const refusal = capacity.acquire(owner);
      if (refusal !== undefined) return refusal;
      sequence += 1;
      const session = create({ id: String(sequence), owner });
      sessions.add(session);
      return session;
    },
    emit(session) {
      sessions$.next(session);
    },
    remove(session, code) {
      if (!sessions.delete(session)) return;
      capacity.release(session.owner);
      session.onDisconnect();
      const ledger = finalLedger(session.ledger());
      closedLedger = addLedgers(closedLedger, ledger);
      onClosed(session.id, ledger, code);
    },
    sendStats() {
      for (const session of sessions) session.sendStats();
    },
    closeAll() {
      sessions$.complete();
      for (const session of sessions) session.close(closeCodes.goingAway);
    },
    count: () => sessions.size,
    isFull: () => capacity.isFull,
    totals: () => totalsOf(sessions, closedLedger),
  };
}

/** All sessions, added up. */
export interface SessionTotals {
  /** The number of sessions whose outbox has frames waiting. */
  readonly waitingSessions: number;
  /** The sum of the ledgers of all sessions since the start, closed ones included. */
  readonly results: SessionLedger;
  /** The length of all outboxes together, and the largest single one. */
  readonly waiting: QueueLength;
  readonly fullest: QueueLength;
}

const emptyLedger: SessionLedger = { routed: 0, delivered: 0, conflated: 0, dropped: 0, pending: 0 };

function addLedgers(a: SessionLedger, b: SessionLedger): SessionLedger {
  return {
    routed: a.routed + b.routed,
    delivered: a.delivered + b.delivered,
    conflated: a.conflated + b.conflated,
    dropped: a.dropped + b.dropped,
    pending: a.pending + b.pending,
  };
}

/** Returns the last ledger of a closed session: results that were still on their way count as dropped. */
function finalLedger({ dropped, pending, ...ledger }: SessionLedger): SessionLedger {
  return { ...ledger, dropped: dropped + pending, pending: 0 };
}

function totalsOf(sessions: Iterable<ClientSession>, closedLedger: SessionLedger): SessionTotals {
  let results = closedLedger;
  let waitingSessions = 0;
  const waiting = { frames: 0, bytes: 0 };
  const fullest = { frames: 0, bytes: 0 };
  for (const session of sessions) {
    results = addLedgers(results, session.ledger());
    const { frames, bytes } = session.waiting();
    if (frames > 0) waitingSessions += 1;
    waiting.frames += frames;
    waiting.bytes += bytes;
    fullest.frames = Math.max(fullest.frames, frames);
    fullest.bytes = Math.max(fullest.bytes, bytes);
  }
  return { waitingSessions, results, waiting, fullest };
}
