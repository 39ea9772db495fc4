import { createSessionLedger, type SessionLedger } from '../model/index.ts';

export interface OutboxOptions {
  /** Frames that may wait; the oldest is dropped for a new one beyond. */
  readonly maxFrames: number;
  /** Bytes that may wait; likewise. */
  readonly maxBytes: number;
  /** Bytes that may be on their way at a time: handed to the socket, not yet taken by the kernel. */
  readonly maxBytesInFlight: number;
}

/** The sending end of a connection. `done` is called when the frame has left, or with an error when it never will. */
export type Send = (frame: Uint8Array, done: (error?: Error | null) => void) => void;

interface Item {
  readonly frame: Uint8Array;
  /** How many results of the ledger the frame carries. */
  readonly results: number;
}

export interface Outbox {
  /** Sends a frame now or in its turn. `results` is how many of the ledger's results it carries: 1, or 0 for an answer. */
  readonly offer: (frame: Uint8Array, results: number) => void;
  /** Calls back once nothing waits and nothing is on its way; returns how to stop waiting for that. */
  readonly whenDrained: (callback: () => void) => () => void;
  /** Drops what has not left. Idempotent. */
  readonly close: () => void;
  /** Whether frames wait that the peer has not taken. */
  readonly isWaiting: () => boolean;
  readonly ledger: () => SessionLedger;
}

/**
 * The bounded queue between a session's results and its socket. We count what waits ourselves, since a socket says
 * nothing of what the kernel holds for a peer that does not read. Each result is accounted for once: delivered when it
 * has left, dropped when it was pushed out or the connection ended first.
 */
export function createOutbox(send: Send, { maxFrames, maxBytes, maxBytesInFlight }: OutboxOptions): Outbox {
  const { enter, settle, read } = createSessionLedger();
  const drained = new Set<() => void>();
  const waiting: Item[] = [];
  let waitingBytes = 0;
  let inFlightBytes = 0;
  let inFlight = 0;
  let closed = false;

  const drop = (): void => {
    const oldest = waiting.shift();
    waitingBytes -= oldest?.frame.length ?? 0;
    settle('dropped', oldest?.results ?? 0);
  };
  const sendNow = ({ frame, results }: Item): void => {
    inFlight += 1;
    inFlightBytes += frame.length;
    send(frame, (error) => {
      inFlight -= 1;
      inFlightBytes -= frame.length;
      settle(error ? 'dropped' : 'delivered', results);
      pump();
    });
  };
  const pump = (): void => {
    while (waiting.length > 0 && inFlightBytes < maxBytesInFlight) {
      const item = waiting.shift();
      if (item === undefined) return;
      waitingBytes -= item.frame.length;
      sendNow(item);
    }
    if (waiting.length > 0 || inFlight > 0) return;
    for (const callback of [...drained]) callback();
  };
  return {
    offer(frame, results) {
      enter(results);
      if (closed) {
        settle('dropped', results);
        return;
      }
      waiting.push({ frame, results });
      waitingBytes += frame.length;
      pump();
      while (waiting.length > maxFrames || waitingBytes > maxBytes) drop();
    },
    whenDrained(callback) {
      drained.add(callback);
      if (waiting.length === 0 && inFlight === 0) callback();
      return () => drained.delete(callback);
    },
    close() {
      closed = true;
      while (waiting.length > 0) drop();
    },
    isWaiting: () => waiting.length > 0,
    ledger: read,
  };
}
