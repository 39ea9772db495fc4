import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots, type Release } from '../../../src/budget/index.ts';

const bounds = { maxPerOwner: 2, max: 3, maxWaitingPerOwner: 2, maxWaiting: 3 };

describe('slots', () => {
  it('are granted at once while there are any, and then in turns by owner', () => {
    const slots = new Slots<string>({ maxPerOwner: 1, max: 1, maxWaitingPerOwner: 9, maxWaiting: 9 });
    const granted: string[] = [];
    const releases = new Map<string, Release>();
    const ask = (owner: string, name: string): void => {
      const release = slots.request(owner, () => granted.push(name));
      if (typeof release === 'function') releases.set(name, release);
    };
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) ask(name.slice(0, 1), name);
    expect(granted).toEqual(['a1']);
    for (let index = 0; index < 6; index += 1) releases.get(granted.at(-1) ?? '')?.();
    expect(granted).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
    expect([slots.active, slots.waiting]).toEqual([0, 0]);
  });

  it('of one owner leave room for others', () => {
    const slots = new Slots<string>(bounds);
    const granted: string[] = [];
    for (const owner of ['a', 'a', 'a', 'b']) slots.request(owner, () => granted.push(owner));
    expect(granted).toEqual(['a', 'a', 'b']);
  });

  it('refuse a request that would wait beyond the bounds', () => {
    const slots = new Slots<string>({ maxPerOwner: 1, max: 1, maxWaitingPerOwner: 1, maxWaiting: 2 });
    const ask = (owner: string) => typeof slots.request(owner, () => undefined);
    expect([ask('a'), ask('a'), slots.request('a', () => undefined)]).toEqual(['function', 'function', 'owner']);
    expect([ask('b'), slots.request('c', () => undefined)]).toEqual(['function', 'total']);
  });

  it('names the bound that an owner meets where nobody may wait', () => {
    const slots = new Slots<string>({ maxPerOwner: 2, max: 3, maxWaitingPerOwner: 0, maxWaiting: 0 });
    const ask = (owner: string) => slots.request(owner, () => undefined);
    expect([ask('a'), ask('a'), ask('b')].map((each) => typeof each)).toEqual(['function', 'function', 'function']);
    expect([ask('a'), ask('b'), ask('c')]).toEqual(['owner', 'total', 'total']);
  });

  it('keep their bounds, grant each request at most once, and leave none waiting beside a free slot', () => {
    const step = fc.oneof(
      fc.record({ owner: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ release: fc.nat({ max: 20 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const slots = new Slots<string>(bounds);
        const requests: { owner: string; grants: number; over: boolean; release: Release }[] = [];
        for (const each of steps) {
          if ('owner' in each) {
            const request = { owner: each.owner, grants: 0, over: false, release: (): void => undefined };
            const release = slots.request(each.owner, () => (request.grants += 1));
            if (typeof release === 'function') requests.push(Object.assign(request, { release }));
          } else {
            const request = requests[each.release];
            if (request !== undefined) request.over = true;
            request?.release();
          }
          const live = requests.filter(({ over }) => !over);
          const active = live.filter(({ grants }) => grants > 0);
          const waiting = live.filter(({ grants }) => grants === 0);
          const activeOf = (owner: string): number => active.filter((request) => request.owner === owner).length;
          expect(requests.every(({ grants }) => grants <= 1)).toBe(true);
          expect([slots.active, slots.waiting]).toEqual([active.length, waiting.length]);
          expect(active.length).toBeLessThanOrEqual(3);
          for (const owner of ['a', 'b', 'c']) expect(activeOf(owner)).toBeLessThanOrEqual(2);
          expect(active.length < 3 && waiting.some(({ owner }) => activeOf(owner) < 2)).toBe(false);
        }
      }),
    );
  });
});
