import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backlog } from '../../../src/sources/nostr/backlog.ts';
import { KnownNotes } from '../../../src/sources/nostr/known-notes.ts';
import type { Note } from '../../../src/sources/nostr/note.ts';

const noteOf = (number: number, fields: Partial<Note> = {}): Note => ({
  ...{ id: number.toString(16).padStart(16, '0').padEnd(64, '0'), pubkey: 'a'.repeat(64), sig: 'b'.repeat(128) },
  ...{ created_at: number, kind: 1, tags: [], content: 'pizza' },
  ...fields,
});

describe('the notes that are known', () => {
  it('are bounded, and so is what is kept of them', () => {
    const known = new KnownNotes();
    for (let number = 0; number < 60_000; number += 1) {
      known.add(noteOf(number, { created_at: 5 }), 5);
    }
    expect([known.has(noteOf(0).id), known.has(noteOf(59_999).id)]).toEqual([false, true]);
    expect(known.position?.recent.length).toBeLessThanOrEqual(1_000);
  });

  it('are known after a restart as far as they are asked for again', () => {
    const known = new KnownNotes();
    known.begin(100);
    for (const number of [100, 150, 300]) known.add(noteOf(number), 400);
    expect(known.since).toBe(180);
    const next = new KnownNotes();
    expect(next.restore(JSON.stringify(known.position))).toBe(300);
    expect([next.since, next.has(noteOf(300).id), next.has(noteOf(7).id)]).toEqual([180, true, false]);
  });

  it('are none where what was kept can not be read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant('{"at":1.5,"recent":[]}')), (kept) => {
        expect(new KnownNotes().restore(kept)).toBeUndefined();
      }),
    );
  });

  it('never lead into the future, whatever their authors say', () => {
    const known = new KnownNotes();
    known.add(noteOf(10_000), 200);
    expect(known.since).toBe(80);
  });
});

describe('what a relay has stored', () => {
  it('is asked for until a page brings nothing, or reaches back far enough', () => {
    const backlog = new Backlog();
    backlog.saw(noteOf(9));
    expect([backlog.endPage(5), backlog.page]).toEqual([9, 2]);
    backlog.saw(noteOf(9));
    expect(backlog.endPage(5)).toBe('whole');
    const other = new Backlog();
    other.saw(noteOf(4));
    expect(other.endPage(5)).toBe('whole');
    expect(new Backlog().endPage(5)).toBe('whole');
  });

  it('is cut after ten thousand notes, eight million characters or forty pages', () => {
    const many = new Backlog();
    for (let number = 0; number < 10_000; number += 1) many.add(noteOf(number));
    const long = new Backlog();
    for (let number = 0; number < 17; number += 1) long.add(noteOf(number, { content: 'a'.repeat(500_000) }));
    expect([many.isFull, long.isFull]).toEqual([true, true]);
    const paged = new Backlog();
    const ends = Array.from({ length: 40 }, (_, page) => {
      paged.saw(noteOf(1_000 - page));
      return paged.endPage(0);
    });
    expect([ends.at(0), ends.at(-2), ends.at(-1)]).toEqual([1_000, 962, 'cut']);
  });

  it('comes in the order of time', () => {
    const backlog = new Backlog();
    for (const number of [3, 1, 2]) backlog.add(noteOf(number));
    expect(backlog.notes.map(({ created_at: at }) => at)).toEqual([1, 2, 3]);
  });
});
