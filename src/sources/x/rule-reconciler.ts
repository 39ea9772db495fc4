import type { Coverage } from '../../graph/index.ts';
import { UndertoneError, type Query } from '../../model/index.ts';
import { alternativesOf } from './compile/alternatives.ts';
import type { Rule, RuleLimits } from './compile/rule-packer.ts';
import { DesiredRules } from './desired-rules.ts';
import { ObservedRules, type ObservedRule } from './observed-rules.ts';
import type { AddResult, StoredRule } from './rules.ts';

/** The next thing to do at X. An urgent step brings a query posts; any other saves posts that nobody wants. */
export type Step =
  | { readonly kind: 'list' }
  | { readonly kind: 'add'; readonly rules: readonly Rule[]; readonly urgent: boolean }
  /** Finds out which standalone clauses of a refused rule X refuses. */
  | { readonly kind: 'dry-run'; readonly clauses: readonly string[]; readonly urgent: true }
  | { readonly kind: 'remove'; readonly rules: readonly StoredRule[]; readonly urgent: boolean }
  /** Nothing to do until then, in epoch ms. */
  | { readonly kind: 'wait'; readonly until: number };

/** A step that X has carried out, with its answer. */
export type AppliedStep =
  | { readonly kind: 'add'; readonly rules: readonly Rule[]; readonly result: AddResult }
  | { readonly kind: 'dry-run'; readonly clauses: readonly string[]; readonly result: Pick<AddResult, 'invalid'> }
  | { readonly kind: 'remove'; readonly rules: readonly StoredRule[]; readonly areAllGone: boolean };

// Somebody else may change the rules of the account.
const relistMs = 300_000;
const maxRulesAtOnce = 100;

const notEffective = new UndertoneError(
  'source_unsettled',
  'X needs up to 20 seconds until the rule of a new query has effect.',
  { transient: true },
);

/**
 * Brings the rules that X has (observed) to those that the queries need (desired), one step at a time. No query loses
 * posts meanwhile: a rule is removed only when others in effect cover all that is still wanted of it. So X may send too
 * much, never too little. Pure: times are arguments.
 *
 * | desired | observed             | the rule is | step                                                          |
 * | ------- | -------------------- | ----------- | ------------------------------------------------------------- |
 * | yes     | no                   | missing     | `add`: urgent where observed rules don't cover it             |
 * | yes     | refused              | invalid     | `dry-run` of its clauses; those at fault refuse their queries |
 * | yes     | before `effectiveAt` | pending     | `wait`                                                        |
 * | yes     | since `effectiveAt`  | active      | none                                                          |
 * | no      | yes                  | obsolete    | `remove`, once other rules in effect cover what is wanted     |
 *
 * `list` precedes all steps when nothing was observed for 5 min or since `invalidate`; `remove` precedes `add` when the
 * account is full.
 */
export class RuleReconciler {
  readonly #source: string;
  readonly #desired: DesiredRules;
  readonly #observed = new ObservedRules();
  #observedAt = -Infinity;
  /** The clauses of each invalid rule, until their dry run. */
  #dryRuns: readonly (readonly string[])[] = [];
  /** The most rules in one request, and in the account, as far as X's refusals show. */
  #maxAtOnce = maxRulesAtOnce;
  #maxObserved = Infinity;

  constructor(source: string, limits: RuleLimits) {
    this.#source = source;
    this.#desired = new DesiredRules(limits);
  }

  /** Replaces the wanted queries. */
  setDesired(queries: readonly Query[]): void {
    this.#desired.set(queries);
  }

  /** Replaces the rules that X has. */
  observe(rules: readonly StoredRule[], now: number): void {
    this.#observed.replace(rules, now);
    this.#observedAt = now;
  }

  /** Makes the next step a `list`: the rules that X has may be others than those observed. */
  invalidate(): void {
    this.#observedAt = -Infinity;
  }

  /** Whether nothing has invalidated the rules observed last. */
  get isCurrent(): boolean {
    return this.#observedAt > -Infinity;
  }

  /** The values of the desired rules that the observed ones cover, at least in part. */
  get coveredValues(): readonly string[] {
    const observed = this.#observed.alternatives(Infinity);
    const isCovered = ({ alternatives }: Rule): boolean => alternatives.some((each) => observed.has(each));
    return this.#desired.rules.filter(isCovered).map(({ value }) => value);
  }

  /** Whether a stream would bring posts that are wanted, as far as is known: X refuses a stream without rules. */
  get isReady(): boolean {
    return this.coveredValues.length > 0;
  }

  /** Returns the next step. */
  plan(now: number): Step {
    if (now - this.#observedAt >= relistMs) return { kind: 'list' };
    const [clauses] = this.#dryRuns;
    if (clauses !== undefined) return { kind: 'dry-run', clauses, urgent: true };
    const { rules, urgent } = this.#missing();
    const isFull = rules.length > 0 && (this.#maxAtOnce < maxRulesAtOnce || this.#room <= 0);
    const obsolete = this.#obsolete(now, isFull);
    const removable = isFull && urgent && obsolete.length === 0 ? this.#ofEarlierRuns() : obsolete;
    if (isFull && removable.length > 0) return { kind: 'remove', rules: removable, urgent };
    const next = rules.slice(0, Math.max(0, Math.min(this.#maxAtOnce, this.#room)));
    if (next.length > 0) return { kind: 'add', rules: next, urgent };
    if (obsolete.length > 0) return { kind: 'remove', rules: obsolete, urgent: false };
    return { kind: 'wait', until: this.nextChangeAt(now) };
  }

  /** Returns the next time at which a rule comes into effect or a list is due; Infinity where there is none. */
  nextChangeAt(now: number): number {
    const times = [this.#observedAt + relistMs, ...this.#observed.all.map(({ effectiveAt }) => effectiveAt)];
    return Math.min(...times.filter((at) => at > now));
  }

  /** The number of further rules that the account accepts. */
  get #room(): number {
    return this.#maxObserved - this.#observed.size;
  }

  /** Returns the rules to add, first those that a query waits for, and whether there are any of these. */
  #missing(): { readonly rules: readonly Rule[]; readonly urgent: boolean } {
    const covered = this.#observed.alternatives(Infinity);
    const missing = this.#desired.rules.filter(({ value }) => !this.#observed.has(value));
    const { true: urgent = [], false: others = [] } = Object.groupBy(missing, ({ alternatives }) =>
      alternatives.every((each) => covered.has(each)) ? 'false' : 'true',
    );
    return { rules: [...urgent, ...others], urgent: urgent.length > 0 };
  }

  /**
   * Returns our rules without which all that is wanted is still active. Rules of an earlier run, which may have been
   * written otherwise, stay until all desired ones are active or room is needed. One rule always stays: a stream needs
   * one.
   */
  #obsolete(now: number, roomIsNeeded: boolean): readonly StoredRule[] {
    const desired = this.#desired.rules;
    const wanted = new Set(desired.flatMap(({ alternatives }) => alternatives));
    const active = this.#observed.alternatives(now);
    const allActive = desired.every(({ value }) => (this.#observed.get(value)?.effectiveAt ?? Infinity) <= now);
    const others = (alternative: string, { effectiveAt }: ObservedRule): number =>
      (active.get(alternative) ?? 0) - (effectiveAt <= now ? 1 : 0);
    const obsolete: StoredRule[] = [];
    for (const rule of this.#undesired()) {
      const mayGo = rule.origin === 'this run' || allActive || roomIsNeeded;
      const isCovered = rule.alternatives.every((each) => !wanted.has(each) || others(each, rule) > 0);
      if (!mayGo || !isCovered || obsolete.length + 1 >= this.#observed.size) continue;
      obsolete.push(rule);
      for (const each of rule.alternatives) active.set(each, others(each, rule));
    }
    return obsolete;
  }

  /** Returns the rules that make room at any cost, but for one. */
  #ofEarlierRuns(): readonly StoredRule[] {
    return this.#undesired()
      .filter(({ origin }) => origin === 'earlier run')
      .slice(0, this.#observed.size - 1);
  }

  #undesired(): readonly ObservedRule[] {
    const values = new Set(this.#desired.rules.map(({ value }) => value));
    return this.#observed.all.filter(({ origin, value }) => origin !== 'others' && !values.has(value));
  }

  /** Records what a step has changed at X. */
  applied(step: AppliedStep, now: number): void {
    switch (step.kind) {
      case 'add':
        this.#added(step.rules, step.result, now);
        return;
      case 'dry-run':
        this.#dryRunDone(step.clauses, step.result);
        return;
      case 'remove':
        for (const { value } of step.rules) this.#observed.remove(value);
        this.#maxAtOnce = maxRulesAtOnce;
        if (!step.areAllGone) this.invalidate();
    }
  }

  #added(rules: readonly Rule[], { stored, invalid, isFull }: AddResult, now: number): void {
    if (isFull && rules.length > 1) this.#maxAtOnce = Math.ceil(rules.length / 2);
    else if (isFull) this.#maxObserved = this.#observed.size;
    const clausesOf = (sent: string) => rules.find(({ value }) => value === sent)?.clauses ?? [];
    for (const rule of stored) this.#observed.add(rule, now);
    for (const { value, why } of invalid) {
      this.#desired.rejectRule(value, why);
      this.#dryRuns = [...this.#dryRuns, clausesOf(value)];
    }
  }

  #dryRunDone(clauses: readonly string[], { invalid }: Pick<AddResult, 'invalid'>): void {
    this.#dryRuns = this.#dryRuns.slice(1);
    const reasons = new Map(invalid.map(({ value, why }) => [value, why]));
    const covered = this.#observed.alternatives(Infinity);
    const isCovered = (clause: string): boolean => alternativesOf(clause).every((each) => covered.has(each));
    // Where X refuses no clause alone, all are at fault together that no rule covers yet.
    const faults = reasons.size > 0 ? reasons.keys() : clauses.values().filter((clause) => !isCovered(clause));
    this.#desired.rejectClauses(new Set(faults), reasons);
  }

  /** Returns which queries are active, and which are refused. */
  coverage(now: number): Coverage {
    const active = new Set<string>();
    const refused = new Map(this.#desired.refused);
    const inEffect = this.#observed.alternatives(now);
    const observed = this.#observed.alternatives(Infinity);
    for (const [canonical, alternatives] of this.#desired.queries) {
      if (alternatives.every((each) => inEffect.has(each))) active.add(canonical);
      else if (this.#room <= 0 && alternatives.some((each) => !observed.has(each)))
        refused.set(canonical, this.#full());
    }
    return { source: this.#source, active, refused, pendingReason: notEffective };
  }

  #full(): UndertoneError {
    return new UndertoneError(
      'too_many',
      `X's filtered stream has no room for this query: the account's ${this.#maxObserved} rules are full. Stop tracking another query first.`,
    );
  }
}
