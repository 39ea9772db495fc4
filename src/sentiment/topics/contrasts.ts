import * as classes from './classes.ts';
import type { Clause } from './clauses.ts';
import { clauseAfter, clauseBefore, joins, maxMembers, noContributions, type UnaddressedTarget } from './neighbours.ts';
import { isSubject } from './relation.ts';
import type { Contribution } from './rules.ts';
import { contributionsOf, type ParsedText } from './parsed-text.ts';
import { hasClass, type TopicToken } from './token.ts';

/** Words that give a subject the same opinion as another: `so was B`. */
const likewise = new Set(['so', 'neither', 'nor']);

/** Handles `I love A but not B`, `A is great, unlike B`, `B instead of that awful A`. */
export function setAgainst({ parsed, clause }: UnaddressedTarget): readonly Contribution[] {
  const before = clauseBefore(parsed, clause);
  const after = clauseAfter(parsed, clause);
  const first = parsed.tokens[clause.body]?.word;
  const isExcluded = (first === 'not' || first === 'never') && joins(clause, 'comma', 'contrast', 'and');
  if (
    clause.lead === 'inverter' ||
    isExcluded ||
    hasClass(parsed.tokens[clause.from], classes.inverter) ||
    first === 'compared'
  ) {
    const host = hostBefore(parsed, clause) ?? spoken(parsed, after);
    if (host !== undefined) return contributionsOf(parsed, host, 'inverted');
  }
  // This is the case of `but not while watching B`.
  if (clause.lead === 'subordinate' && before?.isNegated === true && before.to - before.body === 1) {
    const host = clauseBefore(parsed, before);
    if (host !== undefined) return contributionsOf(parsed, host, 'inverted');
  }
  return after?.lead === 'inverter' ? contributionsOf(parsed, after, 'inverted') : noContributions;
}

/** Returns the clause, or the next one about the same thing when only that has an opinion. */
function spoken(parsed: ParsedText, clause: Clause | undefined): Clause | undefined {
  if (clause === undefined || clause.hasOpinion) return clause;
  const next = clauseAfter(parsed, clause);
  return next !== undefined && joins(next, 'and') ? next : clause;
}

/** Returns the preceding clause that has an opinion, before the members of a list. */
function hostBefore(parsed: ParsedText, clause: Clause): Clause | undefined {
  let host = clauseBefore(parsed, clause);
  for (let member = 0; member < maxMembers && host !== undefined; member++) {
    if (host.hasOpinion || host.isNegated) return host;
    if (host.hasVerb || !joins(host, 'comma', 'and')) return undefined;
    host = clauseBefore(parsed, host);
  }
  return undefined;
}

/** Handles `A is great but B isn't`, `A wasn't good but B was`, `A was great, B not so much`. */
export function elliptic({ parsed, clause }: UnaddressedTarget): readonly Contribution[] {
  const before = clauseBefore(parsed, clause);
  if (before?.hasOpinion !== true) return noContributions;
  const last = parsed.tokens[clause.to - 1];
  if (isLikewise(parsed.tokens, clause)) return contributionsOf(parsed, before, 'ellipsis');
  if (hasClass(last, classes.link | classes.auxiliary)) {
    const isSame = last?.negates !== true && !before.isNegated;
    return contributionsOf(parsed, before, isSame ? 'ellipsis' : 'denied');
  }
  const isDenied = !clause.hasVerb && clause.isNegated && parsed.tokens[clause.body]?.word !== 'no';
  return isDenied && joins(clause, 'comma', 'contrast', 'and')
    ? contributionsOf(parsed, before, 'denied')
    : noContributions;
}

/** Returns whether a clause has the form `so was B` or `neither is B`. */
function isLikewise(tokens: readonly TopicToken[], { from, to }: Clause): boolean {
  for (let at = from; at < Math.min(to - 1, from + 2); at++) {
    const next = tokens[at + 1];
    if (likewise.has(tokens[at]?.word ?? '') && hasClass(next, classes.link | classes.auxiliary)) return true;
  }
  return false;
}

/** Words that contrast two clauses, one of praise and one of blame. */
const opposing = new Set(['but', 'while', 'whereas', 'although', 'though', 'yet', 'however']);

/** Handles `A kept us awake but B was great`: the subject of one side gets the opposite of the other side. */
export function opposed({ parsed, target, clause }: UnaddressedTarget): readonly Contribution[] {
  if (clause.isNegated || clause.isAsked || !clause.hasVerb || !isSubject(parsed.tokens, target, clause))
    return noContributions;
  const before = clauseBefore(parsed, clause);
  const after = clauseAfter(parsed, clause);
  const other = isOpposing(parsed, clause) ? (before ?? after) : isOpposing(parsed, after) ? after : undefined;
  if (other === undefined || !other.hasOpinion || !other.hasVerb) return noContributions;
  return contributionsOf(parsed, other, 'opposed');
}

function isOpposing({ tokens }: ParsedText, clause: Clause | undefined): boolean {
  if (clause === undefined) return false;
  for (let at = clause.from; at <= clause.body; at++) if (opposing.has(tokens[at]?.word ?? '')) return true;
  return false;
}
