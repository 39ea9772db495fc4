import type { ScoredPost } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import { closeCodes, encodeError, encodeResult, readTrack } from '../protocol/index.ts';
import { frameOf, type Frame } from './frame.ts';
import { createOutbox, drained, type Offer } from './outbox.ts';
import { createPresence } from './presence.ts';
import { createRateLimit } from './rate-limit.ts';
import type { ClientSession, SessionOptions } from './session.ts';

// The original protocol names no queries: all its results are for this one.
const onlyId = '';

const result: Offer = { results: 1, outcome: 'delivered', droppable: true };
const answer: Offer = { ...result, results: 0 };

/** A client of the original protocol: one query, which each `track` replaces; when it is slow, the oldest is dropped. */
export function createOriginalSession({ id, connection, limits, now }: SessionOptions): ClientSession {
  const { intents$, closed$, intend, end } = createPresence();
  const outbox = createOutbox(connection.send, limits.outbox);
  const mayReceive = createRateLimit({
    perSecond: limits.messagesPerSecond,
    burst: 2 * limits.messagesPerSecond,
    now,
  });
  const send = (frame: Frame, offer: Offer): void => {
    if (outbox.makeRoom(frame.wire.length)) outbox.offer(frame, offer);
    else outbox.drop(offer.results);
  };
  const leave = (code: number): void => {
    outbox.close();
    connection.close(code);
  };
  const refuse = (error: UndertoneError): void => {
    send(frameOf(encodeError(error)), answer);
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
      send(encodeOnce(delivery.result), result);
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
    waiting: () => outbox.waiting(),
    ledger: () => outbox.ledger(),
  };
}

const encoded = new WeakMap<ScoredPost, Frame>();

/** The frame of a result: encoded once, however many sessions get it. */
function encodeOnce(result: ScoredPost): Frame {
  const known = encoded.get(result);
  if (known !== undefined) return known;
  const frame = frameOf(encodeResult(result));
  encoded.set(result, frame);
  return frame;
}
