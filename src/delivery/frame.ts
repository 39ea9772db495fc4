/** A text message in its encoded form. It is encoded once, whatever the number of clients that get it. */
export interface Frame {
  /** The text in UTF-8. */
  readonly payload: Uint8Array;
  /** The text as one unmasked WebSocket text frame (RFC 6455, section 5.2). It ends with `payload`. */
  readonly wire: Uint8Array;
}

/** Called once per frame: without an error when the frame was handed to the kernel, with one when it never will be. */
export type OnSent = (error?: Error | null) => void;

/** A destination of frames. */
export interface FrameSink {
  send(frame: Frame, onSent: OnSent): void;
}

/** FIN and the opcode of a text frame. */
const finalText = 0x81;

/** Encodes a text, followed by a part that is encoded already. */
export function encodeTextFrame(text: string, rest?: Uint8Array): Frame {
  const textBytes = Buffer.byteLength(text);
  const length = textBytes + (rest?.length ?? 0);
  const offset = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const wire = Buffer.allocUnsafe(offset + length);
  wire[0] = finalText;
  if (offset === 2) wire[1] = length;
  else if (offset === 4) {
    wire[1] = 126;
    wire.writeUInt16BE(length, 2);
  } else {
    wire[1] = 127;
    wire.writeBigUInt64BE(BigInt(length), 2);
  }
  wire.write(text, offset);
  if (rest !== undefined) wire.set(rest, offset + textBytes);
  return new TextFrame(wire, offset);
}

/** A frame whose payload is a view that is created on demand: a WebSocket needs none. */
class TextFrame implements Frame {
  readonly wire: Uint8Array;
  readonly #offset: number;

  constructor(wire: Uint8Array, offset: number) {
    this.wire = wire;
    this.#offset = offset;
  }

  get payload(): Uint8Array {
    return this.wire.subarray(this.#offset);
  }
}
