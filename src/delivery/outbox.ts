import { Observable } from 'rxjs';
import { SessionCounts, type ResultOutcome, type SessionLedger } from '../model/index.ts';
import type { Frame } from './frame.ts';

export interface OutboxOptions {
  /** Frames that may wait; with 0, what can't leave at once has no room. */
  readonly maxFrames: number;
  /** Bytes that may wait; likewise. */
  readonly maxBytes: number;
  /** Bytes that may be on their way at a time: handed to the socket, not yet taken by the kernel. */
  readonly maxBytesInFlight: number;
}

/** What waits in an outbox. */
export interface Waiting {
  readonly frames: number;
  readonly bytes: number;
}

/** The sending end of a connection. `done` is called when the frame has left, or with an error when it never will. */
export type Send = (frame: Frame, done: (error?: Error | null) => void) => void;

/** What takes frames on their way. */
export interface Carrier {
  send(...args: Parameters<Send>): void;
}

/** What a frame means to the ledger. Its results have been entered before. */
export interface Offer {
  /** How many results it carries. */
  readonly results: number;
  /** What they are when it has left. */
  readonly outcome: ResultOutcome;
  /** Whether it may be dropped for newer ones. */
  readonly droppable: boolean;
}

/** A frame in the queue. */
interface Item {
  readonly bytes: number;
  /** The frame, or how it is made when it leaves: what it tells is as of then. */
  readonly frame: Frame | (() => Frame);
  readonly offer: Offer;
}

export interface Outbox {
  /** Enters results in the ledger, as pending. */
  enter(results: number): void;
  /** Settles results that will not come in a frame. */
  drop(results: number): void;
  /** Sends a frame of results now or in its turn. */
  offer(frame: Frame, offer: Offer): void;
  /** Sends a frame that carries no result now or in its turn; never dropped while the connection lives. */
  say(frame: Frame): void;
  /** Likewise, but it takes the place of what waits under the same name; made when it leaves. */
  put(name: string, encode: () => Frame): void;
  /** Whether a frame of so many bytes can leave at once or may wait. */
  hasRoom(bytes: number): boolean;
  /** Drops the oldest droppable frames until there is room; whether there is. What can never fit drops none. */
  makeRoom(bytes: number): boolean;
  /** Whether frames wait that the peer has not taken. */
  isWaiting(): boolean;
  waiting(): Waiting;
  /** Frames without results that wait. */
  saidWaiting(): number;
  /** Calls back once, when a frame has left and none waits. It may offer more, and ask again. */
  onceEmpty(callback: () => void): void;
  /** Calls back whenever nothing waits and nothing is on its way; returns how to stop waiting for that. */
  whenDrained(callback: () => void): () => void;
  /** Drops what has not left. Idempotent. */
  close(): void;
  ledger(): SessionLedger;
}

// What a frame that is made when it leaves is taken to weigh until then, in bytes.
const putBytes = 256;

const said: Offer = { results: 0, outcome: 'delivered', droppable: false };

/**
 * The queue between a session and its socket. We count what waits ourselves, since a socket says nothing of what the
 * kernel holds for a peer that does not read. It knows when it is full; what to do then is the session's policy. Each
 * result is accounted for once: when its frame has left, was dropped, or will never leave.
 */
export function createOutbox(carrier: Carrier, options: OutboxOptions): Outbox {
  return new SendQueue(carrier, options);
}

/** Completes once nothing waits and nothing is on its way. */
export function drained(outbox: Outbox): Observable<never> {
  return new Observable((subscriber) =>
    outbox.whenDrained(() => {
      subscriber.complete();
    }),
  );
}

class SendQueue implements Outbox {
  readonly #carrier: Carrier;
  readonly #options: OutboxOptions;
  readonly #ledger = new SessionCounts();
  readonly #waiting: Item[] = [];
  // Most sessions never need these.
  #whenEmpty: (() => void) | undefined;
  #drained: Set<() => void> | undefined;
  #named: Map<string, () => Frame> | undefined;
  #waitingBytes = 0;
  #said = 0;
  #inFlightBytes = 0;
  #inFlight = 0;
  #pumping = false;
  #closed = false;

  constructor(carrier: Carrier, options: OutboxOptions) {
    this.#carrier = carrier;
    this.#options = options;
  }

  enter(results: number): void {
    this.#ledger.receive(results);
  }

  drop(results: number): void {
    this.#ledger.record('dropped', results);
  }

  offer(frame: Frame, offer: Offer): void {
    if (this.#closed) this.drop(offer.results);
    else if (this.#mayLeave()) this.#transmit(frame, offer);
    else this.#append({ bytes: frame.wire.length, frame, offer });
  }

  say(frame: Frame): void {
    this.offer(frame, said);
  }

  put(name: string, encode: () => Frame): void {
    if (this.#closed) return;
    if (this.#mayLeave()) {
      this.#transmit(encode(), said);
      return;
    }
    this.#named ??= new Map();
    const named = this.#named;
    const waits = named.has(name);
    named.set(name, encode);
    if (waits) return;
    const take = (): Frame => {
      const latest = named.get(name) ?? encode;
      named.delete(name);
      return latest();
    };
    this.#append({ bytes: putBytes, frame: take, offer: said });
  }

  hasRoom(bytes: number): boolean {
    const { maxFrames, maxBytes } = this.#options;
    return this.#mayLeave() || (this.#waiting.length < maxFrames && this.#waitingBytes + bytes <= maxBytes);
  }

  makeRoom(bytes: number): boolean {
    if (bytes > this.#options.maxBytes) return this.hasRoom(bytes);
    while (!this.hasRoom(bytes)) {
      const index = this.#waiting.findIndex(({ offer }) => offer.droppable);
      if (index < 0) return false;
      this.#dropAt(index);
    }
    return true;
  }

  isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  waiting(): Waiting {
    return { frames: this.#waiting.length, bytes: this.#waitingBytes };
  }

  saidWaiting(): number {
    return this.#said;
  }

  onceEmpty(callback: () => void): void {
    this.#whenEmpty = callback;
  }

  whenDrained(callback: () => void): () => void {
    this.#drained ??= new Set();
    this.#drained.add(callback);
    if (this.#waiting.length === 0 && this.#inFlight === 0) callback();
    return () => this.#drained?.delete(callback);
  }

  close(): void {
    this.#closed = true;
    this.#named?.clear();
    while (this.#waiting.length > 0) this.#dropAt(0);
  }

  ledger(): SessionLedger {
    return this.#ledger.read();
  }

  #mayLeave(): boolean {
    return this.#waiting.length === 0 && this.#inFlightBytes < this.#options.maxBytesInFlight;
  }

  #append(item: Item): void {
    this.#waiting.push(item);
    this.#waitingBytes += item.bytes;
    if (item.offer.results === 0) this.#said += 1;
  }

  #transmit(frame: Frame, { results, outcome }: Offer): void {
    const { length } = frame.wire;
    this.#inFlight += 1;
    this.#inFlightBytes += length;
    this.#carrier.send(frame, (error) => {
      this.#inFlight -= 1;
      this.#inFlightBytes -= length;
      if (results > 0) this.#ledger.record(error ? 'dropped' : outcome, results);
      if (this.#waiting.length > 0 || this.#whenEmpty !== undefined || this.#drained !== undefined) this.#pump();
    });
  }

  /** Sends what may leave. A socket that takes a frame at once calls back in the middle of it: that must not nest. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    do {
      this.#sendWaiting();
      if (this.#waiting.length === 0) this.#tellEmpty();
    } while (this.#waiting.length > 0 && this.#inFlightBytes < this.#options.maxBytesInFlight);
    this.#pumping = false;
    if (this.#drained === undefined || this.#waiting.length > 0 || this.#inFlight > 0) return;
    for (const callback of [...this.#drained]) callback();
  }

  #tellEmpty(): void {
    const callback = this.#whenEmpty;
    this.#whenEmpty = undefined;
    callback?.();
  }

  #sendWaiting(): void {
    const { maxBytesInFlight } = this.#options;
    while (this.#inFlightBytes < maxBytesInFlight) {
      const item = this.#remove(0);
      if (item === undefined) return;
      const { frame, offer } = item;
      this.#transmit(typeof frame === 'function' ? frame() : frame, offer);
    }
  }

  #remove(index: number): Item | undefined {
    const [item] = index === 0 ? [this.#waiting.shift()] : this.#waiting.splice(index, 1);
    this.#waitingBytes -= item?.bytes ?? 0;
    if (item?.offer.results === 0) this.#said -= 1;
    return item;
  }

  #dropAt(index: number): void {
    this.drop(this.#remove(index)?.offer.results ?? 0);
  }
}
