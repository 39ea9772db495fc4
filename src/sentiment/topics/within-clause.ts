import { between } from './between.ts';
import type { Clause } from './clauses.ts';
import type { Opinion } from './opinion.ts';
import type { ParsedText, Target } from './parsed-text.ts';
import { leadingPreposition } from './phrases.ts';
import { relationRules } from './rules/relations.ts';
import type { Contribution, RelationRule } from './rules/rule.ts';
import type { Role } from './words/opinion-words.ts';

/** The contributions to a topic that nothing concerns. */
export const noContributions: readonly Contribution[] = [];

/** Returns the opinions in the target's own clause that concern it. */
export function opinionsInClause(parsed: ParsedText, target: Target, clause: Clause): readonly Contribution[] {
  if (clause.opinions.length === 0) return noContributions;
  const found: Contribution[] = [];
  let isDirect = false;
  for (const opinion of clause.opinions) {
    const contribution = contributionTo(parsed, { target, clause }, opinion);
    if (contribution === undefined) continue;
    found.push(contribution);
    if (holdOf(contribution) === 'direct') isDirect = true;
  }
  return isDirect && found.length > 1 ? found.filter((each) => holdOf(each) !== 'loose') : found;
}

const holdOf = ({ rule }: Contribution): RelationRule['hold'] =>
  rule.reach === 'other clause' ? undefined : rule.hold;

/** Returns the contribution of one opinion by the first rule that applies. */
function contributionTo(
  parsed: ParsedText,
  { target, clause }: { readonly target: Target; readonly clause: Clause },
  { token: at, valence }: Opinion,
): Contribution | undefined {
  const { tokens, comparisons } = parsed;
  const token = tokens[at];
  if (token === undefined) return undefined;
  const found = comparisons.get(at);
  const comparison = found !== undefined && found.pivot < clause.to ? found : undefined;
  if (comparison === undefined && at >= target.from && at < target.to) return undefined;
  const isBefore = at < target.from;
  const candidates = table[comparison !== undefined ? 'compared' : isBefore ? 'before' : 'after'][token.role];
  if (candidates.length === 0) return undefined;
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
  for (const rule of candidates) if (rule.applies(relation)) return { token: at, valence, rule, weight: rule.weight };
  return undefined;
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
