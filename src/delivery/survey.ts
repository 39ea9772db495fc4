import type { SessionLedger } from '../model/index.ts';
import type { Waiting } from './outbox.ts';
import type { ClientSession } from './session.ts';

/** How all sessions fare together. */
export interface Survey {
  /** The sessions whose outbox holds something. */
  readonly waitingSessions: number;
  /** The ledgers of all sessions that there ever were, added up. */
  readonly results: SessionLedger;
  /** What waits in all outboxes together, and in the fullest one. */
  readonly waiting: Waiting;
  readonly fullest: Waiting;
}

export const emptyLedger: SessionLedger = { routed: 0, delivered: 0, conflated: 0, dropped: 0, pending: 0 };

export function addLedgers(a: SessionLedger, b: SessionLedger): SessionLedger {
  return {
    routed: a.routed + b.routed,
    delivered: a.delivered + b.delivered,
    conflated: a.conflated + b.conflated,
    dropped: a.dropped + b.dropped,
    pending: a.pending + b.pending,
  };
}

/** The last word on a session that has gone: what was still on its way to it has not been seen to arrive. */
export function settledLedger({ dropped, pending, ...ledger }: SessionLedger): SessionLedger {
  return { ...ledger, dropped: dropped + pending, pending: 0 };
}

/** Walks all sessions: for who asks now and then. `gone` are the ledgers of those that have left, added up. */
export function surveyOf(living: Iterable<ClientSession>, gone: SessionLedger): Survey {
  let results = gone;
  let waitingSessions = 0;
  const waiting = { frames: 0, bytes: 0 };
  const fullest = { frames: 0, bytes: 0 };
  for (const session of living) {
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
