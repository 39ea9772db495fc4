import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyTable, pairKey } from '../../../src/query/key-table.ts';

/** So few hashes that most keys share theirs with others. */
const hashOf = (key: string): number => key.length - 3;

describe('a table of keys', () => {
  it('finds what was added and not removed, whatever keys share a hash', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 7 });
    const step = fc.record({ key, act: fc.constantFrom('add', 'add', 'remove') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        const table = new KeyTable();
        const records = new Map<string, number>();
        for (const { key: one, act } of steps) {
          const known = records.get(one);
          if (act === 'add' && known === undefined) records.set(one, table.add(one, hashOf(one)));
          if (act === 'remove' && known !== undefined) {
            table.remove(known);
            records.delete(one);
          }
          expect(table.find(one, hashOf(one))).toBe(records.get(one) ?? 0);
        }
        expect(table.size).toBe(records.size);
        expect(new Set(records.values()).size).toBe(records.size);
        for (const [one, record] of records) {
          expect(table.find(one, hashOf(one))).toBe(record);
          expect(table.keyOf(record)).toBe(one);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds two words that are a key together, and no others', () => {
    const table = new KeyTable();
    const record = table.add(pairKey('new', 'york'), 7);
    expect(table.findPair('new', 'york', 7)).toBe(record);
    for (const [left, right] of [
      ['new', 'yor'],
      ['ne', 'york'],
      ['newyork', ''],
      ['', 'new york'],
    ] as const) {
      expect(table.findPair(left, right, 7)).toBe(0);
    }
  });

  it('keeps its records apart when it grows', () => {
    const table = new KeyTable();
    const records = Array.from({ length: 5_000 }, (_, index) => table.add(`key${index}`, index * 0x9e37));
    records.forEach((record, index) => {
      if (index % 2 === 0) table.remove(record);
    });
    expect(records.map((_, index) => table.find(`key${index}`, index * 0x9e37))).toEqual(
      records.map((record, index) => (index % 2 === 0 ? 0 : record)),
    );
  });
});
