import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DistinctUsage } from '../../../src/budget/index.ts';

const owners = ['a', 'b', 'c'] as const;
const items = ['pizza', 'pasta', 'tea', 'rome'] as const;
const costs = { pizza: 1, pasta: 2, tea: 3, rome: 4 } as const;

describe('the usage of shared things', () => {
  it('counts what an owner uses twice once, until it has released both uses', () => {
    const usage = new DistinctUsage({ maxPerOwner: 1, max: 10 });
    expect(usage.acquire('a', 'pizza')).toBeUndefined();
    expect(usage.acquire('a', 'pizza')).toBeUndefined();
    expect(usage.acquire('a', 'pasta')).toBe('owner');
    usage.release('a', 'pizza');
    expect(usage.acquire('a', 'pasta')).toBe('owner');
    usage.release('a', 'pizza');
    expect(usage.acquire('a', 'pasta')).toBeUndefined();
  });

  it('counts what several owners use once in total', () => {
    const usage = new DistinctUsage({ maxPerOwner: 10, max: 1 });
    expect(usage.acquire('a', 'pizza')).toBeUndefined();
    expect(usage.acquire('b', 'pizza')).toBeUndefined();
    expect(usage.acquire('b', 'pasta')).toBe('total');
    usage.release('a', 'pizza');
    expect(usage.acquire('b', 'pasta')).toBe('total');
    usage.release('b', 'pizza');
    expect(usage.acquire('b', 'pasta')).toBeUndefined();
  });

  it('equals a list of the uses, whatever comes, and forgets who uses nothing', () => {
    const step = fc.record({
      act: fc.constantFrom('acquire', 'release'),
      owner: fc.constantFrom(...owners),
      item: fc.constantFrom(...items),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const usage = new DistinctUsage({ maxPerOwner: 5, max: 7 });
        const uses: { owner: string; item: (typeof items)[number] }[] = [];
        const sum = (of: readonly (typeof items)[number][]): number =>
          Array.from(new Set(of)).reduce((total, item) => total + costs[item], 0);
        const itemsOf = (owner: string) => uses.filter((use) => use.owner === owner).map(({ item }) => item);
        const all = () => uses.map(({ item }) => item);
        for (const { act, owner, item } of steps) {
          if (act === 'release') {
            usage.release(owner, item);
            const index = uses.findIndex((use) => use.owner === owner && use.item === item);
            if (index >= 0) uses.splice(index, 1);
          } else {
            const expected =
              sum([...itemsOf(owner), item]) > 5 ? 'owner' : sum([...all(), item]) > 7 ? 'total' : undefined;
            expect(usage.acquire(owner, item, costs[item])).toBe(expected);
            if (expected === undefined) uses.push({ owner, item });
          }
          expect(usage.total).toBe(sum(all()));
          for (const each of owners) expect(usage.ofOwner(each)).toBe(sum(itemsOf(each)));
          expect(usage.largest).toBe(Math.max(...owners.map((each) => sum(itemsOf(each)))));
          expect(usage.owners).toBe(new Set(uses.map((use) => use.owner)).size);
        }
      }),
    );
  });
});
