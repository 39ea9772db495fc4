import { UndertoneError, type Query } from '../../model/index.ts';
import { namesReposts } from '../evaluate.ts';
import { clausesOf } from './clauses.ts';

/** What the account may hold and what every rule asks for. */
export interface RuleLimits {
  /** Default 1,000: what X's pay-per-use accounts may hold. */
  readonly maxRules?: number;
  /** In characters, default 1,024. */
  readonly maxLength?: number;
  /** The languages of posts that are wanted; none for all. As codes of X. */
  readonly languages?: readonly string[];
  /** Whether reposts are wanted by queries that don't ask for them. Default false. */
  readonly reposts?: boolean;
}

/** What the tags of our rules begin with: how those of earlier runs are told from those of others. */
export const ruleTagPrefix = 'undertone-';

/** A rule of X's filtered stream. Its tag stays while its value changes; X's ids are the source's business. */
export interface Rule {
  readonly tag: string;
  readonly value: string;
  /** What it asks for, each as a rule of its own would say it. */
  readonly parts: readonly string[];
}

/** Packs live queries into the rules of X's filtered stream. */
export interface RulePacker {
  /**
   * Changes one rule, or none when its clauses are there; more only where the query is too long for one.
   * @throws UndertoneError `too_many` when the rules have no room; nothing is changed then.
   */
  readonly add: (query: Query) => void;
  /** Takes back one `add`; what is not there stays so. */
  readonly remove: (query: Query) => void;
  /** The parts that stand for a query, wherever they are; none when no post of X can answer, or it was not added. */
  readonly partsOf: (query: Query) => readonly string[];
  /** The rules of now, in the order in which they were opened; one that has not changed is the same object. */
  readonly rules: () => readonly Rule[];
}

interface Bin {
  readonly tag: string;
  /** What all posts of the rule must be, after its clauses. */
  readonly suffix: string;
  /** Each clause with how many queries want it. */
  readonly clauses: Map<string, number>;
  length: number;
  rule: Rule | undefined;
}

interface Packed {
  uses: number;
  readonly suffix: string;
  readonly clauses: readonly string[];
}

const or = ' OR ';

export function createRulePacker(limits: RuleLimits = {}): RulePacker {
  const { maxRules = 1000, maxLength = 1024, languages = [], reposts = false } = limits;
  const bins: Bins = { open: new Set(), byClause: new Map(), opened: 0, maxRules, maxLength };
  const packed = new Map<string, Packed>();
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
      place(bins, clauses, suffix);
      packed.set(query.canonical, { uses: 1, suffix, clauses });
    },
    remove(query) {
      const known = packed.get(query.canonical);
      if (known === undefined) return;
      known.uses -= 1;
      if (known.uses > 0) return;
      packed.delete(query.canonical);
      for (const clause of known.clauses) release(bins, clause, known.suffix);
    },
    partsOf: ({ canonical }) => {
      const { clauses = [], suffix = '' } = packed.get(canonical) ?? {};
      return clauses.map((clause) => valueOf([clause], suffix));
    },
    rules: () => Array.from(bins.open, ruleOf),
  };
}

function languageSuffix(languages: readonly string[]): string {
  if (languages.length === 0) return '';
  const all = languages.map((language) => `lang:${language}`).join(or);
  return languages.length === 1 ? ` ${all}` : ` (${all})`;
}

interface Bins {
  readonly open: Set<Bin>;
  /** By clause and suffix. */
  readonly byClause: Map<string, Bin>;
  opened: number;
  readonly maxRules: number;
  readonly maxLength: number;
}

const keyOf = (clause: string, suffix: string): string => `${clause}\n${suffix}`;

/** Puts clauses into rules: all into one that has the room, else into a new one, else wherever there is room. */
function place(bins: Bins, clauses: readonly string[], suffix: string): void {
  const added = clauses.filter((clause) => !bins.byClause.has(keyOf(clause, suffix)));
  const plan = added.length === 0 ? [] : planFor(bins, added, suffix);
  for (const { bin, clause } of plan) {
    bins.open.add(bin);
    bins.byClause.set(keyOf(clause, suffix), bin);
    bin.clauses.set(clause, 0);
    bin.length += clause.length + or.length;
    bin.rule = undefined;
  }
  for (const clause of clauses) {
    const bin = bins.byClause.get(keyOf(clause, suffix));
    bin?.clauses.set(clause, (bin.clauses.get(clause) ?? 0) + 1);
  }
}

interface Step {
  readonly bin: Bin;
  readonly clause: string;
}

function planFor(bins: Bins, clauses: readonly string[], suffix: string): readonly Step[] {
  const together = clauses.reduce((sum, clause) => sum + clause.length + or.length, 0);
  const whole = roomFor(bins, together, suffix);
  if (whole !== undefined) return clauses.map((clause) => ({ bin: whole, clause }));
  const taken = new Map<Bin, number>();
  const fresh: Bin[] = [];
  return clauses.map((clause) => {
    const length = clause.length + or.length;
    const fits = (bin: Bin): boolean =>
      bin.suffix === suffix && bin.length + (taken.get(bin) ?? 0) + length <= bins.maxLength;
    let bin = fresh.find(fits);
    if (bin === undefined && bins.open.size + fresh.length < bins.maxRules) fresh.push((bin = openBin(bins, suffix)));
    bin ??= bins.open.values().find(fits);
    if (bin === undefined) throw full(bins.maxRules);
    taken.set(bin, (taken.get(bin) ?? 0) + length);
    return { bin, clause };
  });
}

/** The first rule with room for so many characters, or a new one. */
function roomFor(bins: Bins, length: number, suffix: string): Bin | undefined {
  for (const bin of bins.open) if (bin.suffix === suffix && bin.length + length <= bins.maxLength) return bin;
  if (bins.open.size >= bins.maxRules) return undefined;
  const bin = openBin(bins, suffix);
  return bin.length + length <= bins.maxLength ? bin : undefined;
}

function openBin(bins: Bins, suffix: string): Bin {
  bins.opened += 1;
  // Parentheses and suffix; the first clause has no ` OR ` before it.
  const length = 2 + suffix.length - or.length;
  return { tag: `${ruleTagPrefix}${bins.opened}`, suffix, clauses: new Map(), length, rule: undefined };
}

function release(bins: Bins, clause: string, suffix: string): void {
  const bin = bins.byClause.get(keyOf(clause, suffix));
  if (bin === undefined) return;
  const uses = (bin.clauses.get(clause) ?? 0) - 1;
  if (uses > 0) {
    bin.clauses.set(clause, uses);
    return;
  }
  bins.byClause.delete(keyOf(clause, suffix));
  bin.clauses.delete(clause);
  bin.length -= clause.length + or.length;
  bin.rule = undefined;
  if (bin.clauses.size === 0) bins.open.delete(bin);
}

function ruleOf(bin: Bin): Rule {
  bin.rule ??= writeRule(bin);
  return bin.rule;
}

function writeRule({ tag, clauses, suffix }: Bin): Rule {
  const written = [...clauses.keys()];
  return { tag, value: valueOf(written, suffix), parts: written.map((clause) => valueOf([clause], suffix)) };
}

const valueOf = (clauses: readonly string[], suffix: string): string => `(${clauses.join(or)})${suffix}`;

function full(maxRules: number): UndertoneError {
  return new UndertoneError(
    'too_many',
    `X's filtered stream has no room for this query: all ${maxRules} rules of the account are full. Stop tracking another query first.`,
  );
}
