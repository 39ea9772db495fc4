import { between } from './between.ts';
import type { Clause } from './clauses.ts';
import { opinionAt, type ParsedText, type Target } from './parsed-text.ts';
import { leadingPreposition } from './phrases.ts';
import { relationRules } from './rules/relations.ts';
import type { Contribution, RelationRule } from './rules/rule.ts';
import type { Role } from './words/opinion-words.ts';

/** Returns the opinions in the target's own clause that concern it. */
export function opinionsInClause(parsed: ParsedText, target: Target, clause: Clause): readonly Contribution[] {
  const found: Contribution[] = [];
  for (let at = clause.from; at < clause.to; at++) {
    if (parsed.tokens[at]?.base === 0) continue;
    const contribution = contributionTo(parsed, { target, clause }, at);
    if (contribution !== undefined) found.push(contribution);
  }
  const isDirect = found.some(({ rule }) => holdOf(rule) === 'direct');
  return isDirect ? found.filter(({ rule }) => holdOf(rule) !== 'loose') : found;
}

const holdOf = (rule: Contribution['rule']): RelationRule['hold'] =>
  rule.reach === 'other clause' ? undefined : rule.hold;

/** Returns the contribution of one opinion by the first rule that applies. */
function contributionTo(
  parsed: ParsedText,
  { target, clause }: { readonly target: Target; readonly clause: Clause },
  at: number,
): Contribution | undefined {
  const { tokens, comparisons } = parsed;
  const token = tokens[at];
  const opinion = opinionAt(parsed, at, clause);
  if (token === undefined || opinion === undefined) return undefined;
  const found = comparisons.get(at);
  const comparison = found !== undefined && found.pivot < clause.to ? found : undefined;
  if (comparison === undefined && at >= target.from && at < target.to) return undefined;
  const isBefore = at < target.from;
  const candidates = table[comparison !== undefined ? 'compared' : isBefore ? 'before' : 'after'][token.role];
  if (candidates.length === 0) return undefined;
  const { valence } = opinion;
  const relation = {
    tokens,
    target,
    clause,
    at,
    token,
    valence,
    between: isBefore ? between(tokens, at + 1, target.from) : between(tokens, target.to, at),
    lead: isBefore ? undefined : leadingPreposition(tokens, target, clause),
    comparison,
  };
  const rule = candidates.find(({ applies }) => applies(relation));
  return rule === undefined ? undefined : { token: at, valence, rule, weight: rule.weight };
}

type Place = RelationRule['opinion'];

/** The rules that can apply, by the place of the opinion and the role of its word. */
const table: Readonly<Record<Place, Readonly<Record<Role, readonly RelationRule[]>>>> = {
  before: byRole('before'),
  after: byRole('after'),
  compared: byRole('compared'),
};

function byRole(place: Place): Readonly<Record<Role, readonly RelationRule[]>> {
  const rulesOf = (role: Role) =>
    relationRules.filter(({ opinion, roles }) => opinion === place && (roles === undefined || roles.includes(role)));
  return {
    quality: rulesOf('quality'),
    object: rulesOf('object'),
    subject: rulesOf('subject'),
    emotion: rulesOf('emotion'),
    duty: rulesOf('duty'),
  };
}
