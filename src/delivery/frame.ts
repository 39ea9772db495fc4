/** A text on its way to clients, encoded once: however many get it, whatever carries it. */
export interface Frame {
  /** The text in UTF-8. */
  readonly payload: Uint8Array;
  /** The same as an unmasked text frame in one piece (RFC 6455, section 5.2); `payload` is its end. */
  readonly wire: Uint8Array;
}

const finalText = 0x81;

/** A frame of a text, which may end with a part that is encoded already. */
export function frameOf(text: string, rest?: Uint8Array): Frame {
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
  return { wire, payload: wire.subarray(offset) };
}
