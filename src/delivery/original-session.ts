import type { ScoredPost } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import { closeCodes, encodeError, encodeResult, readTrack } from '../protocol/index.ts';
import { createOutbox, drained } from './outbox.ts';
import { createPresence } from './presence.ts';
import { createRateLimit } from './rate-limit.ts';
import type { ClientSession, SessionOptions } from './session.ts';

// The original protocol names no queries: all its results are for this one.
const onlyId = '';

/** A client of the original protocol: one query, which each `track` replaces; when it is slow, the oldest is dropped. */
export function createOriginalSession({ id, connection, limits, now }: SessionOptions): ClientSession {
  const { intents$, closed$, intend, end } = createPresence();
  const outbox = createOutbox(connection.send, limits.outbox);
  const mayReceive = createRateLimit({
    perSecond: limits.messagesPerSecond,
    burst: 2 * limits.messagesPerSecond,
    now,
  });
  const send = (frame: Uint8Array, results: number): void => {
    if (outbox.makeRoom(frame.length)) outbox.offer(frame, { results, outcome: 'delivered', droppable: true });
    else outbox.drop(results);
  };
  const leave = (code: number): void => {
    outbox.close();
    connection.close(code);
  };
  const refuse = (error: UndertoneError): void => {
    send(Buffer.from(encodeError(error)), 0);
  };
  return {
    id,
    intents$,
    closed$,
    refuse,
    receive(message) {
      if (!mayReceive()) {
        leave(closeCodes.policy);
        return;
      }
      try {
        const query = readTrack(message);
        intend(query === undefined ? { type: 'untrack', id: onlyId } : { type: 'track', id: onlyId, query });
      } catch (error) {
        if (!(error instanceof UndertoneError)) throw error;
        refuse(error);
      }
    },
    take(delivery) {
      if (delivery.type === 'refused') refuse(delivery.error);
      if (delivery.type !== 'result') return;
      outbox.enter(1);
      send(encodeOnce(delivery.result), 1);
    },
    drained$: drained(outbox),
    report: () => undefined,
    leave,
    end: () => {
      leave(closeCodes.internal);
    },
    gone() {
      outbox.close();
      end();
    },
    isWaiting: () => outbox.isWaiting(),
    ledger: () => outbox.ledger(),
  };
}

const encoded = new WeakMap<ScoredPost, Uint8Array>();

/** The frame of a result: encoded once, however many sessions get it. */
function encodeOnce(result: ScoredPost): Uint8Array {
  const known = encoded.get(result);
  if (known !== undefined) return known;
  const frame = Buffer.from(encodeResult(result));
  encoded.set(result, frame);
  return frame;
}
