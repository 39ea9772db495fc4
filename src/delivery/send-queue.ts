import { isSamePost, SessionCounts, type SessionLedger } from '../model/index.ts';
import type { Frame, FrameSink } from './frame.ts';
import type { EnqueueOptions, FrameResult, Outbox, OutboxOptions, QueueLength, RetractedResult } from './outbox.ts';

interface QueuedFrame {
  readonly bytes: number;
  /** The frame, or a function that encodes it at the moment when it leaves. */
  readonly frame: Frame | (() => Frame);
  readonly options: EnqueueOptions;
  readonly result?: FrameResult | undefined;
}

/** The size that is counted for a frame that is encoded only when it leaves. */
const deferredFrameBytes = 256;

/** The most retractions that may wait. Their posts were sent, so they can't be dropped. */
const maxRetractions = 10_000;

const control: EnqueueOptions = { results: 0, outcome: 'delivered', droppable: false };
const retraction: EnqueueOptions = { results: 0, outcome: 'delivered', droppable: false };

/**
 * Creates the outbox of a connection. It counts the waiting frames itself, because a socket does not report what the
 * kernel holds for a peer that does not read. It knows when it is full; the session decides what happens then. Each
 * result is counted once: when its frame has left, was dropped, or can never leave.
 */
export function createOutbox(sink: FrameSink, options: OutboxOptions): Outbox {
  return new SendQueue(sink, options);
}

class SendQueue implements Outbox {
  readonly #sink: FrameSink;
  readonly #options: OutboxOptions;
  readonly #ledger = new SessionCounts();
  readonly #waiting: QueuedFrame[] = [];
  // Created on demand: most sessions never need these.
  #onceEmpty: (() => void) | undefined;
  #onDrained: Set<() => void> | undefined;
  #latest: Map<string, () => Frame> | undefined;
  #waitingBytes = 0;
  #controls = 0;
  #retractions = 0;
  #inFlightBytes = 0;
  #inFlight = 0;
  #pumping = false;
  #closed = false;

  constructor(sink: FrameSink, options: OutboxOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  receive(results: number): void {
    this.#ledger.receive(results);
  }

  drop(results: number): void {
    this.#ledger.record('dropped', results);
  }

  enqueue(frame: Frame, options: EnqueueOptions, result?: FrameResult): void {
    if (this.#closed) this.drop(options.results);
    else if (this.#mayLeave()) this.#transmit(frame, options);
    else this.#append({ bytes: frame.wire.length, frame, options, result });
  }

  dropResult({ id, post }: RetractedResult): boolean {
    const index = this.#waiting.findIndex(({ result }) => result?.id === id && isSamePost(result.result.post, post));
    if (index >= 0) this.#dropAt(index);
    return index >= 0;
  }

  sendRetraction(frame: Frame): boolean {
    if (this.#retractions >= maxRetractions) return false;
    this.enqueue(frame, retraction);
    return true;
  }

  sendControl(frame: Frame): void {
    this.enqueue(frame, control);
  }

  enqueueLatest(name: string, encode: () => Frame): void {
    if (this.#closed) return;
    if (this.#mayLeave()) {
      this.#transmit(encode(), control);
      return;
    }
    this.#latest ??= new Map();
    const latest = this.#latest;
    const isQueued = latest.has(name);
    latest.set(name, encode);
    if (isQueued) return;
    const encodeLatest = (): Frame => {
      const newest = latest.get(name) ?? encode;
      latest.delete(name);
      return newest();
    };
    this.#append({ bytes: deferredFrameBytes, frame: encodeLatest, options: control });
  }

  hasRoom(bytes: number): boolean {
    const { maxFrames, maxBytes } = this.#options;
    return this.#mayLeave() || (this.#waiting.length < maxFrames && this.#waitingBytes + bytes <= maxBytes);
  }

  makeRoom(bytes: number): boolean {
    if (bytes > this.#options.maxBytes) return this.hasRoom(bytes);
    while (!this.hasRoom(bytes)) {
      const index = this.#waiting.findIndex(({ options }) => options.droppable);
      if (index < 0) return false;
      this.#dropAt(index);
    }
    return true;
  }

  isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  waiting(): QueueLength {
    return { frames: this.#waiting.length, bytes: this.#waitingBytes };
  }

  controlsWaiting(): number {
    return this.#controls;
  }

  onceEmpty(callback: () => void): void {
    this.#onceEmpty = callback;
  }

  onDrained(callback: () => void): () => void {
    this.#onDrained ??= new Set();
    this.#onDrained.add(callback);
    if (this.#waiting.length === 0 && this.#inFlight === 0) callback();
    return () => this.#onDrained?.delete(callback);
  }

  close(): void {
    this.#closed = true;
    this.#latest?.clear();
    while (this.#waiting.length > 0) this.#dropAt(0);
  }

  ledger(): SessionLedger {
    return this.#ledger.read();
  }

  #mayLeave(): boolean {
    return this.#waiting.length === 0 && this.#inFlightBytes < this.#options.maxBytesInFlight;
  }

  #append(item: QueuedFrame): void {
    this.#waiting.push(item);
    this.#waitingBytes += item.bytes;
    this.#count(item, 1);
  }

  #count({ options }: QueuedFrame, change: number): void {
    if (options === retraction) this.#retractions += change;
    else if (options.results === 0) this.#controls += change;
  }

  #transmit(frame: Frame, { results, outcome }: EnqueueOptions): void {
    const { length } = frame.wire;
    this.#inFlight += 1;
    this.#inFlightBytes += length;
    this.#sink.send(frame, (error) => {
      this.#inFlight -= 1;
      this.#inFlightBytes -= length;
      if (results > 0) this.#ledger.record(error ? 'dropped' : outcome, results);
      if (this.#waiting.length > 0 || this.#onceEmpty !== undefined || this.#onDrained !== undefined) this.#pump();
    });
  }

  /** Sends the frames that may leave. A socket may call back synchronously from `send`, which must not nest. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    do {
      this.#sendWaiting();
      if (this.#waiting.length === 0) this.#emitEmpty();
    } while (this.#waiting.length > 0 && this.#inFlightBytes < this.#options.maxBytesInFlight);
    this.#pumping = false;
    if (this.#onDrained === undefined || this.#waiting.length > 0 || this.#inFlight > 0) return;
    for (const callback of [...this.#onDrained]) callback();
  }

  #emitEmpty(): void {
    const callback = this.#onceEmpty;
    this.#onceEmpty = undefined;
    callback?.();
  }

  #sendWaiting(): void {
    const { maxBytesInFlight } = this.#options;
    while (this.#inFlightBytes < maxBytesInFlight) {
      const item = this.#remove(0);
      if (item === undefined) return;
      const { frame, options } = item;
      this.#transmit(typeof frame === 'function' ? frame() : frame, options);
    }
  }

  #remove(index: number): QueuedFrame | undefined {
    const [item] = index === 0 ? [this.#waiting.shift()] : this.#waiting.splice(index, 1);
    this.#waitingBytes -= item?.bytes ?? 0;
    if (item !== undefined) this.#count(item, -1);
    return item;
  }

  #dropAt(index: number): void {
    this.drop(this.#remove(index)?.options.results ?? 0);
  }
}
