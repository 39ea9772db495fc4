import type { Span } from '../../model/index.ts';
import { opinionsAcrossClauses } from './across-clauses.ts';
import type { Clause } from './clauses.ts';
import { clausesOf } from './clauses.ts';
import { comparisonsOf } from './comparisons.ts';
import * as bit from './fact-bits.ts';
import type { Contribution, TopicRule } from './rules/rule.ts';
import type { ParsedText, Target } from './parsed-text.ts';
import type { TokenRow } from './rows.ts';
import type { TopicToken } from './token.ts';
import { regardOf } from './regard.ts';
import { noContributions, opinionsInClause } from './within-clause.ts';

/** Number of mentions of one topic that are read, so that the work stays linear. */
const maxMentions = 64;

/** The facts that make a text worth reading: an opinion, a negation or an event. */
const telling = bit.isOpinion | bit.isDuty | bit.negates | bit.isEventful;

/** Returns a text's clauses and comparisons; undefined when none of its words carries an opinion or a negation. */
export function parseText(tokens: readonly TokenRow[], isSarcastic = false): ParsedText | undefined {
  if (!tokens.some(({ flags }) => (flags & telling) !== 0)) return undefined;
  const comparisons = comparisonsOf(tokens);
  return { tokens, clauses: clausesOf(tokens, comparisons), comparisons, isSarcastic };
}

/**
 * Returns what each opinion contributes to the topic at these spans. Where a topic has several mentions, the strongest
 * relation counts.
 */
export function attributeOpinions(parsed: ParsedText, spans: readonly Span[]): readonly Contribution[] {
  const targets = targetsOf(parsed.tokens, spans);
  const found = targets.map((target) => contributionsTo(parsed, target));
  const [only = noContributions] = found;
  const contributions = found.length <= 1 && rises(only) ? only : strongest(found);
  return parsed.isSarcastic ? contributions.map((each) => weighted(each, -1)) : contributions;
}

/** Returns whether each opinion occurs once, as the order of their tokens shows. */
function rises(contributions: readonly Contribution[]): boolean {
  let last = -1;
  for (const { token } of contributions) {
    if (token <= last) return false;
    last = token;
  }
  return true;
}

/** Returns each opinion once, by its strongest relation. */
function strongest(found: readonly (readonly Contribution[])[]): readonly Contribution[] {
  const byToken = new Map<number, Contribution>();
  for (const contributions of found) {
    for (const contribution of contributions) {
      const known = byToken.get(contribution.token);
      if (known === undefined || Math.abs(known.weight) < Math.abs(contribution.weight)) {
        byToken.set(contribution.token, contribution);
      }
    }
  }
  return [...byToken.values()];
}

const weighted = ({ token, valence, rule, weight }: Contribution, factor: number): Contribution => ({
  token,
  valence,
  rule,
  weight: weight * factor,
});

function contributionsTo(parsed: ParsedText, target: Target): readonly Contribution[] {
  const clause = clauseAt(parsed.clauses, target.from);
  if (clause === undefined) return noContributions;
  const direct = opinionsInClause(parsed, target, clause);
  const found = direct.length > 0 ? direct : opinionsAcrossClauses({ parsed, target, clause });
  if (found.length === 0) return found;
  const regard = regardOf(parsed, target);
  return regard === 1 ? found : found.map((each) => (isCertain(each.rule, regard) ? each : weighted(each, regard)));
}

/** Returns whether grammar alone shows that the topic is judged, however it is written: in `I love pizza` it is. */
function isCertain(rule: TopicRule, regard: number): boolean {
  return rule.isExplicit === true || (regard < 1 && rule.reach !== 'other clause' && rule.hold === 'direct');
}

function clauseAt(clauses: readonly Clause[], token: number): Clause | undefined {
  let low = 0;
  let high = clauses.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((clauses[middle]?.from ?? 0) <= token) low = middle;
    else high = middle - 1;
  }
  return clauses[low];
}

/** Returns the tokens that the spans touch; adjacent spans are one mention. */
function targetsOf(tokens: readonly TopicToken[], spans: readonly Span[]): readonly Target[] {
  const targets: Target[] = [];
  for (const { start, end } of spans.slice(0, maxMentions)) {
    if (!(start < end)) continue;
    const from = firstEndingAfter(tokens, start);
    let to = from;
    while ((tokens[to]?.start ?? Infinity) < end) to++;
    if (to === from) continue;
    const last = targets.at(-1);
    if (last?.to === from) targets[targets.length - 1] = { from: last.from, to };
    else targets.push({ from, to });
  }
  return targets;
}

function firstEndingAfter(tokens: readonly TopicToken[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
