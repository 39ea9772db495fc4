import type { Coverage } from '../../graph/index.ts';
import { UndertoneError, type Query } from '../../model/index.ts';
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

/**
 * Brings the rules that X has (observed) to those that the queries need (desired), one step at a time. No query loses
 * posts meanwhile: a rule is removed only when others in effect cover all that is still wanted of it. So X may send too
 * much, never too little. Pure: times are arguments.
 *
 * | desired | observed             | the rule is | step                                                          |
 * | ------- | -------------------- | ----------- | ------------------------------------------------------------- |
 * | yes     | no                   | missing     | `add`: urgent where no observed rule covers its clauses       |
 * | yes     | refused              | invalid     | `dry-run` of its clauses; those at fault refuse their queries |
 * | yes     | before `effectiveAt` | pending     | `wait`                                                        |
 * | yes     | since `effectiveAt`  | active      | none                                                          |
 * | no      | yes                  | obsolete    | `remove`, once its wanted clauses are active in other rules   |
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
  /** How many rules one request may add, and how many the account may have, as far as X's refusals show. */
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
    this.#observed.replace(rules, now, (value) => this.#desired.clausesOf(value));
    this.#observedAt = now;
  }

  /** Makes the next step a `list`: the rules that X has may be others than those observed. */
  invalidate(): void {
    this.#observedAt = -Infinity;
  }

  /** The values of the rules that are both desired and observed. */
  get values(): readonly string[] {
    return this.#desired.rules.flatMap(({ value }) => (this.#observed.has(value) ? [value] : []));
  }

  /** Whether X has a rule that is desired, and nothing has invalidated that: it refuses a stream without rules. */
  get isReady(): boolean {
    return this.#observedAt > -Infinity && this.values.length > 0;
  }

  /** Returns the next step. */
  plan(now: number): Step {
    if (now - this.#observedAt >= relistMs) return { kind: 'list' };
    const [clauses] = this.#dryRuns;
    if (clauses !== undefined) return { kind: 'dry-run', clauses, urgent: true };
    const { rules, urgent } = this.#missing();
    const isFull = rules.length > 0 && (this.#maxAtOnce < maxRulesAtOnce || this.#room <= 0);
    const obsolete = this.#obsolete(now, isFull);
    if (isFull && obsolete.length > 0) return { kind: 'remove', rules: obsolete, urgent };
    const next = rules.slice(0, Math.max(0, Math.min(this.#maxAtOnce, this.#room)));
    if (next.length > 0) return { kind: 'add', rules: next, urgent };
    if (obsolete.length > 0) return { kind: 'remove', rules: obsolete, urgent: false };
    const times = this.#observed.all.map(({ effectiveAt }) => effectiveAt).filter((at) => at > now);
    return { kind: 'wait', until: Math.min(this.#observedAt + relistMs, ...times) };
  }

  /** How many more rules the account takes. */
  get #room(): number {
    return this.#maxObserved - this.#observed.size;
  }

  /** Returns the rules to add, first those that a query waits for, and whether there are any of these. */
  #missing(): { readonly rules: readonly Rule[]; readonly urgent: boolean } {
    const covered = this.#observed.clauseCounts(Infinity);
    const missing = this.#desired.rules.filter(({ value }) => !this.#observed.has(value));
    const { true: urgent = [], false: others = [] } = Object.groupBy(missing, ({ clauses }) =>
      clauses.every((clause) => covered.has(clause)) ? 'false' : 'true',
    );
    return { rules: [...urgent, ...others], urgent: urgent.length > 0 };
  }

  /**
   * Returns our rules without which all that is wanted is still active. Rules of an earlier run, whose clauses are not
   * known, stay until all desired ones are active or room is needed. One rule always stays: a stream needs one.
   */
  #obsolete(now: number, roomIsNeeded: boolean): readonly StoredRule[] {
    const desired = this.#desired.rules;
    const values = new Set(desired.map(({ value }) => value));
    const wanted = new Set(desired.flatMap(({ clauses }) => clauses));
    const active = this.#observed.clauseCounts(now);
    const allActive = desired.every(({ value }) => (this.#observed.get(value)?.effectiveAt ?? Infinity) <= now);
    const others = (clause: string, { effectiveAt }: ObservedRule): number =>
      (active.get(clause) ?? 0) - (effectiveAt <= now ? 1 : 0);
    const isFree = (rule: ObservedRule): boolean =>
      rule.clauses === undefined
        ? allActive || roomIsNeeded
        : rule.clauses.every((clause) => !wanted.has(clause) || others(clause, rule) > 0);
    const obsolete: StoredRule[] = [];
    for (const rule of this.#observed.all) {
      if (!rule.isOwn || values.has(rule.value) || obsolete.length + 1 >= this.#observed.size) continue;
      if (!isFree(rule)) continue;
      obsolete.push(rule);
      for (const clause of rule.clauses ?? []) active.set(clause, others(clause, rule));
    }
    return obsolete;
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
    for (const rule of stored) this.#observed.add(rule, clausesOf(rule.value), now);
    for (const { value, why } of invalid) {
      this.#desired.rejectRule(value, why);
      this.#dryRuns = [...this.#dryRuns, clausesOf(value)];
    }
  }

  #dryRunDone(clauses: readonly string[], { invalid }: Pick<AddResult, 'invalid'>): void {
    this.#dryRuns = this.#dryRuns.slice(1);
    const reasons = new Map(invalid.map(({ value, why }) => [value, why]));
    const covered = this.#observed.clauseCounts(Infinity);
    // Where X refuses no clause alone, all are at fault together that no rule covers yet.
    const faults = reasons.size > 0 ? reasons.keys() : clauses.values().filter((clause) => !covered.has(clause));
    this.#desired.rejectClauses(new Set(faults), reasons);
  }

  /** Returns which queries are active, and which are refused. */
  coverage(now: number): Coverage {
    const active = new Set<string>();
    const refused = new Map(this.#desired.refused);
    const activeClauses = this.#observed.clauseCounts(now);
    const clausesInAll = this.#observed.clauseCounts(Infinity);
    for (const [canonical, clauses] of this.#desired.clauses) {
      if (clauses.every((clause) => activeClauses.has(clause))) active.add(canonical);
      else if (this.#room <= 0 && clauses.some((clause) => !clausesInAll.has(clause))) {
        refused.set(canonical, this.#full());
      }
    }
    return { source: this.#source, active, refused };
  }

  #full(): UndertoneError {
    return new UndertoneError(
      'too_many',
      `X's filtered stream has no room for this query: the account's ${this.#maxObserved} rules are full. Stop tracking another query first.`,
    );
  }
}
