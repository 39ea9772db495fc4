import type { Duplex } from 'node:stream';
import type { Frame, FrameSink, OnSent } from './frame.ts';

/*
 * Writes WebSocket frames straight to the stream below `ws` instead of through `WebSocket.send`: `ws` would write header
 * and text separately for every socket, and create a callback for each. Bench `fanout` compares this with a plain loop
 * over `ws`.
 *
 * It relies on the following of `ws`, which `test/wire/ws-contract.spec.ts` checks. After an update of `ws` that breaks
 * one of these, send through `WebSocket.send(frame.payload, { binary: false }, onSent)` instead; nothing else depends on
 * this file.
 * - `ws` writes its own frames (pong, ping, close) to the same stream, synchronously and whole, so that frames of both
 *   never mix.
 * - `ws` keeps no queue of its own as long as it does not compress (`perMessageDeflate: false`).
 * - `readyState` is not `OPEN` any more when `close` returns, so that no frame of ours follows the close frame.
 */

export interface FrameWriterOptions {
  /** The stream that carries the frames. */
  readonly duplex: Duplex;
  /** The WebSocket on the stream. Frames may be sent only while it is open. */
  readonly socket: { readonly readyState: number; readonly OPEN: number };
}

/** The sending end of one WebSocket. */
export interface FrameWriter extends FrameSink {
  /** Writes the frames that were sent in this turn now, rather than at the end of the turn. */
  flush(): void;
}

const notOpen = new Error('The connection is not open.');
const nothing = Buffer.alloc(0);

/**
 * Returns a factory of writers, which write at the end of the event loop's turn, one after the other, each all of its
 * frames in one piece. A result is therefore first handed to thousands of sessions and then written to thousands of
 * sockets, in two loops that each fit the CPU's caches; and a batch of frames costs one system call.
 */
export function createFrameWriters(): (options: FrameWriterOptions) => FrameWriter {
  let scheduled: TurnWriter[] = [];
  const flush = (): void => {
    const writers = scheduled;
    scheduled = [];
    for (const writer of writers) writer.flush();
  };
  const schedule = (writer: TurnWriter): void => {
    if (scheduled.push(writer) === 1) process.nextTick(flush);
  };
  return (options) => new TurnWriter(options, schedule);
}

class TurnWriter implements FrameWriter {
  readonly #duplex: Duplex;
  readonly #socket: FrameWriterOptions['socket'];
  readonly #schedule: (writer: TurnWriter) => void;
  /** Whether a write can reach the kernel synchronously. With TLS it never does. */
  readonly #isDirect: boolean;
  /** The frame that was sent in this turn. Usually there is one, so that no list is needed. */
  #wire: Uint8Array | undefined;
  #onSent: OnSent | undefined;
  #more: { readonly wires: Uint8Array[]; readonly callbacks: OnSent[] } | undefined;
  /** The number of writes that the kernel has not taken yet. */
  #writing = 0;

  constructor({ duplex, socket }: FrameWriterOptions, schedule: (writer: TurnWriter) => void) {
    this.#duplex = duplex;
    this.#socket = socket;
    this.#schedule = schedule;
    this.#isDirect = !('encrypted' in duplex);
  }

  send({ wire }: Frame, onSent: OnSent): void {
    if (this.#wire === undefined) {
      this.#wire = wire;
      this.#onSent = onSent;
      this.#schedule(this);
      return;
    }
    this.#more ??= { wires: [this.#wire], callbacks: [] };
    this.#more.wires.push(wire);
    this.#more.callbacks.push(onSent);
  }

  flush(): void {
    const first = this.#wire;
    const onFirstSent = this.#onSent;
    if (first === undefined || onFirstSent === undefined) return;
    const more = this.#more;
    this.#wire = undefined;
    this.#onSent = undefined;
    this.#more = undefined;
    const onSent: OnSent =
      more === undefined
        ? onFirstSent
        : (error) => {
            onFirstSent(error);
            for (const callback of more.callbacks) callback(error);
          };
    if (this.#socket.readyState === this.#socket.OPEN)
      this.#write(more === undefined ? first : Buffer.concat(more.wires), onSent);
    else onSent(notOpen);
  }

  /** Calls back at once when the kernel took the write: a callback of the stream would double the cost of a frame. */
  #write(wire: Uint8Array, onSent: OnSent): void {
    const duplex = this.#duplex;
    const isIdle = this.#isDirect && this.#writing === 0;
    if (isIdle) {
      duplex.write(wire);
      if (duplex.writableLength === 0) {
        onSent(duplex.errored);
        return;
      }
    }
    this.#writing += 1;
    // An empty write behind the one above calls back when that one has left.
    duplex.write(isIdle ? nothing : wire, (error) => {
      this.#writing -= 1;
      onSent(error);
    });
  }
}
