import * as classes from './classes.ts';
import type { Clause } from './clauses.ts';
import { clauseAfter, clauseBefore, joins, maxMembers, nothing, type Found, type Silent } from './neighbours.ts';
import { isSubject } from './relate.ts';
import { allOf, type Scene } from './scene.ts';
import { is, type Unit } from './unit.ts';

/** Words that give a subject what was said of another: `so was B`. */
const likewise = new Set(['so', 'neither', 'nor']);

/** `I love A but not B`, `A is great, unlike B`, `B instead of that awful A`. */
export function setAgainst({ scene, clause }: Silent): Found {
  const before = clauseBefore(scene, clause);
  const after = clauseAfter(scene, clause);
  const first = scene.units[clause.body]?.word;
  const isExcluded = (first === 'not' || first === 'never') && joins(clause, 'comma', 'contrast', 'and');
  if (
    clause.lead === 'inverter' ||
    isExcluded ||
    is(scene.units[clause.from], classes.inverter) ||
    first === 'compared'
  ) {
    const host = hostBefore(scene, clause) ?? spoken(scene, after);
    if (host !== undefined) return allOf(scene, host, 'inverted');
  }
  // `but not while watching B`
  if (clause.lead === 'subordinate' && before?.isNegated === true && before.to - before.body === 1) {
    const host = clauseBefore(scene, before);
    if (host !== undefined) return allOf(scene, host, 'inverted');
  }
  return after?.lead === 'inverter' ? allOf(scene, after, 'inverted') : nothing;
}

/** The clause, or the one that goes on about the same, when only that says something. */
function spoken(scene: Scene, clause: Clause | undefined): Clause | undefined {
  if (clause === undefined || clause.hasOpinion) return clause;
  const next = clauseAfter(scene, clause);
  return next !== undefined && joins(next, 'and') ? next : clause;
}

/** The clause before that says something, behind the members of a list. */
function hostBefore(scene: Scene, clause: Clause): Clause | undefined {
  let host = clauseBefore(scene, clause);
  for (let member = 0; member < maxMembers && host !== undefined; member++) {
    if (host.hasOpinion || host.isNegated) return host;
    if (host.hasVerb || !joins(host, 'comma', 'and')) return undefined;
    host = clauseBefore(scene, host);
  }
  return undefined;
}

/** `A is great but B isn't`, `A wasn't good but B was`, `A was great, B not so much`. */
export function elliptic({ scene, clause }: Silent): Found {
  const before = clauseBefore(scene, clause);
  if (before?.hasOpinion !== true) return nothing;
  const last = scene.units[clause.to - 1];
  if (isLikewise(scene.units, clause)) return allOf(scene, before, 'ellipsis');
  if (is(last, classes.link | classes.auxiliary)) {
    const isSame = last?.negates !== true && !before.isNegated;
    return allOf(scene, before, isSame ? 'ellipsis' : 'denied');
  }
  const isDenied = !clause.hasVerb && clause.isNegated && scene.units[clause.body]?.word !== 'no';
  return isDenied && joins(clause, 'comma', 'contrast', 'and') ? allOf(scene, before, 'denied') : nothing;
}

/** `so was B`, `neither is B`. */
function isLikewise(units: readonly Unit[], { from, to }: Clause): boolean {
  for (let at = from; at < Math.min(to - 1, from + 2); at++) {
    const next = units[at + 1];
    if (likewise.has(units[at]?.word ?? '') && is(next, classes.link | classes.auxiliary)) return true;
  }
  return false;
}

/** Marks that set two clauses against each other, one praised and one blamed. */
const opposing = new Set(['but', 'while', 'whereas', 'although', 'though', 'yet', 'however']);

/** `A kept us awake but B was great`: what the other side of a contrast says of its subject, turned. */
export function opposed({ scene, target, clause }: Silent): Found {
  if (clause.isNegated || clause.isAsked || !clause.hasVerb || !isSubject(scene.units, target, clause)) return nothing;
  const before = clauseBefore(scene, clause);
  const after = clauseAfter(scene, clause);
  const other = isOpposing(scene, clause) ? (before ?? after) : isOpposing(scene, after) ? after : undefined;
  if (other === undefined || !other.hasOpinion || !other.hasVerb) return nothing;
  return allOf(scene, other, 'opposed');
}

function isOpposing({ units }: Scene, clause: Clause | undefined): boolean {
  if (clause === undefined) return false;
  for (let at = clause.from; at <= clause.body; at++) if (opposing.has(units[at]?.word ?? '')) return true;
  return false;
}
