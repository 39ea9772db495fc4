import * as classes from './classes.ts';
import { is, type Unit } from './unit.ts';

/** How a clause is joined to the one before it. */
export type Lead =
  'sentence' | 'clause' | 'comma' | 'and' | 'contrast' | 'relative' | 'subordinate' | 'inverter' | 'overflow';

/** A stretch of units without an inner boundary: a clause, or a member of a list. */
export interface Clause {
  readonly index: number;
  /** Units, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly lead: Lead;
  /** The number of its sentence. */
  readonly sentence: number;
  /** Its first unit after the words that join it. */
  readonly body: number;
  readonly hasOpinion: boolean;
  readonly hasVerb: boolean;
  readonly isNegated: boolean;
  /** Whether its sentence asks for yes or no: what it says of a topic is then not claimed. */
  readonly isAsked: boolean;
}

type Bounds = Pick<Clause, 'index' | 'from' | 'to' | 'lead' | 'sentence' | 'isAsked'>;

/** The longest clause, in units: what a person writes without a mark is shorter, and the rules' work stays linear. */
const maxClause = 60;
/** How far a coordinator looks for the rest of its clause, in units. */
const lookahead = 12;

const joining = classes.contrast | classes.relative | classes.subordinator | classes.coordinator;
const asking = classes.auxiliary | classes.link;
const askers = new Set(['anyone', 'anybody', 'any', 'if']);

/** The clauses of a text, in its order; together they hold every unit. */
export function clausesOf(units: readonly Unit[]): readonly Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  let sentence = 0;
  let lead: Lead = 'sentence';
  let isAsked = isQuestion(units, 0);
  for (let at = 1; at <= units.length; at++) {
    const next = at === units.length ? 'sentence' : leadAt(units, at, from);
    if (next === undefined) continue;
    clauses.push(clauseOf(units, { index: clauses.length, from, to: at, lead, sentence, isAsked }));
    if (next === 'sentence') {
      sentence++;
      isAsked = isQuestion(units, at);
    }
    from = at;
    lead = next;
  }
  return clauses;
}

function isQuestion(units: readonly Unit[], from: number): boolean {
  const first = units[from];
  if (first === undefined || !(is(first, asking) || askers.has(first.word))) return false;
  for (let at = from; at < Math.min(units.length, from + maxClause); at++) {
    if (units[at]?.gap === 3) return units[at]?.asks === true;
  }
  return false;
}

function leadAt(units: readonly Unit[], at: number, from: number): Lead | undefined {
  const unit = units[at];
  const before = units[at - 1];
  if (unit === undefined || before === undefined) return undefined;
  if (before.gap === 3) return unit.symbol ? 'comma' : 'sentence';
  if (before.symbol && before.base !== 0 && !unit.symbol && at > 1) return 'clause';
  const isJoined = at - 1 === from && is(before, classes.contrast | classes.coordinator);
  const lead = isJoined && before.gap === 0 ? undefined : joinAt(units, at, from);
  if (lead !== undefined) return lead;
  if (endsInverted(units, at, from)) return 'clause';
  if (before.gap === 2) return 'clause';
  if (before.gap === 1) return at - 1 === from && is(before, joining) ? undefined : 'comma';
  return at - from >= maxClause ? 'overflow' : undefined;
}

/** Whether a clause starts right behind a noun phrase that is set against it: `despite the rain | we enjoyed A`. */
function endsInverted(units: readonly Unit[], at: number, from: number): boolean {
  const first = units[from];
  const isInverted = is(first, classes.inverter) || (first?.word === 'instead' && units[from + 1]?.word === 'of');
  return isInverted && at > from + 1 && units[at - 1]?.isContent === true && startsClause(units, at);
}

function joinAt(units: readonly Unit[], at: number, from: number): Lead | undefined {
  const unit = units[at];
  const before = units[at - 1];
  const after = units[at + 1]?.word;
  if (unit === undefined || before === undefined || (unit.classes === 0 && unit.word !== 'compared')) return undefined;
  switch (unit.word) {
    case 'rather':
      return after === 'than' ? 'inverter' : undefined;
    case 'compared':
      return after === 'to' || after === 'with' ? 'inverter' : undefined;
    case 'instead':
      return after === 'of' ? 'inverter' : undefined;
    case 'still':
      return before.gap > 0 ? 'contrast' : undefined;
    case 'that':
      if (before.classes === 0 && before.base === 0) return 'relative';
      return startsClause(units, at + 1) ? 'subordinate' : undefined;
    case 'so':
    case 'after':
    case 'before':
    case 'until':
    case 'as':
    case 'once':
      return startsClause(units, at + 1) ? 'subordinate' : undefined;
    case 'while':
      return before.gap > 0 ? 'contrast' : 'subordinate';
  }
  if (!is(unit, joining)) return undefined;
  if (is(unit, classes.inverter)) return 'inverter';
  if (is(unit, classes.relative)) return before.gap > 0 || before.classes === 0 ? 'relative' : 'subordinate';
  if (is(unit, classes.contrast)) return 'contrast';
  if (is(unit, classes.subordinator)) return 'subordinate';
  return saysSomething(units, from, at) && goesOn(units, at + 1) ? 'and' : undefined;
}

/** Whether a subject and its verb seem to start here. */
function startsClause(units: readonly Unit[], at: number): boolean {
  const unit = units[at];
  if (is(unit, classes.speaker | classes.anaphor) && unit?.word !== 'that') return true;
  if (!is(unit, classes.determiner)) return false;
  for (let next = at + 1; next < at + 5 && units[next - 1]?.gap === 0; next++)
    if (units[next]?.isVerb === true) return true;
  return false;
}

function saysSomething(units: readonly Unit[], from: number, to: number): boolean {
  for (let at = from; at < to; at++)
    if (units[at]?.base !== 0 || units[at]?.negates === true || units[at]?.isVerb === true) return true;
  return false;
}

/** Whether what a coordinator leads is more than another noun. */
function goesOn(units: readonly Unit[], from: number): boolean {
  for (let at = from; at < from + lookahead; at++) {
    const unit = units[at];
    if (unit === undefined || (at > from && is(unit, joining) && unit.word !== 'so')) return false;
    if (unit.base !== 0 || unit.negates || unit.isVerb) return true;
    if (unit.gap > 0) return false;
  }
  return false;
}

function clauseOf(units: readonly Unit[], bounds: Bounds): Clause {
  const { from, to } = bounds;
  let body = from;
  while (body < to - 1 && is(units[body], joining) && !is(units[body], classes.determiner | classes.relative)) body++;
  let hasOpinion = false;
  let hasDuty = false;
  let hasVerb = false;
  let isNegated = false;
  for (let at = from; at < to; at++) {
    const unit = units[at];
    if (unit === undefined) continue;
    if (unit.base !== 0 && unit.role === 'duty') hasDuty = true;
    else if (unit.base !== 0) hasOpinion = true;
    if (unit.isVerbal) hasVerb = true;
    if (unit.negates) isNegated = true;
  }
  return { ...bounds, body, hasOpinion: hasOpinion || (hasDuty && isNegated), hasVerb, isNegated };
}
