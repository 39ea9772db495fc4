import type { Delivery, ScoredPost } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import { closeCodes, encodeError, encodeResult, readTrack } from '../protocol/index.ts';
import { frameOf, type Frame } from './frame.ts';
import type { Offer } from './outbox.ts';
import type { ClientSession, SessionOptions } from './session.ts';
import { SessionCore } from './session-core.ts';

// The original protocol names no queries: all its results are for this one.
const onlyId = '';

const result: Offer = { results: 1, outcome: 'delivered', droppable: true };
const answer: Offer = { ...result, results: 0 };

/** A client of the original protocol: one query, which each `track` replaces; when it is slow, the oldest is dropped. */
export function createOriginalSession(options: SessionOptions): ClientSession {
  return new OriginalSession(options);
}

class OriginalSession extends SessionCore implements ClientSession {
  receive(message: string): void {
    if (!this.mayReceive()) {
      this.leave(closeCodes.policy);
      return;
    }
    try {
      const query = readTrack(message);
      this.intend(this, query === undefined ? { type: 'untrack', id: onlyId } : { type: 'track', id: onlyId, query });
    } catch (error) {
      if (!(error instanceof UndertoneError)) throw error;
      this.refuse(error);
    }
  }

  refuse(error: UndertoneError): void {
    this.#send(frameOf(encodeError(error)), answer);
  }

  take(delivery: Delivery<ClientSession>): void {
    if (delivery.type === 'refused') this.refuse(delivery.error);
    if (delivery.type !== 'result') return;
    this.outbox.enter(1);
    this.#send(encodeOnce(delivery.result), result);
  }

  /** The protocol has no word for it. */
  report(): void {
    return undefined;
  }

  leave(code: number): void {
    this.outbox.close();
    this.connection.close(code);
  }

  end(): void {
    this.leave(closeCodes.internal);
  }

  gone(): void {
    this.outbox.close();
    this.vanish();
  }

  #send(frame: Frame, offer: Offer): void {
    if (this.outbox.makeRoom(frame.wire.length)) this.outbox.offer(frame, offer);
    else this.outbox.drop(offer.results);
  }
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
