import type { Delivery, LossDelivery, ResultDelivery, ScoredPost } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import { closeCodes, encodeError, encodeResult, readTrack } from '../protocol/index.ts';
import { encodeTextFrame, type Frame } from './frame.ts';
import { lossError } from './losses.ts';
import type { EnqueueOptions } from './outbox.ts';
import { SessionCore } from './session-core.ts';
import type { ClientSession, SessionOptions } from './session.ts';

/** The original protocol has no ids: a session has at most one query, and all results are for that one. */
const onlyId = '';

const result: EnqueueOptions = { results: 1, outcome: 'delivered', droppable: true };
const answer: EnqueueOptions = { results: 0, outcome: 'delivered', droppable: true };

type EncodeResult = (result: ScoredPost) => Frame;

/**
 * Returns a factory of sessions of the original protocol. Each `track` replaces the session's query; when the client is
 * slow, the oldest waiting result is dropped. The sessions share the encoded results.
 */
export function createOriginalSessions(): (options: SessionOptions) => ClientSession {
  const frames = new WeakMap<ScoredPost, Frame>();
  const encode: EncodeResult = (scored) => {
    const known = frames.get(scored);
    if (known !== undefined) return known;
    const frame = encodeTextFrame(encodeResult(scored));
    frames.set(scored, frame);
    return frame;
  };
  return (options) => new OriginalSession(options, encode);
}

class OriginalSession extends SessionCore implements ClientSession {
  readonly resumable = false;
  readonly #encode: EncodeResult;

  constructor(options: SessionOptions, encode: EncodeResult) {
    super(options);
    this.#encode = encode;
  }

  receive(message: string): UndertoneError | undefined {
    const error = this.#handle(message);
    if (error !== undefined) this.sendError(error);
    return error;
  }

  sendError(error: UndertoneError): void {
    this.#send(encodeTextFrame(encodeError(error)), answer);
  }

  deliver(delivery: Delivery<ClientSession>): void {
    if (delivery.type === 'refused') this.sendError(delivery.error);
    // The protocol has no frame that takes a result back.
    if (delivery.type === 'retract') this.outbox.dropResult(delivery);
    if (delivery.type === 'loss') this.#sendLosses(delivery);
    if (delivery.type !== 'result') return;
    this.outbox.receive(1);
    this.#send(this.#encode(delivery.result), result, delivery);
  }

  /** Does nothing: the protocol has no frame for the ledger. */
  sendStats(): void {
    return undefined;
  }

  close(code: number): void {
    this.outbox.close();
    this.connection.close(code);
  }

  end(): void {
    this.close(closeCodes.internal);
  }

  onDisconnect(): void {
    this.outbox.close();
    this.endSubjects();
  }

  #handle(message: string): UndertoneError | undefined {
    try {
      const query = readTrack(message);
      if (query === undefined) {
        this.emitIntent(this, { type: 'untrack', id: onlyId });
        return undefined;
      }
      const intent = { type: 'track' as const, id: onlyId, query };
      const refusal = this.reserve(intent);
      if (refusal === undefined) this.emitIntent(this, intent);
      return refusal;
    } catch (error) {
      if (!(error instanceof UndertoneError)) throw error;
      return error;
    }
  }

  #sendLosses({ results }: LossDelivery<ClientSession>): void {
    const count = results.get(onlyId) ?? 0;
    if (count === 0) return;
    this.outbox.receive(count);
    this.outbox.drop(count);
    this.sendError(lossError(count));
  }

  #send(frame: Frame, options: EnqueueOptions, delivery?: ResultDelivery): void {
    if (this.outbox.makeRoom(frame.wire.length)) this.outbox.enqueue(frame, options, delivery);
    else this.outbox.drop(options.results);
  }
}
