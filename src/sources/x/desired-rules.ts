import { UndertoneError, type Query } from '../../model/index.ts';
import { prefixesIn } from './compile/prefixes.ts';
import { createRulePacker, type Rule, type RuleLimits } from './compile/rule-packer.ts';

/** The queries that are wanted, the rules that cover them, and the queries that X can't be asked for. */
export class DesiredRules {
  readonly #packer;
  readonly #queries = new Map<string, Query>();
  readonly #refused = new Map<string, UndertoneError>();
  /** Values of rules that X refuses, with its reasons. */
  readonly #invalid = new Map<string, string>();

  constructor(limits: RuleLimits) {
    this.#packer = createRulePacker(limits);
  }

  /** Replaces the queries. */
  set(queries: readonly Query[]): void {
    const next = new Map(queries.map((query) => [query.canonical, query]));
    for (const [canonical, query] of this.#queries) {
      if (next.has(canonical)) continue;
      this.#queries.delete(canonical);
      this.#refused.delete(canonical);
      this.#packer.remove(query);
    }
    for (const [canonical, query] of next) {
      // There may be room now for a query that found none.
      const isNew = !this.#queries.has(canonical) || this.#refused.get(canonical)?.code === 'too_many';
      this.#queries.set(canonical, query);
      if (isNew) this.#pack(query);
    }
  }

  #pack(query: Query): void {
    this.#refused.delete(query.canonical);
    const [prefix] = prefixesIn(query.root);
    if (prefix !== undefined) {
      this.#refused.set(query.canonical, noPrefixes(prefix));
      return;
    }
    try {
      this.#packer.add(query);
    } catch (error) {
      if (!(error instanceof UndertoneError)) throw error;
      this.#refused.set(query.canonical, error);
    }
  }

  /** The rules, without those that X refuses. */
  get rules(): readonly Rule[] {
    return this.#packer.rules().filter(({ value }) => !this.#invalid.has(value));
  }

  /** The queries that are not refused, each with its alternatives. */
  get queries(): readonly (readonly [canonical: string, alternatives: readonly string[]])[] {
    return [...this.#queries.values()]
      .filter(({ canonical }) => !this.#refused.has(canonical))
      .map((query) => [query.canonical, this.#packer.alternativesOf(query)]);
  }

  get refused(): ReadonlyMap<string, UndertoneError> {
    return this.#refused;
  }

  /** Leaves out the rule with a value, which X refuses. */
  rejectRule(value: string, why: string): void {
    this.#invalid.set(value, why);
  }

  /** Refuses the queries of standalone clauses that X refuses; the reason is X's for the clause, else for its rule. */
  rejectClauses(clauses: ReadonlySet<string>, reasons: ReadonlyMap<string, string>): void {
    for (const [canonical, query] of this.#queries) {
      const fault = this.#packer.clausesOf(query).find((clause) => clauses.has(clause));
      if (fault === undefined) continue;
      const why = (reasons.get(fault) ?? this.#ruleFault(fault)).replace(/\.+$/, '');
      this.#packer.remove(query);
      this.#refused.set(canonical, new UndertoneError('bad_query', `X refuses this query: ${why}.`));
    }
  }

  #ruleFault(clause: string): string {
    const rule = this.#packer
      .rules()
      .find(({ value, clauses }) => this.#invalid.has(value) && clauses.includes(clause));
    return this.#invalid.get(rule?.value ?? '') ?? 'it takes no such rule';
  }
}

const noPrefixes = (prefix: string): UndertoneError =>
  new UndertoneError('bad_query', `X can't be asked for \`${prefix}\`: it has no prefixes. Track whole words there.`);
