import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTextFrame } from '../../../src/delivery/frame.ts';
import { createFrameWriters } from '../../../src/delivery/frame-writer.ts';

/** Opens a stream that takes a write at once, or when `release` is called. */
function openStream({ isBrisk, isOpen = true }: { readonly isBrisk: boolean; readonly isOpen?: boolean }) {
  const written: string[] = [];
  const log: string[] = [];
  const held: ((error?: Error) => void)[] = [];
  const duplex = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      written.push(chunk.toString('latin1'));
      if (isBrisk) done();
      else held.push(done);
    },
  });
  duplex.on('error', () => undefined);
  const writer = createFrameWriters()({ duplex, socket: { readyState: isOpen ? 1 : 2, OPEN: 1 } });
  const send = (text: string): void => {
    writer.send(encodeTextFrame(text), (error) => log.push(error ? `${text} failed` : `${text} left`));
  };
  return { writer, written, log, send, release: (error?: Error) => held.shift()?.(error) };
}

const turn = () => new Promise(setImmediate);

describe('the frame writer', () => {
  it('writes the frames of a turn at its end in one piece, and calls back for each', async () => {
    const { written, log, send } = openStream({ isBrisk: true });
    for (const text of ['a', 'b', 'c']) send(text);
    expect(written).toEqual([]);
    await turn();
    expect(written).toEqual(['\x81\x01a\x81\x01b\x81\x01c']);
    expect(log).toEqual(['a left', 'b left', 'c left']);
    send('d');
    await turn();
    expect(written).toHaveLength(2);
  });

  it('calls back when a frame has left, not when it was written', async () => {
    const { log, send, release } = openStream({ isBrisk: false });
    send('a');
    await turn();
    send('b');
    await turn();
    expect(log).toEqual([]);
    for (let writes = 0; writes < 3; writes += 1) {
      release();
      await turn();
    }
    expect(log).toEqual(['a left', 'b left']);
  });

  it('calls back with an error for frames on a broken or closed connection', async () => {
    const broken = openStream({ isBrisk: false });
    broken.send('a');
    await turn();
    broken.release(new Error('broken'));
    await turn();
    broken.send('b');
    await turn();
    expect(broken.log).toEqual(['a failed', 'b failed']);
    const closed = openStream({ isBrisk: true, isOpen: false });
    closed.send('a');
    await turn();
    expect(closed).toMatchObject({ written: [], log: ['a failed'] });
  });

  it('writes at once when it is flushed', () => {
    const { writer, written, send } = openStream({ isBrisk: true });
    writer.flush();
    send('a');
    writer.flush();
    writer.flush();
    expect(written).toEqual(['\x81\x01a']);
  });
});

describe('a text frame', () => {
  it('is a final unmasked text frame of RFC 6455, for every length and split', () => {
    for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]) {
      const text = 'ü'.repeat(length >> 1) + 'x'.repeat(length & 1);
      expect(read(encodeTextFrame(text).wire)).toBe(text);
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 }), (a, b) => {
        const { wire, payload } = encodeTextFrame(a, Buffer.from(b));
        expect(read(wire)).toBe(Buffer.from(payload).toString());
        expect(read(wire)).toBe(Buffer.from(a).toString() + b);
      }),
    );
  });
});

/** Decodes a frame as RFC 6455, section 5.2, describes it. */
function read(wire: Uint8Array): string {
  const view = new DataView(wire.buffer, wire.byteOffset, wire.byteLength);
  expect(view.getUint8(0)).toBe(0x81);
  const short = view.getUint8(1);
  const [length, start] =
    short < 126 ? [short, 2] : short === 126 ? [view.getUint16(2), 4] : [Number(view.getBigUint64(2)), 10];
  expect(length < 126 || length < 65_536 === (short === 126)).toBe(true);
  expect(wire.length).toBe(start + length);
  return Buffer.from(wire.subarray(start)).toString();
}
