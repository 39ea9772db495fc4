import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeavyHitters, Panes, summaryOf, type Counted } from '../../../src/window/index.ts';
import { NameSums, type PaneNames } from '../../../src/window/pane-names.ts';
import { NameTable } from '../../../src/window/name-table.ts';

const name = fc.integer({ min: 0, max: 30 }).map((number) => `n${number}`);
const noNames: ReadonlySet<string> = new Set();
const rank = (counts: ReadonlyMap<string, number>) =>
  [...counts].filter(([, count]) => count > 0).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));

describe('a table of names', () => {
  it('numbers names from 0 on, and gives the numbers of those without uses to others', () => {
    const table = new NameTable();
    expect(['a', 'b', 'a', 'c'].map((each) => table.use(each))).toEqual([0, 1, 0, 2]);
    table.release(0);
    expect(table.find('a')).toBe(0);
    table.release(0);
    table.release(1);
    expect([table.find('a'), table.find('b')]).toEqual([undefined, undefined]);
    expect(['d', 'e', 'f'].map((each) => table.use(each)).toSorted()).toEqual([0, 1, 3]);
    expect([table.nameOf(2), table.size]).toEqual(['c', 4]);
  });
});

describe('the names of panes', () => {
  const kept = 4;
  type Step =
    | { readonly do: 'add'; readonly pane: number; readonly name: string; readonly count: number }
    | { readonly do: 'toggle' | 'drop'; readonly pane: number };
  const pane = fc.nat({ max: 3 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({ do: fc.constant('add' as const), pane, name, count: fc.integer({ min: 1, max: 9 }) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('toggle' as const, 'drop' as const), pane }) },
  );

  it('are counted as heavy hitters are, and their sum is that of its panes after any steps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.uniqueArray(name, { maxLength: 3 }), (steps, left) => {
        const sums = new NameSums(kept);
        const panes: PaneNames[] = Array.from({ length: 4 }, () => sums.createPane());
        const models = Array.from({ length: 4 }, () => new HeavyHitters(kept));
        const summed = new Set<number>();
        for (const each of steps) {
          const names = panes[each.pane];
          const model = models[each.pane];
          if (names === undefined || model === undefined) continue;
          if (each.do === 'add') {
            sums.add(names, [each.name, each.count], summed.has(each.pane));
            model.add(each.name, each.count);
          } else if (summed.delete(each.pane)) sums.exclude(names);
          else if (each.do === 'toggle') {
            sums.include(names);
            summed.add(each.pane);
          } else {
            sums.drop(names);
            panes[each.pane] = sums.createPane();
            models[each.pane] = new HeavyHitters(kept);
          }
          expect(names.size).toBeLessThanOrEqual(2 * kept);
        }
        const total = new HeavyHitters(Infinity);
        for (const index of summed) total.addAll(models[index]?.snapshot() ?? []);
        expect(sums.top(10, noNames)).toEqual(total.top(10));
        expect(sums.top(3, new Set(left))).toEqual(total.top(3, new Set(left)));
        sums.excludeAll();
        expect(sums.top(10, noNames)).toEqual([]);
      }),
    );
  });
});

describe('panes', () => {
  const post = fc.record({
    at: fc.nat({ max: 60 }),
    compound: fc.integer({ min: -10, max: 10 }).map((tenths) => tenths / 10),
    topicCompound: fc.constantFrom(-0.5, 0, 0.25),
    hashtags: fc.uniqueArray(name, { maxLength: 3 }).map((tags) => Object.fromEntries(tags.map((tag) => [tag, 2]))),
    words: fc.uniqueArray(name, { maxLength: 5 }),
  });
  const range = fc
    .tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 }))
    .map(([a, b]) => [5 * Math.min(a, b), 5 * Math.max(a, b)]);
  const stepOf = fc.oneof(
    { weight: 3, arbitrary: post },
    { weight: 2, arbitrary: range },
    { weight: 1, arbitrary: fc.nat({ max: 40 }) },
  );

  it('have the sums of any ranges, in any order, while results come and old panes are dropped', () => {
    fc.assert(
      fc.property(fc.array(stepOf, { maxLength: 60 }), (steps) => {
        const panes = new Panes(5);
        let posts: readonly Counted[] = [];
        for (const each of steps) {
          if (typeof each === 'number') {
            panes.dropBefore(each);
            posts = posts.filter(({ at }) => Math.floor(at / 5) * 5 + 5 > each);
          } else if (Array.isArray(each)) {
            const [from = 0, to = 0] = each;
            panes.sum(from, to);
            const inside = posts.filter(({ at }) => at >= from && at < to);
            const words = new Map<string, number>();
            for (const word of inside.flatMap((one) => one.words)) words.set(word, (words.get(word) ?? 0) + 1);
            const tags = new Map<string, number>();
            for (const tag of inside.flatMap((one) => Object.keys(one.hashtags)))
              tags.set(tag, (tags.get(tag) ?? 0) + 2);
            const tenths = inside.reduce((sum, { compound }) => sum + Math.round(compound * 10_000), 0);
            expect(summaryOf(panes, { from, to })).toMatchObject({
              posts: inside.length,
              positive: inside.filter(({ compound }) => compound > 0.05).length,
              meanCompound: inside.length === 0 ? 0 : Math.round(tenths / inside.length) / 10_000 + 0,
              words: rank(words).slice(0, 10),
              hashtags: rank(tags).slice(0, 10),
            });
          } else {
            panes.add(each);
            posts = [...posts, each];
          }
          expect(panes.size).toBe(new Set(posts.map(({ at }) => Math.floor(at / 5))).size);
        }
      }),
      { numRuns: 300 },
    );
  });
});
