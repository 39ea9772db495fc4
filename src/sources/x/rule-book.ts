import type { Coverage } from '../../graph/index.ts';
import { UndertoneError, type Query } from '../../model/index.ts';
import { createRulePacker, ruleTagPrefix, type Rule, type RuleLimits } from '../../query/index.ts';
import type { Added, HeldRule } from './rules.ts';

/** What is to be done at X next. What is urgent gives a query posts; the rest saves posts that nobody asked for. */
export type Step =
  | { readonly kind: 'list' }
  | { readonly kind: 'add'; readonly rules: readonly Rule[]; readonly urgent: boolean }
  /** Rules to be tried without being kept: which of them does X refuse? */
  | { readonly kind: 'try'; readonly values: readonly string[]; readonly urgent: true }
  | { readonly kind: 'remove'; readonly rules: readonly HeldRule[]; readonly urgent: boolean }
  /** Nothing, until then. */
  | { readonly kind: 'rest'; readonly until: number };

interface Held extends HeldRule {
  /** Whether it is Undertone's, of this run or an earlier one. */
  readonly own: boolean;
  /** What it asks for; unknown of a rule of an earlier run. */
  readonly parts: readonly string[] | undefined;
  /** When it surely acts, in epoch ms. */
  readonly actsAt: number;
}

// "Most rule additions take effect about 20 seconds or less" (docs.x.com, filtered stream).
const actsAfterMs = 20_000;
// Somebody else may change the rules of the account.
const relistMs = 300_000;
const maxRulesAtOnce = 100;

/**
 * Which rules are wanted and which X holds, and what follows. A rule is added before those that it replaces are removed,
 * and they are removed only when all that is still wanted of them acts by others. Whatever X holds beyond that is too
 * wide, never too narrow. Pure: times are told.
 */
export class RuleBook {
  readonly #source: string;
  readonly #packer;
  readonly #wanted = new Map<string, Query>();
  readonly #refused = new Map<string, UndertoneError>();
  /** What X holds, by value. */
  #held = new Map<string, Held>();
  #listedAt = -Infinity;
  /** Values that X refuses, with why, and the parts of each that are to be tried alone. */
  readonly #invalid = new Map<string, string>();
  #suspects: readonly (readonly string[])[] = [];
  /** How many rules may be sent at once, and how many the account holds at most, as far as X has told. */
  #atOnce = maxRulesAtOnce;
  #maxHeld = Infinity;

  constructor(source: string, limits: RuleLimits) {
    this.#source = source;
    this.#packer = createRulePacker(limits);
  }

  /** Takes a new set of queries in the place of the last one. */
  ask(queries: readonly Query[]): void {
    const asked = new Map(queries.map((query) => [query.canonical, query]));
    for (const [canonical, query] of this.#wanted) {
      if (asked.has(canonical)) continue;
      this.#wanted.delete(canonical);
      this.#refused.delete(canonical);
      this.#packer.remove(query);
    }
    for (const [canonical, query] of asked) {
      // There may be room now for one that found none.
      const isNew = !this.#wanted.has(canonical) || this.#refused.get(canonical)?.code === 'too_many';
      this.#wanted.set(canonical, query);
      if (isNew) this.#pack(query);
    }
  }

  #pack(query: Query): void {
    this.#refused.delete(query.canonical);
    try {
      this.#packer.add(query);
    } catch (error) {
      if (!(error instanceof UndertoneError)) throw error;
      this.#refused.set(query.canonical, error);
    }
  }

  /** What was known of X is in doubt. */
  doubt(): void {
    this.#listedAt = -Infinity;
  }

  /** The values of the rules that are wanted and that X holds. */
  get values(): readonly string[] {
    return this.#packer.rules().flatMap(({ value }) => (this.#held.has(value) ? [value] : []));
  }

  /** Whether nothing is in doubt, and X holds a rule that is wanted: without one it takes no connection. */
  get isReady(): boolean {
    return this.#listedAt > -Infinity && this.values.length > 0;
  }

  /** What is to be done now. */
  next(now: number): Step {
    if (now - this.#listedAt >= relistMs) return { kind: 'list' };
    const [suspects] = this.#suspects;
    if (suspects !== undefined) return { kind: 'try', values: suspects, urgent: true };
    const { rules, urgent } = this.#missing();
    const isFull = rules.length > 0 && (this.#atOnce < maxRulesAtOnce || this.#free <= 0);
    const removable = this.#removable(now, isFull);
    if (isFull && removable.length > 0) return { kind: 'remove', rules: removable, urgent };
    const some = rules.slice(0, Math.max(0, Math.min(this.#atOnce, this.#free)));
    if (some.length > 0) return { kind: 'add', rules: some, urgent };
    if (removable.length > 0) return { kind: 'remove', rules: removable, urgent: false };
    const times = [...this.#held.values()].map(({ actsAt }) => actsAt).filter((at) => at > now);
    return { kind: 'rest', until: Math.min(this.#listedAt + relistMs, ...times) };
  }

  /** How many rules more the account takes. */
  get #free(): number {
    return this.#maxHeld - this.#held.size;
  }

  /** The rules that X is to get, first those that a query waits for, and whether there are any of these. */
  #missing(): { readonly rules: readonly Rule[]; readonly urgent: boolean } {
    const missing = this.#rules.filter(({ value }) => !this.#held.has(value));
    const held = this.#heldParts(Infinity);
    const { true: urgent = [], false: others = [] } = Object.groupBy(missing, ({ parts }) =>
      parts.every((part) => held.has(part)) ? 'false' : 'true',
    );
    return { rules: [...urgent, ...others], urgent: urgent.length > 0 };
  }

  /** The rules that are wanted and can be had. */
  get #rules(): readonly Rule[] {
    return this.#packer.rules().filter(({ value }) => !this.#invalid.has(value));
  }

  /** How many rules that act by a time ask for each part. */
  #heldParts(by: number): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { parts = [], actsAt } of this.#held.values()) {
      if (actsAt > by) continue;
      for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    return counts;
  }

  /**
   * Rules of ours without which all that is wanted still acts. Those of an earlier run, which may ask for anything, stay
   * until all of this one act, or room is needed. The last rule of all stays: a stream needs one.
   */
  #removable(now: number, roomIsNeeded: boolean): readonly HeldRule[] {
    const rules = this.#rules;
    const values = new Set(rules.map(({ value }) => value));
    const wanted = new Set(rules.flatMap(({ parts }) => parts));
    const acting = this.#heldParts(now);
    const settled = rules.every(({ value }) => (this.#held.get(value)?.actsAt ?? Infinity) <= now);
    const chosen: HeldRule[] = [];
    for (const rule of this.#held.values()) {
      const { own, value, parts, actsAt } = rule;
      if (!own || values.has(value) || chosen.length + 1 >= this.#held.size) continue;
      const others = (part: string): number => (acting.get(part) ?? 0) - (actsAt <= now ? 1 : 0);
      const isFree =
        parts === undefined ? settled || roomIsNeeded : parts.every((part) => !wanted.has(part) || others(part) > 0);
      if (!isFree) continue;
      chosen.push(rule);
      for (const part of parts ?? []) acting.set(part, others(part));
    }
    return chosen;
  }

  /** Notes what X holds. */
  listed(rules: readonly HeldRule[], now: number): void {
    // A rule that was sent goes by its spelling there, should X spell it otherwise.
    const before = new Map(Array.from(this.#held.values(), (held) => [held.id, held]));
    this.#held = new Map();
    for (const rule of rules) {
      const { value = rule.value, actsAt = now + actsAfterMs, parts } = before.get(rule.id) ?? {};
      this.#hold({ ...rule, value }, actsAt, parts);
    }
    this.#listedAt = now;
  }

  #hold(rule: HeldRule, actsAt: number, known?: readonly string[]): void {
    const parts = known ?? this.#packer.rules().find(({ value }) => value === rule.value)?.parts;
    for (const { id, value } of this.#held.values()) if (id === rule.id) this.#held.delete(value);
    this.#held.set(rule.value, { ...rule, own: rule.tag.startsWith(ruleTagPrefix), parts, actsAt });
  }

  /** Notes what has become of rules that were sent. */
  added(sent: readonly Rule[], { held, invalid, isFull }: Added, now: number): void {
    if (isFull && sent.length > 1) this.#atOnce = Math.ceil(sent.length / 2);
    else if (isFull) this.#maxHeld = this.#held.size;
    const partsOf = (wanted: string) => sent.find(({ value }) => value === wanted)?.parts ?? [];
    for (const rule of held) this.#hold(rule, now + actsAfterMs, partsOf(rule.value));
    for (const { value, why } of invalid) {
      this.#invalid.set(value, why);
      this.#suspects = [...this.#suspects, partsOf(value)];
    }
  }

  /** Notes which of the parts that were tried X refuses: their queries are refused, the others go on without them. */
  tried(parts: readonly string[], { invalid }: Pick<Added, 'invalid'>): void {
    this.#suspects = this.#suspects.slice(1);
    const faults = new Map(invalid.map(({ value, why }) => [value, why]));
    const held = this.#heldParts(Infinity);
    // Where none is to blame alone, all are together that X does not have yet.
    const blamed = faults.size > 0 ? faults.keys() : parts.values().filter((part) => !held.has(part));
    const guilty = new Set(blamed);
    for (const [canonical, query] of this.#wanted) {
      const fault = this.#packer.partsOf(query).find((part) => guilty.has(part));
      if (fault === undefined) continue;
      const why = faults.get(fault) ?? this.#faultWith(fault);
      this.#packer.remove(query);
      this.#refused.set(
        canonical,
        new UndertoneError('bad_query', `X refuses this query: ${why.replace(/\.+$/, '')}.`),
      );
    }
  }

  #faultWith(part: string): string {
    const rule = this.#packer.rules().find(({ value, parts }) => this.#invalid.has(value) && parts.includes(part));
    return this.#invalid.get(rule?.value ?? '') ?? 'it takes no such rule';
  }

  /** Notes that rules are gone. */
  removed(rules: readonly HeldRule[]): void {
    for (const { value } of rules) this.#held.delete(value);
    this.#atOnce = maxRulesAtOnce;
  }

  /** Which queries act by now, and which can't. */
  coverage(now: number): Coverage {
    const active = new Set<string>();
    const refused = new Map(this.#refused);
    const actingParts = this.#heldParts(now);
    const heldParts = this.#heldParts(Infinity);
    for (const [canonical, query] of this.#wanted) {
      if (refused.has(canonical)) continue;
      const parts = this.#packer.partsOf(query);
      if (parts.every((part) => actingParts.has(part))) active.add(canonical);
      else if (this.#free <= 0 && parts.some((part) => !heldParts.has(part))) refused.set(canonical, this.#full());
    }
    return { source: this.#source, active, refused };
  }

  #full(): UndertoneError {
    return new UndertoneError(
      'too_many',
      `X's filtered stream has no room for this query: the account's ${this.#maxHeld} rules are full. Stop tracking another query first.`,
    );
  }
}
