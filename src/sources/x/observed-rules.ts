import { ruleTagPrefix } from './compile/rule-packer.ts';
import type { StoredRule } from './rules.ts';

/** A rule that X has, and what is known of it. */
export interface ObservedRule extends StoredRule {
  /** Whether Undertone added it, in this run or an earlier one. */
  readonly isOwn: boolean;
  /** The standalone clauses that it covers; undefined for a rule of an earlier run. */
  readonly clauses: readonly string[] | undefined;
  /** The time, in epoch ms, from which it surely has effect. */
  readonly effectiveAt: number;
}

// "Most rule additions take effect about 20 seconds or less" (docs.x.com, filtered stream).
const delayMs = 20_000;

/** The rules that X has, by their values as we sent them. */
export class ObservedRules {
  readonly #rules = new Map<string, ObservedRule>();
  readonly #valueById = new Map<string, string>();

  get size(): number {
    return this.#rules.size;
  }

  get all(): readonly ObservedRule[] {
    return [...this.#rules.values()];
  }

  get(value: string): ObservedRule | undefined {
    return this.#rules.get(value);
  }

  has(value: string): boolean {
    return this.#rules.has(value);
  }

  /** Replaces all rules by those of a list. `clausesOf` returns the clauses of a value that is desired now. */
  replace(
    rules: readonly StoredRule[],
    now: number,
    clausesOf: (value: string) => readonly string[] | undefined,
  ): void {
    const before = new Map(this.all.map((rule) => [rule.id, rule]));
    this.#rules.clear();
    this.#valueById.clear();
    for (const rule of rules) {
      const known = before.get(rule.id);
      // X may spell a value otherwise than it was sent.
      const value = known?.value ?? rule.value;
      const { clauses = clausesOf(value), effectiveAt = now + delayMs } = known ?? {};
      this.#put({ ...rule, value, isOwn: isOwn(rule), clauses, effectiveAt });
    }
  }

  add(rule: StoredRule, clauses: readonly string[], now: number): void {
    this.#put({ ...rule, isOwn: isOwn(rule), clauses, effectiveAt: now + delayMs });
  }

  #put(rule: ObservedRule): void {
    const { id, value } = rule;
    const before = this.#valueById.get(id);
    if (before !== undefined) this.#rules.delete(before);
    this.#rules.set(value, rule);
    this.#valueById.set(id, value);
  }

  remove(value: string): void {
    this.#rules.delete(value);
  }

  /** Returns, for each standalone clause, how many rules in effect at a time cover it; Infinity counts all rules. */
  clauseCounts(at: number): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { clauses = [], effectiveAt } of this.#rules.values()) {
      if (effectiveAt > at) continue;
      for (const clause of clauses) counts.set(clause, (counts.get(clause) ?? 0) + 1);
    }
    return counts;
  }
}

const isOwn = ({ tag }: StoredRule): boolean => tag.startsWith(ruleTagPrefix);
