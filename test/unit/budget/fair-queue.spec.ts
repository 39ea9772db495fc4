import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue, type Claim, type Payer } from '../../../src/budget/index.ts';

const claimOf = (name: string, ...payers: readonly Payer[]): Claim => ({ name, payers: () => payers });

/** A claim of a session whose owner is its first letter, as `a1 pizza`. */
function claimIn(text: string): Claim {
  const [id = '', name = ''] = text.split(' ');
  return claimOf(name, { id, owner: id.slice(0, 1) });
}

/** Pushes values until the queue has `max`, then sheds for each; returns what was shed. */
function fill(queue: FairQueue<string>, max: number, values: readonly (readonly [value: string, claim: string])[]) {
  return values.flatMap(([value, claim]) => {
    queue.push(value, [claimIn(claim)]);
    const shed = queue.size > max ? queue.shed() : undefined;
    return shed === undefined ? [] : [`${shed.value} ${shed.reason} ${shed.claim}`];
  });
}

describe('a fair queue', () => {
  it('sheds what comes when everything is of one owner, and keeps the order of the rest', () => {
    const queue = new FairQueue<string>();
    const shed = fill(queue, 2, [
      ['1', 'a1 pizza'],
      ['2', 'a1 pizza'],
      ['3', 'a1 pizza'],
    ]);
    expect(shed).toEqual(['3 full pizza']);
    expect(queue.take(9)).toEqual(['1', '2']);
  });

  it('sheds the newest value of the owner with the most for one with less', () => {
    const queue = new FairQueue<string>();
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
    const queue = new FairQueue<string>();
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
    expect(queue.take(9)).toEqual(['1', '3', '5', '6']);
  });

  it('charges what several want to the one with the least, so that it stays where one of them is below its share', () => {
    const queue = new FairQueue<string>();
    for (let post = 0; post < 10; post += 1) queue.push(`a${post}`, [claimIn('a1 wide')]);
    queue.push('both', [claimIn('a1 wide'), claimIn('b1 pizza')]);
    queue.push('one query', [claimOf('shared', { id: 'a1', owner: 'a' }, { id: 'b1', owner: 'b' })]);
    const shed = Array.from({ length: 8 }, () => queue.shed()?.value);
    expect(shed).not.toContain('both');
    expect(shed).not.toContain('one query');
    expect(queue.take(9)).toEqual(['a0', 'a1', 'both', 'one query']);
  });

  it('lets values without a payer pay as one owner', () => {
    const queue = new FairQueue<string>();
    queue.push('1', []);
    queue.push('2', [claimOf('gone')]);
    queue.push('3', [claimIn('a1 pizza')]);
    expect(queue.shed()).toMatchObject({ value: '2', reason: 'share' });
  });

  it('lets a session without an owner pay for itself', () => {
    const queue = new FairQueue<string>();
    for (const value of ['1', '2', '3']) queue.push(value, [claimOf('pizza', { id: 'a' })]);
    queue.push('4', [claimOf('pizza', { id: 'b' })]);
    expect([queue.shed()?.value, queue.shed()?.value]).toEqual(['3', '2']);
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
    const queue = new FairQueue<string>();
    for (let post = 0; post < 10; post += 1) queue.push(String(post), [crowd]);
    expect(looks).toBeLessThanOrEqual(10 * 256);
    expect(queue.size).toBe(10);
  });

  it('makes room for one newcomer after the other while nothing is taken, and is empty in the end', () => {
    const queue = new FairQueue<number>();
    for (let value = 0; value < 100; value += 1) queue.push(value, [claimIn('a1 wide')]);
    for (let owner = 0; owner < 99; owner += 1) {
      queue.push(100 + owner, [claimOf('pizza', { id: `b${owner}` })]);
      expect(queue.shed()).toEqual({ value: 99 - owner, reason: 'share', claim: 'wide' });
    }
    expect(queue.take(Infinity)).toEqual([0, ...Array.from({ length: 99 }, (_, owner) => 100 + owner)]);
    expect([queue.size, queue.oldest, queue.shed()]).toEqual([0, undefined, undefined]);
  });

  it('does in every history what a list of all values would do', () => {
    const claim = fc
      .tuple(fc.constantFrom('a', 'a', 'a', 'b', 'c'), fc.nat({ max: 2 }), fc.constantFrom('x', 'y'))
      .map(([owner, session, name]) => `${owner}${owner}${session} ${name}`);
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ push: fc.array(claim, { maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ take: fc.nat({ max: 4 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), fc.integer({ min: 1, max: 12 }), (steps, max) => {
        const queue = new FairQueue<number>();
        const model = new NaiveQueue();
        let value = 0;
        for (const each of steps) {
          if ('take' in each) expect(queue.take(each.take)).toEqual(model.take(each.take));
          else {
            value += 1;
            queue.push(value, each.push.map(claimIn));
            model.push(value, each.push);
            if (queue.size > max) model.shed(queue.shed(), max);
          }
          expect(queue.size).toBe(model.values.length);
          expect(queue.size).toBeLessThanOrEqual(max);
          expect(queue.oldest).toBe(model.values[0]?.value);
        }
      }),
    );
  });
});

interface Waiting {
  readonly value: number;
  /** The owner, the session and the claim that pay. */
  readonly path: readonly [string, string, string];
}

/** All that waits, in a list that is counted anew for each decision. */
class NaiveQueue {
  values: Waiting[] = [];

  push(value: number, claims: readonly string[]): void {
    const paths = claims.map((text): Waiting['path'] => {
      const [id = '', name = ''] = text.split(' ');
      return [id.slice(0, 1), id, name];
    });
    const [first = ['', '', ''] as const] = paths.toSorted((left, right) =>
      compare(this.#counts(left), this.#counts(right)),
    );
    this.values.push({ value, path: first });
  }

  take(count: number): readonly number[] {
    return this.values.splice(0, count).map(({ value }) => value);
  }

  /** Checks that what was shed had to be, and forgets it. */
  shed(shed: { readonly value: number; readonly reason: string } | undefined, max: number): void {
    const lost = this.values.find(({ value }) => value === shed?.value);
    if (lost === undefined) throw new Error('Something was shed that did not wait.');
    const [owner, session, claim] = this.#counts(lost.path);
    const owners = new Set(this.values.map(({ path }) => path[0]));
    // Whoever is below an equal share loses nothing.
    expect(owner).toBeGreaterThan(max / owners.size);
    for (const { path } of this.values) {
      const [ofOwner, ofSession, ofClaim] = this.#counts(path);
      expect(ofOwner).toBeLessThanOrEqual(owner);
      if (path[0] === lost.path[0]) expect(ofSession).toBeLessThanOrEqual(session);
      if (path[0] === lost.path[0] && path[1] === lost.path[1]) expect(ofClaim).toBeLessThanOrEqual(claim);
    }
    expect(this.values.findLast(({ path }) => path.join() === lost.path.join())).toBe(lost);
    expect(shed?.reason).toBe(lost === this.values.at(-1) ? 'full' : 'share');
    this.values = this.values.filter((each) => each !== lost);
  }

  #counts([owner, session, claim]: Waiting['path']): readonly [number, number, number] {
    const count = (length: number): number =>
      this.values.filter(({ path }) => path.slice(0, length).join() === [owner, session, claim].slice(0, length).join())
        .length;
    return [count(1), count(2), count(3)];
  }
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, count] of left.entries()) {
    const other = right[index] ?? 0;
    if (count !== other) return count - other;
  }
  return 0;
}
