import type { Duplex } from 'node:stream';
import type { Frame } from './frame.ts';
import type { Carrier, Send } from './outbox.ts';

export interface WriterOptions {
  /** What carries the frames. */
  readonly duplex: Duplex;
  /** Frames may be sent while it is open: after the handshake, and not after the frame that closes. */
  readonly socket: { readonly readyState: number; readonly OPEN: number };
}

/** The writing end of one connection. */
export interface Writer extends Carrier {
  /** Writes what was sent in this turn now instead of at its end. */
  flush(): void;
}

type Done = Parameters<Send>[1];

const notOpen = new Error('The connection is not open.');
const nothing = Buffer.alloc(0);

/**
 * Makes writers that write at the end of a turn, one after the other, and each all of its frames in one piece. So a
 * result goes through thousands of sessions first and then out of thousands of sockets, each a loop that the caches
 * hold; and what comes in a batch costs one call of the kernel and not one for each frame.
 */
export function createWriters(): (options: WriterOptions) => Writer {
  let turn: TurnWriter[] = [];
  const flush = (): void => {
    const writers = turn;
    turn = [];
    for (const writer of writers) writer.flush();
  };
  const wait = (writer: TurnWriter): void => {
    if (turn.push(writer) === 1) process.nextTick(flush);
  };
  return (options) => new TurnWriter(options, wait);
}

class TurnWriter implements Writer {
  readonly #duplex: Duplex;
  readonly #socket: WriterOptions['socket'];
  readonly #wait: (writer: TurnWriter) => void;
  /** TLS never takes anything at once. */
  readonly #isDirect: boolean;
  /** What was sent in this turn: mostly one frame, so that one has no lists. */
  #wire: Uint8Array | undefined;
  #done: Done | undefined;
  #more: { readonly wires: Uint8Array[]; readonly dones: Done[] } | undefined;
  /** Writes that the kernel has not taken. */
  #writing = 0;

  constructor({ duplex, socket }: WriterOptions, wait: (writer: TurnWriter) => void) {
    this.#duplex = duplex;
    this.#socket = socket;
    this.#wait = wait;
    this.#isDirect = !('encrypted' in duplex);
  }

  send({ wire }: Frame, done: Done): void {
    if (this.#wire === undefined) {
      this.#wire = wire;
      this.#done = done;
      this.#wait(this);
      return;
    }
    this.#more ??= { wires: [this.#wire], dones: [] };
    this.#more.wires.push(wire);
    this.#more.dones.push(done);
  }

  flush(): void {
    const first = this.#wire;
    const done = this.#done;
    if (first === undefined || done === undefined) return;
    const more = this.#more;
    this.#wire = undefined;
    this.#done = undefined;
    this.#more = undefined;
    const settle =
      more === undefined
        ? done
        : (error?: Error | null) => {
            done(error);
            for (const each of more.dones) each(error);
          };
    if (this.#socket.readyState === this.#socket.OPEN)
      this.#write(more === undefined ? first : Buffer.concat(more.wires), settle);
    else settle(notOpen);
  }

  /** Most is taken by the kernel at once; to be called back for that would cost as much as the rest of it. */
  #write(wire: Uint8Array, done: Done): void {
    const duplex = this.#duplex;
    const isFree = this.#isDirect && this.#writing === 0;
    if (isFree) {
      duplex.write(wire);
      if (duplex.writableLength === 0) {
        done(duplex.errored);
        return;
      }
    }
    this.#writing += 1;
    duplex.write(isFree ? nothing : wire, (error) => {
      this.#writing -= 1;
      done(error);
    });
  }
}
