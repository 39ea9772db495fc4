import { alternativesOf } from './compile/alternatives.ts';
import { ruleTagPrefix } from './compile/rule-packer.ts';
import type { StoredRule } from './rules.ts';

/** A rule that X has, and what is known of it. */
export interface ObservedRule extends StoredRule {
  /** Whether this run of Undertone added it, an earlier run, or somebody else. */
  readonly origin: 'this run' | 'earlier run' | 'others';
  readonly alternatives: readonly string[];
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

  /** Replaces all rules by those of a list. */
  replace(rules: readonly StoredRule[], now: number): void {
    const before = new Map(this.all.map((rule) => [rule.id, rule]));
    this.#rules.clear();
    this.#valueById.clear();
    for (const rule of rules) {
      const known = before.get(rule.id);
      // X may spell a value otherwise than it was sent.
      const { value = rule.value, effectiveAt = now + delayMs } = known ?? {};
      const origin = known?.origin === 'this run' ? 'this run' : isOwn(rule) ? 'earlier run' : 'others';
      this.#put({ ...rule, value, origin, alternatives: known?.alternatives ?? alternativesOf(value), effectiveAt });
    }
  }

  /** Adds a rule that X has taken. */
  add(rule: StoredRule, now: number): void {
    const origin = isOwn(rule) ? 'this run' : 'others';
    this.#put({ ...rule, origin, alternatives: alternativesOf(rule.value), effectiveAt: now + delayMs });
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

  /** Returns, for each alternative, how many rules in effect at a time have it; Infinity counts all rules. */
  alternatives(at: number): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { alternatives, effectiveAt } of this.#rules.values()) {
      if (effectiveAt > at) continue;
      for (const each of alternatives) counts.set(each, (counts.get(each) ?? 0) + 1);
    }
    return counts;
  }
}

const isOwn = ({ tag }: StoredRule): boolean => tag.startsWith(ruleTagPrefix);
