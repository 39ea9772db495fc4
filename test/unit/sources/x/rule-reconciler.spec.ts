import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../../src/query/index.ts';
import type { Rule } from '../../../../src/sources/x/compile/rule-packer.ts';
import { RuleReconciler, type Step } from '../../../../src/sources/x/rule-reconciler.ts';
import type { StoredRule } from '../../../../src/sources/x/rules.ts';

/** An account of X without sockets, which carries out the steps of a reconciler. */
class Account {
  readonly rules = new Map<string, StoredRule>();
  #last = 0;

  apply(step: Step, reconciler: RuleReconciler, now: number): void {
    switch (step.kind) {
      case 'list':
        reconciler.observe([...this.rules.values()], now);
        return;
      case 'add':
        reconciler.applied(
          { ...step, result: { stored: step.rules.map((rule) => this.add(rule)), invalid: [], isFull: false } },
          now,
        );
        return;
      case 'remove':
        for (const { value } of step.rules) this.rules.delete(value);
        reconciler.applied({ ...step, areAllGone: true }, now);
        return;
      case 'dry-run':
      case 'wait':
    }
  }

  add({ value, tag }: Pick<Rule, 'value' | 'tag'>): StoredRule {
    this.#last += 1;
    const rule = { id: String(this.#last), value, tag };
    this.rules.set(value, rule);
    return rule;
  }
}

describe('the reconciler of rules', () => {
  it('leaves no active query without an active rule, whatever changes and when', () => {
    const words = ['#a', '#b', '#c', '#d', '#e', '#f'];
    const turns = fc.array(fc.record({ wanted: fc.subarray(words), steps: fc.nat(4), waitMs: fc.nat(15_000) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(turns, (plan) => {
        const reconciler = new RuleReconciler('x', { maxLength: 40 });
        const account = new Account();
        const addedAt = new Map<string, number>();
        let now = 0;
        let covered = new Set<string>();
        for (const { wanted, steps, waitMs } of plan) {
          reconciler.setDesired(wanted.map(parseQuery));
          for (let step = 0; step < steps; step += 1) {
            account.apply(reconciler.plan(now), reconciler, now);
            for (const value of account.rules.keys()) if (!addedAt.has(value)) addedAt.set(value, now);
            for (const value of addedAt.keys()) if (!account.rules.has(value)) addedAt.delete(value);
          }
          now += waitMs;
          const { active } = reconciler.coverage(now);
          for (const query of active) {
            const rules = [...account.rules.keys()].filter((value) => value.includes(query));
            expect(rules.some((value) => (addedAt.get(value) ?? Infinity) + 20_000 <= now)).toBe(true);
          }
          // What was covered and is still wanted stays so.
          for (const query of covered) if (wanted.includes(query)) expect(active).toContain(query);
          covered = new Set(active);
        }
        const last = plan.at(-1)?.wanted ?? [];
        for (let round = 0; round < 10; round += 1) {
          for (let step = 0; step < 10; step += 1) account.apply(reconciler.plan(now), reconciler, now);
          now += 20_000;
        }
        expect([...reconciler.coverage(now).active].toSorted()).toEqual([...last]);
        const left = [...account.rules.keys()].filter(
          (value) => !words.some((word) => last.includes(word) && value.includes(word)),
        );
        expect(left.length).toBeLessThanOrEqual(last.length === 0 ? 1 : 0);
      }),
    );
  });

  it('keeps the value as it was sent when X lists another spelling', () => {
    const reconciler = new RuleReconciler('x', {});
    reconciler.observe([], 0);
    reconciler.setDesired([parseQuery('#a')]);
    const step = reconciler.plan(0);
    if (step.kind !== 'add') throw new Error('it has to be added');
    const [rule] = step.rules;
    const stored = { id: '1', value: rule?.value ?? '', tag: rule?.tag ?? '' };
    reconciler.applied({ ...step, result: { stored: [stored], invalid: [], isFull: false } }, 0);
    reconciler.observe([{ ...stored, value: stored.value.toUpperCase() }], 1);
    expect(reconciler.plan(1)).toEqual({ kind: 'wait', until: 20_000 });
  });

  const earlier = (value: string, id = 'a'): StoredRule => ({ id, value, tag: 'undertone-9' });

  it.each([
    ['(#a) -is:retweet', true],
    ['(#b OR #a) -is:retweet', true],
    ['(#b OR #a #c) -is:retweet', false],
    ['(#a)', false],
    ['(#b) -is:retweet', false],
  ])('takes an earlier run’s `%s` for one that covers #a: %s', (value, covers) => {
    const reconciler = new RuleReconciler('x', {});
    reconciler.setDesired([parseQuery('#a')]);
    expect(reconciler.isReady).toBe(false);
    reconciler.observe([earlier(value)], 0);
    expect(reconciler.isReady).toBe(covers);
    expect(reconciler.coveredValues).toEqual(covers ? ['(#a) -is:retweet'] : []);
    reconciler.invalidate();
    expect([reconciler.isReady, reconciler.isCurrent]).toEqual([covers, false]);
    expect([...reconciler.coverage(20_000).active]).toEqual(covers ? ['#a'] : []);
  });

  it('keeps an earlier run’s rule that covers a query until another does', () => {
    const reconciler = new RuleReconciler('x', {});
    const account = new Account();
    account.rules.set('(#a OR #b) -is:retweet', earlier('(#a OR #b) -is:retweet'));
    reconciler.setDesired([parseQuery('#a')]);
    for (const now of [0, 0, 0, 19_999]) account.apply(reconciler.plan(now), reconciler, now);
    expect([...account.rules.keys()]).toEqual(['(#a OR #b) -is:retweet', '(#a) -is:retweet']);
    account.apply(reconciler.plan(20_000), reconciler, 20_000);
    expect([...account.rules.keys()]).toEqual(['(#a) -is:retweet']);
  });

  it('covers a query by several rules together', () => {
    const reconciler = new RuleReconciler('x', {});
    reconciler.setDesired([parseQuery('#a, #b')]);
    reconciler.observe([earlier('(#a) -is:retweet'), earlier('(#c OR #b) -is:retweet', 'b')], 0);
    expect([...reconciler.coverage(20_000).active]).toEqual(['#a OR #b']);
    expect(reconciler.plan(0)).toMatchObject({ kind: 'add', urgent: false });
  });

  it.each(['pizz*', 'pasta pizz*', 'pasta, pizz*', '(pizz* OR rom*) lang:en'])('refuses %s with a sentence', (text) => {
    const reconciler = new RuleReconciler('x', {});
    const query = parseQuery(text);
    reconciler.setDesired([query, parseQuery('#a')]);
    reconciler.observe([], 0);
    const { active, refused } = reconciler.coverage(0);
    expect(refused.get(query.canonical)?.message).toBe(
      "X can't be asked for `pizz*`: it has no prefixes. Track whole words there.",
    );
    expect([active.size, refused.size]).toEqual([0, 1]);
    expect(reconciler.plan(0)).toMatchObject({ kind: 'add', rules: [{ value: '(#a) -is:retweet' }] });
    reconciler.setDesired([parseQuery('#a')]);
    expect(reconciler.coverage(0).refused.size).toBe(0);
  });

  it('asks for a query that only excludes a prefix', () => {
    const reconciler = new RuleReconciler('x', {});
    reconciler.setDesired([parseQuery('#a -pizz*')]);
    reconciler.observe([], 0);
    expect(reconciler.coverage(0).refused.size).toBe(0);
    expect(reconciler.plan(0)).toMatchObject({ kind: 'add', rules: [{ value: '(#a) -is:retweet' }] });
  });
});
