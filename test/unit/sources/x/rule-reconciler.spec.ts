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
});
