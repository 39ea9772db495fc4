import { describe, expect, it } from 'vitest';
import { Interest, slotsOf } from '../../../src/cluster/interest.ts';
import { parseQuery } from '../../../src/query/index.ts';

const canonicals = (interest: Interest): readonly string[] =>
  interest
    .querySet()
    .map(({ canonical }) => canonical)
    .toSorted();
const queries = (...texts: readonly string[]) => texts.map(parseQuery);

function write(interest: Interest, node: string, texts: readonly string[], now: number): readonly boolean[] {
  return Array.from(slotsOf(node, queries(...texts)), ([key, value]) => interest.set(key, value, now));
}

describe('what gateways track', () => {
  it('is spread over keys so that a change of one query is a change of one key', () => {
    const many = Array.from({ length: 500 }, (_, index) => `word${index}`);
    const before = slotsOf('a', queries(...many));
    const after = slotsOf('a', queries(...many, 'pizza'));
    expect(before.size).toBeLessThanOrEqual(64);
    const changed = Array.from(after).filter(([key, value]) => before.get(key) !== value);
    expect(changed).toHaveLength(1);
    expect([...before.keys()].every((key) => key.startsWith('a.'))).toBe(true);
  });

  it('is the union over gateways, and a query that two track is one', () => {
    const interest = new Interest(60_000);
    write(interest, 'a', ['pizza', 'tea'], 0);
    expect(write(interest, 'b', ['PIZZA', 'coffee'], 0)).toContain(true);
    expect(canonicals(interest)).toEqual(['coffee', 'pizza', 'tea']);
  });

  it('is the same after a refresh, which keeps it', () => {
    const interest = new Interest(60_000);
    write(interest, 'a', ['pizza'], 0);
    expect(write(interest, 'a', ['pizza'], 50_000)).toEqual([false]);
    expect(interest.expire(100_000)).toBe(false);
    expect(canonicals(interest)).toEqual(['pizza']);
  });

  it('forgets a gateway that has vanished, after a time, and nothing of the others', () => {
    const interest = new Interest(60_000);
    write(interest, 'a', ['pizza'], 0);
    write(interest, 'b', ['tea'], 30_000);
    expect(interest.expire(60_000)).toBe(false);
    expect(interest.expire(60_001)).toBe(true);
    expect(canonicals(interest)).toEqual(['tea']);
  });

  it('loses what a gateway deletes, and leaves out what no version of it can read', () => {
    const interest = new Interest(60_000);
    write(interest, 'a', ['pizza'], 0);
    const [key = ''] = slotsOf('a', queries('pizza')).keys();
    expect(interest.set(key, undefined, 1)).toBe(true);
    expect(interest.set(key, undefined, 2)).toBe(false);
    expect(interest.set('b.1', 'no list', 3)).toBe(true);
    expect(interest.set('c.1', '["tea","("]', 3)).toBe(true);
    expect(canonicals(interest)).toEqual(['tea']);
  });
});
