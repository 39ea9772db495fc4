import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTextFrame } from '../../../src/delivery/frame.ts';
import { createOutbox } from '../../../src/delivery/send-queue.ts';
import { balances } from '../../../src/model/index.ts';

/** Opens an outbox whose socket takes a frame only when `release` is called. */
function openSlowOutbox(limits = { maxFrames: 3, maxBytes: 100, maxBytesInFlight: 1 }) {
  const sent: string[] = [];
  const pending: ((error?: Error) => void)[] = [];
  const outbox = createOutbox(
    {
      send: (frame, done) => {
        sent.push(Buffer.from(frame.payload).toString());
        pending.push(done);
      },
    },
    limits,
  );
  const release = (error?: Error): void => pending.shift()?.(error);
  const offer = (text: string): void => {
    const frame = encodeTextFrame(text);
    outbox.receive(1);
    if (outbox.makeRoom(frame.wire.length))
      outbox.enqueue(frame, { results: 1, outcome: 'delivered', droppable: true });
    else outbox.drop(1);
  };
  return { outbox, sent, release, offer };
}

describe('the outbox', () => {
  it('sends at once while nothing is in flight, and in order after that', () => {
    const { offer, sent, release, outbox } = openSlowOutbox();
    offer('a');
    offer('b');
    expect(sent).toEqual(['a']);
    release();
    release();
    expect(sent).toEqual(['a', 'b']);
    expect(outbox.ledger()).toEqual({ routed: 2, delivered: 2, conflated: 0, dropped: 0, pending: 0 });
  });

  it('drops the oldest waiting frame when there are too many frames', () => {
    const { offer, sent, release, outbox } = openSlowOutbox();
    for (const text of 'abcdef') offer(text);
    expect(outbox.ledger()).toMatchObject({ routed: 6, dropped: 2, pending: 4 });
    for (let frames = 0; frames < 4; frames += 1) release();
    expect(sent).toEqual(['a', 'd', 'e', 'f']);
  });

  it('drops the oldest waiting frames when there are too many bytes, and only a frame itself when it can never fit', () => {
    const { offer, sent, release, outbox } = openSlowOutbox({ maxFrames: 100, maxBytes: 8, maxBytesInFlight: 1 });
    for (const text of ['a', 'bb', 'cc', 'dd', 'eeeeeee']) offer(text);
    expect(outbox.ledger()).toMatchObject({ routed: 5, dropped: 2, pending: 3 });
    for (let frames = 0; frames < 3; frames += 1) release();
    expect(sent).toEqual(['a', 'cc', 'dd']);
  });

  it('counts the frames of a broken connection as dropped', () => {
    const { offer, release, outbox } = openSlowOutbox();
    for (const text of 'abc') offer(text);
    outbox.close();
    release(new Error('the connection has gone'));
    offer('d');
    expect(outbox.ledger()).toEqual({ routed: 4, delivered: 0, conflated: 0, dropped: 4, pending: 0 });
  });

  it('is drained when no frame waits and none is in flight, not before', () => {
    const { offer, release, outbox } = openSlowOutbox();
    let drained = 0;
    offer('a');
    offer('b');
    const forget = outbox.onDrained(() => (drained += 1));
    release();
    expect(drained).toBe(0);
    release();
    expect(drained).toBe(1);
    forget();
    offer('c');
    release();
    expect(drained).toBe(1);
  });

  it('does not count answers in the ledger', () => {
    const { outbox, release } = openSlowOutbox();
    outbox.sendControl(encodeTextFrame('an error'));
    release();
    expect(outbox.ledger()).toMatchObject({ routed: 0, delivered: 0 });
  });

  it('balances and stays within its bounds for any sequence of events', () => {
    const step = fc.oneof(
      fc.string({ maxLength: 9 }),
      fc.constantFrom('release' as const, 'fail' as const, 'close' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { outbox, offer, release, sent } = openSlowOutbox({ maxFrames: 4, maxBytes: 20, maxBytesInFlight: 10 });
        let offered = 0;
        for (const each of steps) {
          if (each === 'release') release();
          else if (each === 'fail') release(new Error('failed'));
          else if (each === 'close') outbox.close();
          else {
            offer(each);
            offered += 1;
          }
          const ledger = outbox.ledger();
          expect(balances(ledger)).toBe(true);
          expect(ledger.routed).toBe(offered);
          expect(ledger.pending).toBeLessThanOrEqual(4 + sent.length);
        }
      }),
    );
  });
});
