import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue, type Claim, type Payer } from '../../../src/budget/index.ts';

const claimOf = (name: string, ...payers: readonly Payer[]): Claim => ({ name, payers: () => payers });

/** A claim of a session whose owner is its first letter, as `a1 pizza`. */
function claimIn(text: string): Claim {
  const [id = '', name = ''] = text.split(' ');
  return claimOf(name, { id, owner: id.slice(0, 1) });
}

/** A value with the claims to it. */
interface Wanted {
  readonly value: string;
  readonly claims: readonly Claim[];
}

const createQueue = () => new FairQueue<Wanted>(({ claims }) => claims);
const valuesOf = (taken: readonly Wanted[]): readonly string[] => taken.map(({ value }) => value);

/** Pushes values until the queue has `max`, then sheds for each; returns what was shed. */
function fill(queue: FairQueue<Wanted>, max: number, values: readonly (readonly [value: string, claim: string])[]) {
  return values.flatMap(([value, claim]) => {
    queue.push({ value, claims: [claimIn(claim)] });
    const shed = queue.size > max ? queue.shed() : undefined;
    return shed === undefined ? [] : [`${shed.value.value} ${shed.reason} ${shed.claim}`];
  });
}

describe('a fair queue', () => {
  it('sheds what comes when everything is of one owner, and keeps the order of the rest', () => {
    const queue = createQueue();
    const shed = fill(queue, 2, [
      ['1', 'a1 pizza'],
      ['2', 'a1 pizza'],
      ['3', 'a1 pizza'],
    ]);
    expect(shed).toEqual(['3 full pizza']);
    expect(valuesOf(queue.take(9))).toEqual(['1', '2']);
  });

  it('sheds the newest value of the owner with the most for one with less', () => {
    const queue = createQueue();
    const shed = fill(queue, 3, [
      ['1', 'a1 pizza'],
      ['2', 'a1 tea'],
      ['3', 'a2 rome'],
      ['4', 'b1 pizza'],
      ['5', 'a1 pizza'],
    ]);
    expect(shed[0]).toMatch(/^[12] share/);
    expect(shed[1]).toMatch(/^5 full/);
    expect(queue.take(9)).toHaveLength(3);
  });

  it('is fair between the sessions of an owner, and between the claims of a session', () => {
    const queue = createQueue();
    const shed = fill(queue, 4, [
      ['1', 'a1 wide'],
      ['2', 'a1 wide'],
      ['3', 'a1 narrow'],
      ['4', 'a1 wide'],
      ['5', 'a2 tea'],
      ['6', 'a2 tea'],
      ['7', 'a1 narrow'],
    ]);
    expect(shed).toEqual(['4 share wide', '2 share wide', '7 full narrow']);
    expect(valuesOf(queue.take(9))).toEqual(['1', '3', '5', '6']);
  });

  it('charges what several want to the one with the least, so that it stays where one of them is below its share', () => {
    const queue = createQueue();
    for (let post = 0; post < 10; post += 1) queue.push({ value: `a${post}`, claims: [claimIn('a1 wide')] });
    queue.push({ value: 'both', claims: [claimIn('a1 wide'), claimIn('b1 pizza')] });
    queue.push({ value: 'one query', claims: [claimOf('shared', { id: 'a1', owner: 'a' }, { id: 'b1', owner: 'b' })] });
    const shed = Array.from({ length: 8 }, () => queue.shed()?.value.value);
    expect(shed).not.toContain('both');
    expect(shed).not.toContain('one query');
    expect(valuesOf(queue.take(9))).toEqual(['a0', 'a1', 'both', 'one query']);
  });

  it('lets values without a payer pay as one owner', () => {
    const queue = createQueue();
    queue.push({ value: '1', claims: [] });
    queue.push({ value: '2', claims: [claimOf('gone')] });
    queue.push({ value: '3', claims: [claimIn('a1 pizza')] });
    expect(queue.shed()).toMatchObject({ value: { value: '2' }, reason: 'share' });
  });

  it('lets a session without an owner pay for itself', () => {
    const queue = createQueue();
    for (const value of ['1', '2', '3']) queue.push({ value: value, claims: [claimOf('pizza', { id: 'a' })] });
    queue.push({ value: '4', claims: [claimOf('pizza', { id: 'b' })] });
    expect([queue.shed()?.value.value, queue.shed()?.value.value]).toEqual(['3', '2']);
  });

  it('looks at a bounded number of the payers of a claim', () => {
    let looks = 0;
    const crowd: Claim = {
      name: 'pizza',
      *payers() {
        for (;;) {
          looks += 1;
          yield { id: 'a1', owner: 'a' };
        }
      },
    };
    const queue = createQueue();
    for (let post = 0; post < 10; post += 1) queue.push({ value: String(post), claims: [crowd] });
    expect(looks).toBeLessThanOrEqual(10 * 256);
    expect(queue.size).toBe(10);
  });

  it('makes room for one newcomer after the other while nothing is taken, and is empty in the end', () => {
    const queue = createQueue();
    for (let post = 0; post < 100; post += 1) queue.push({ value: String(post), claims: [claimIn('a1 wide')] });
    for (let owner = 0; owner < 99; owner += 1) {
      queue.push({ value: `b${owner}`, claims: [claimOf('pizza', { id: `b${owner}` })] });
      expect(queue.shed()).toMatchObject({ value: { value: String(99 - owner) }, reason: 'share', claim: 'wide' });
    }
    const newcomers = Array.from({ length: 99 }, (_, owner) => `b${owner}`);
    expect(valuesOf(queue.take(Infinity))).toEqual(['0', ...newcomers]);
    expect([queue.size, queue.oldest, queue.shed()]).toEqual([0, undefined, undefined]);
  });

  it('charges a value to another who wants it, when the first has got more than that one meanwhile', () => {
    const queue = createQueue();
    queue.push({ value: 'both', claims: [claimIn('a1 wide'), claimIn('b1 pizza')] });
    for (let post = 0; post < 3; post += 1) queue.push({ value: `a${post}`, claims: [claimIn(`a1 q${post}`)] });
    const shed = Array.from({ length: 2 }, () => queue.shed()?.value.value);
    expect(shed).not.toContain('both');
    expect(queue.take(9).map(({ value }) => value)[0]).toBe('both');
  });

  it('sheds of the largest owner, of its largest session, of its largest claim the newest, in every history', () => {
    livesThrough(fc.tuple(claim), (loser, waiting, max) => {
      const share = (length: number, path: readonly string[]): number =>
        waiting.filter((each) => pathOf(each).slice(0, length).join() === path.slice(0, length).join()).length;
      const lost = pathOf(loser);
      expect(share(1, lost)).toBeGreaterThan(max / new Set(waiting.map((each) => pathOf(each)[0])).size);
      for (const path of waiting.map(pathOf)) {
        expect(share(1, path)).toBeLessThanOrEqual(share(1, lost));
        if (path[0] === lost[0]) expect(share(2, path)).toBeLessThanOrEqual(share(2, lost));
        if (path[0] === lost[0] && path[1] === lost[1]) expect(share(3, path)).toBeLessThanOrEqual(share(3, lost));
      }
      expect(waiting.findLast((each) => pathOf(each).join() === lost.join())).toBe(loser);
    });
  });

  it('sheds nothing that an owner below its share wants, whoever else wants it, in every history', () => {
    livesThrough(fc.array(claim, { maxLength: 4 }), (loser, waiting, max) => {
      const ownersOf = ({ names }: Named): readonly string[] => [...new Set(names.map((name) => name.slice(0, 1)))];
      // Values that nobody wants have an owner of their own.
      const owners = new Set(waiting.flatMap((each) => (each.names.length === 0 ? ['nobody'] : ownersOf(each))));
      for (const owner of ownersOf(loser)) {
        const wanted = waiting.filter((each) => ownersOf(each).includes(owner));
        expect(wanted.length).toBeGreaterThan(max / owners.size);
      }
    });
  });
});

interface Named {
  readonly number: number;
  /** Its claims. */
  readonly names: readonly string[];
}

/** The owner, the session and the claim of a value with one claim. */
const pathOf = ({ names: [name = ''] }: Named): readonly [string, string, string] => {
  const [id = '', query = ''] = name.split(' ');
  return [id.slice(0, 1), id, query];
};

/** A claim, more often than not of the same owner. */
const claim = fc
  .tuple(fc.constantFrom('a', 'a', 'a', 'b', 'c'), fc.nat({ max: 2 }), fc.constantFrom('x', 'y'))
  .map(([owner, session, name]) => `${owner}${session} ${name}`);

/**
 * Compares a queue with a list in random histories: its order, its length, its bound and the reasons; and lets a test check
 * who loses, given all that waited then.
 */
function livesThrough(
  claims: fc.Arbitrary<readonly string[]>,
  check: (loser: Named, waiting: readonly Named[], max: number) => void,
): void {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ names: claims }) },
    { weight: 1, arbitrary: fc.record({ take: fc.nat({ max: 4 }) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), fc.integer({ min: 1, max: 12 }), (steps, max) => {
      const queue = new FairQueue<Named>(({ names }) => names.map(claimIn));
      let waiting: readonly Named[] = [];
      for (const [number, each] of steps.entries()) {
        if ('take' in each) {
          expect(queue.take(each.take)).toEqual(waiting.slice(0, each.take));
          waiting = waiting.slice(each.take);
        } else {
          const added = { number, names: each.names };
          queue.push(added);
          waiting = [...waiting, added];
          if (waiting.length > max) {
            const shed = queue.shed();
            if (shed === undefined) throw new Error('Nothing was shed.');
            expect(waiting).toContain(shed.value);
            check(shed.value, waiting, max);
            expect(shed.reason).toBe(shed.value === added ? 'full' : 'share');
            waiting = waiting.filter((other) => other !== shed.value);
          }
        }
        expect([queue.size, queue.oldest]).toEqual([waiting.length, waiting[0]]);
      }
    }),
  );
}
