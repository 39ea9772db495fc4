import * as classes from '../classes.ts';
import type { Clause } from '../clauses.ts';
import {
  clauseAfter,
  clauseBefore,
  isCoordinated,
  isMember,
  maxMembers,
  type UnaddressedTarget,
} from '../neighbours.ts';
import { noOpinions, type Opinion } from '../opinion.ts';
import type { ParsedText } from '../parsed-text.ts';
import { isSubject } from '../phrases.ts';
import { hasClass, wordAt, type TopicToken } from '../token.ts';
import * as cues from '../words/cues.ts';
import type { ConstructionRule } from './rule.ts';

/** Rules on clauses that are set against each other. */

export const inverted: ConstructionRule = {
  id: 'inverted',
  reach: 'other clause',
  weight: -0.8,
  isExplicit: true,
  says: 'is said of what it is set against',
  examples: [
    ['I love pizza but not pasta', 'pasta', 'negative'],
    ['Tea is great, unlike the coffee', 'coffee', 'negative'],
    ['Tea instead of that awful coffee', 'Tea', 'positive'],
  ],
  find: setAgainst,
};

function setAgainst({ parsed, clause }: UnaddressedTarget): readonly Opinion[] {
  const { tokens } = parsed;
  const before = clauseBefore(parsed, clause);
  const after = clauseAfter(parsed, clause);
  const first = wordAt(tokens, clause.body);
  const isExcluded = cues.excluding.has(first) && isCoordinated(clause);
  const isInverted = clause.lead === 'inverter' || hasClass(tokens[clause.from], classes.inverter);
  if (isInverted || isExcluded || cues.compared.has(first)) {
    const host = hostBefore(parsed, clause) ?? spoken(parsed, after);
    if (host !== undefined) return host.opinions;
  }
  // This is the case of `but not while watching B`.
  if (clause.lead === 'subordinate' && before?.isNegated === true && before.to - before.body === 1) {
    const host = clauseBefore(parsed, before);
    if (host !== undefined) return host.opinions;
  }
  return after?.lead === 'inverter' ? after.opinions : noOpinions;
}

/** Returns the clause, or the next one about the same thing when only that has an opinion. */
function spoken(parsed: ParsedText, clause: Clause | undefined): Clause | undefined {
  if (clause === undefined || clause.hasOpinion) return clause;
  const next = clauseAfter(parsed, clause);
  return next?.lead === 'and' ? next : clause;
}

/** Returns the preceding clause that has an opinion, before the members of a list. */
function hostBefore(parsed: ParsedText, clause: Clause): Clause | undefined {
  let host = clauseBefore(parsed, clause);
  for (let member = 0; member < maxMembers && host !== undefined; member++) {
    if (host.hasOpinion || host.isNegated) return host;
    if (host.hasVerb || !isMember(host)) return undefined;
    host = clauseBefore(parsed, host);
  }
  return undefined;
}

export const ellipsis: ConstructionRule = {
  id: 'ellipsis',
  reach: 'other clause',
  weight: 0.8,
  isExplicit: true,
  says: 'is said before and meant here too',
  examples: [
    ['pasta was great and so was the pizza', 'pizza', 'positive'],
    ['The tea was awful and so was the juice', 'juice', 'negative'],
  ],
  find: (unaddressed) => elliptic(unaddressed, 'affirmed'),
};

export const denied: ConstructionRule = {
  id: 'denied',
  reach: 'other clause',
  weight: -0.8,
  isExplicit: true,
  says: 'is said before and denied here',
  examples: [
    ["pasta is great but pizza isn't", 'pizza', 'negative'],
    ["pasta wasn't good but pizza was", 'pizza', 'positive'],
    ['The tea was great, the coffee not so much', 'coffee', 'negative'],
  ],
  find: (unaddressed) => elliptic(unaddressed, 'denied'),
};

function elliptic({ parsed, clause }: UnaddressedTarget, kind: 'affirmed' | 'denied'): readonly Opinion[] {
  const before = clauseBefore(parsed, clause);
  return before?.hasOpinion === true && ellipsisOf(parsed.tokens, clause, before) === kind
    ? before.opinions
    : noOpinions;
}

/** Returns whether a clause affirms or denies what the one before it says. */
function ellipsisOf(tokens: readonly TopicToken[], clause: Clause, before: Clause): 'affirmed' | 'denied' | undefined {
  const last = tokens[clause.to - 1];
  if (isLikewise(tokens, clause)) return 'affirmed';
  if (hasClass(last, classes.link | classes.auxiliary)) {
    return last?.negates !== true && !before.isNegated ? 'affirmed' : 'denied';
  }
  const isDenied = !clause.hasVerb && clause.isNegated && !cues.no.has(wordAt(tokens, clause.body));
  return isDenied && isCoordinated(clause) ? 'denied' : undefined;
}

/** Returns whether a clause has the form `so was B` or `neither is B`. */
function isLikewise(tokens: readonly TopicToken[], { from, to }: Clause): boolean {
  for (let at = from; at < Math.min(to - 1, from + 2); at++) {
    const next = tokens[at + 1];
    if (cues.likewise.has(wordAt(tokens, at)) && hasClass(next, classes.link | classes.auxiliary)) return true;
  }
  return false;
}

/** `but` implies the opposite of the other side (Ding, Liu & Yu, WSDM 2008). */
export const opposed: ConstructionRule = {
  id: 'opposed',
  reach: 'other clause',
  weight: -0.5,
  says: 'is said of what a contrast sets it against',
  examples: [
    ['The pizza arrives at nine but the pasta was great', 'pizza', 'negative'],
    ['The kitchen opens at ten but the bar is awful', 'kitchen', 'positive'],
  ],
  find: ({ parsed, target, clause }) => {
    if (clause.isNegated || clause.isAsked || !clause.hasVerb || !isSubject(parsed.tokens, target, clause))
      return noOpinions;
    const before = clauseBefore(parsed, clause);
    const after = clauseAfter(parsed, clause);
    const other = isOpposing(parsed, clause) ? (before ?? after) : isOpposing(parsed, after) ? after : undefined;
    if (other === undefined || !other.hasOpinion || !other.hasVerb) return noOpinions;
    return other.opinions;
  },
};

function isOpposing({ tokens }: ParsedText, clause: Clause | undefined): boolean {
  if (clause === undefined) return false;
  for (let at = clause.from; at <= clause.body; at++) if (cues.opposing.has(wordAt(tokens, at))) return true;
  return false;
}
