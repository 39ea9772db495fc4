import { UndertoneError, type Query } from '../../../model/index.ts';
import { namesReposts } from '../../../query/index.ts';
import { alternativesOf } from './alternatives.ts';
import { clausesOf } from './clauses.ts';

/*
 * Glossary. A clause is a query, or a part of one, in X's grammar. A rule is clauses joined by OR, with a suffix
 * (language, reposts) that applies to all of them. A standalone clause is one clause with its suffix, as its own rule.
 * Alternatives are its parts, and the measure of what a rule covers (`alternatives.ts`).
 */

/** The bounds of the account, and the conditions that every rule has. */
export interface RuleLimits {
  /** The most rules at once. Default 1,000: what X's pay-per-use accounts may hold. */
  readonly maxRules?: number;
  /** The most characters of a rule. Default 1,024. */
  readonly maxLength?: number;
  /** The languages of the wanted posts, as X's codes. Default none, which stands for all. */
  readonly languages?: readonly string[];
  /** Whether queries that don't ask for reposts get them too. Default false. */
  readonly reposts?: boolean;
}

/** The beginning of the tags of our rules, by which those of earlier runs are distinguished from those of other programs. */
export const ruleTagPrefix = 'undertone-';

/** A rule of X's filtered stream. Its tag stays when its value changes; its id is X's and known to the source only. */
export interface Rule {
  readonly tag: string;
  readonly value: string;
  /** Its standalone clauses. */
  readonly clauses: readonly string[];
  readonly alternatives: readonly string[];
}

/** Packs queries into the rules of X's filtered stream. */
export interface RulePacker {
  /**
   * Adds a query: changes one rule, none when its clauses are there, and several only when the query is too long for
   * one. @throws UndertoneError `too_many` when the rules have no room; nothing is changed then.
   */
  readonly add: (query: Query) => void;
  /** Reverts one `add`; a query that was not added is ignored. */
  readonly remove: (query: Query) => void;
  /** Returns the standalone clauses of a query; none when it was not added, or when no post of X can match it. */
  readonly clausesOf: (query: Query) => readonly string[];
  /** Returns the alternatives of those clauses. */
  readonly alternativesOf: (query: Query) => readonly string[];
  /** Returns the current rules, oldest first; a rule that has not changed is the same object. */
  readonly rules: () => readonly Rule[];
}

/** A rule while clauses come and go. */
interface OpenRule {
  readonly tag: string;
  readonly suffix: string;
  /** Each clause with the number of queries that want it. */
  readonly clauses: Map<string, number>;
  /** The characters of the rule as it would be written. */
  length: number;
  /** The rule as it was written last; undefined once its clauses have changed. */
  written: Rule | undefined;
}

interface PackedQuery {
  uses: number;
  readonly suffix: string;
  readonly clauses: readonly string[];
  readonly alternatives: readonly string[];
}

const or = ' OR ';

/**
 * Creates a packer without rules.
 *
 * @example
 * const packer = createRulePacker({ languages: ['en'] });
 * packer.add(parseQuery('#pizza'));
 * packer.rules(); // [{ tag: 'undertone-1', value: '(#pizza) lang:en -is:retweet', … }]
 */
export function createRulePacker(limits: RuleLimits = {}): RulePacker {
  const { maxRules = 1000, maxLength = 1024, languages = [], reposts = false } = limits;
  const state: PackerState = { open: new Set(), byClause: new Map(), opened: 0, maxRules, maxLength };
  const packed = new Map<string, PackedQuery>();
  const language = languageSuffix(languages);
  return {
    add(query) {
      const known = packed.get(query.canonical);
      if (known !== undefined) {
        known.uses += 1;
        return;
      }
      const suffix = language + (reposts || namesReposts(query.root) ? '' : ' -is:retweet');
      const clauses = clausesOf(query.root, maxLength - suffix.length - 2);
      addClauses(state, clauses, suffix);
      const alternatives = clauses.flatMap((clause) => alternativesOf(valueOf([clause], suffix)));
      packed.set(query.canonical, { uses: 1, suffix, clauses, alternatives });
    },
    remove(query) {
      const known = packed.get(query.canonical);
      if (known === undefined) return;
      known.uses -= 1;
      if (known.uses > 0) return;
      packed.delete(query.canonical);
      for (const clause of known.clauses) removeClause(state, clause, known.suffix);
    },
    clausesOf: ({ canonical }) => {
      const { clauses = [], suffix = '' } = packed.get(canonical) ?? {};
      return clauses.map((clause) => valueOf([clause], suffix));
    },
    alternativesOf: ({ canonical }) => packed.get(canonical)?.alternatives ?? [],
    rules: () => Array.from(state.open, ruleOf),
  };
}

function languageSuffix(languages: readonly string[]): string {
  if (languages.length === 0) return '';
  const all = languages.map((language) => `lang:${language}`).join(or);
  return languages.length === 1 ? ` ${all}` : ` (${all})`;
}

interface PackerState {
  readonly open: Set<OpenRule>;
  /** Each rule by every standalone clause in it. */
  readonly byClause: Map<string, OpenRule>;
  opened: number;
  readonly maxRules: number;
  readonly maxLength: number;
}

/** Adds clauses to rules: all to one that has the room, else all to a new one, else each wherever there is room. */
function addClauses(state: PackerState, clauses: readonly string[], suffix: string): void {
  const missing = clauses.filter((clause) => !state.byClause.has(valueOf([clause], suffix)));
  for (const { rule, clause } of assign(state, missing, suffix)) {
    state.open.add(rule);
    state.byClause.set(valueOf([clause], suffix), rule);
    rule.clauses.set(clause, 0);
    rule.length += clause.length + or.length;
    rule.written = undefined;
  }
  for (const clause of clauses) {
    const rule = state.byClause.get(valueOf([clause], suffix));
    rule?.clauses.set(clause, (rule.clauses.get(clause) ?? 0) + 1);
  }
}

interface Assignment {
  readonly rule: OpenRule;
  readonly clause: string;
}

/** Returns the rule for each clause, and changes none. */
function assign(state: PackerState, clauses: readonly string[], suffix: string): readonly Assignment[] {
  if (clauses.length === 0) return [];
  const together = clauses.reduce((sum, clause) => sum + clause.length + or.length, 0);
  const whole = ruleWithRoom(state, together, suffix);
  if (whole !== undefined) return clauses.map((clause) => ({ rule: whole, clause }));
  const reserved = new Map<OpenRule, number>();
  const fresh: OpenRule[] = [];
  return clauses.map((clause) => {
    const length = clause.length + or.length;
    const hasRoom = (rule: OpenRule): boolean =>
      rule.suffix === suffix && rule.length + (reserved.get(rule) ?? 0) + length <= state.maxLength;
    let rule = fresh.find(hasRoom);
    if (rule === undefined && state.open.size + fresh.length < state.maxRules) {
      fresh.push((rule = openRule(state, suffix)));
    }
    rule ??= state.open.values().find(hasRoom);
    if (rule === undefined) throw full(state.maxRules);
    reserved.set(rule, (reserved.get(rule) ?? 0) + length);
    return { rule, clause };
  });
}

/** Returns the first rule with room for so many characters, else a new one where it would have the room. */
function ruleWithRoom(state: PackerState, length: number, suffix: string): OpenRule | undefined {
  for (const rule of state.open) {
    if (rule.suffix === suffix && rule.length + length <= state.maxLength) return rule;
  }
  if (state.open.size >= state.maxRules) return undefined;
  const rule = openRule(state, suffix);
  return rule.length + length <= state.maxLength ? rule : undefined;
}

function openRule(state: PackerState, suffix: string): OpenRule {
  state.opened += 1;
  // Parentheses and suffix; the first clause has no ` OR ` before it.
  const length = 2 + suffix.length - or.length;
  return { tag: `${ruleTagPrefix}${state.opened}`, suffix, clauses: new Map(), length, written: undefined };
}

function removeClause(state: PackerState, clause: string, suffix: string): void {
  const key = valueOf([clause], suffix);
  const rule = state.byClause.get(key);
  if (rule === undefined) return;
  const uses = (rule.clauses.get(clause) ?? 0) - 1;
  if (uses > 0) {
    rule.clauses.set(clause, uses);
    return;
  }
  state.byClause.delete(key);
  rule.clauses.delete(clause);
  rule.length -= clause.length + or.length;
  rule.written = undefined;
  if (rule.clauses.size === 0) state.open.delete(rule);
}

function ruleOf(rule: OpenRule): Rule {
  rule.written ??= writeRule(rule);
  return rule.written;
}

function writeRule({ tag, clauses, suffix }: OpenRule): Rule {
  const all = [...clauses.keys()];
  const value = valueOf(all, suffix);
  const standalone = all.map((clause) => valueOf([clause], suffix));
  return { tag, value, clauses: standalone, alternatives: alternativesOf(value) };
}

const valueOf = (clauses: readonly string[], suffix: string): string => `(${clauses.join(or)})${suffix}`;

function full(maxRules: number): UndertoneError {
  return new UndertoneError(
    'too_many',
    `X's filtered stream has no room for this query: all ${maxRules} rules of the account are full. Stop tracking another query first.`,
  );
}
