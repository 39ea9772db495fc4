import { is, isVerbal, type Unit } from './units.ts';
import { wordClass } from './words.ts';

export type Lead = 'sentence' | 'clause' | 'comma' | 'and' | 'contrast' | 'relative' | 'subordinate' | 'inverter';

/** A stretch of units without an inner boundary: a clause, or a member of a list. */
export interface Segment {
  readonly index: number;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly sentence: number;
  readonly lead: Lead;
  /** First unit after connectors. */
  readonly body: number;
  readonly opinionated: boolean;
  readonly verbal: boolean;
  readonly negated: boolean;
  readonly question: boolean;
}

const breakers = wordClass.contrast | wordClass.relative | wordClass.subordinator | wordClass.coordinator;

export function segmentsOf(units: readonly Unit[]): readonly Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  let sentence = 0;
  let lead: Lead = 'sentence';
  for (let at = 1; at <= units.length; at += 1) {
    const next = at === units.length ? 'sentence' : leadAt(units, at, from);
    if (next === undefined) continue;
    segments.push(segment(units, { index: segments.length, from, to: at, sentence, lead }));
    if (next === 'sentence') sentence += 1;
    from = at;
    lead = next;
  }
  return segments;
}

function leadAt(units: readonly Unit[], at: number, from: number): Lead | undefined {
  const unit = units[at];
  const before = units[at - 1];
  if (unit === undefined || before === undefined) return undefined;
  if (before.gap === 3) return unit.symbol ? 'comma' : 'sentence';
  if (before.symbol && before.base !== 0 && !unit.symbol && at - 1 > 0) return 'clause';
  const lead = connective(units, at, from);
  if (lead !== undefined) return lead;
  if (before.gap === 2) return 'clause';
  if (before.gap === 1) return at - 1 === from && breaks(before) ? undefined : 'comma';
  return undefined;
}

const breaks = (unit: Unit) => is(unit, breakers);

function connective(units: readonly Unit[], at: number, from: number): Lead | undefined {
  const unit = units[at];
  const before = units[at - 1];
  const after = units[at + 1];
  if (unit === undefined || before === undefined || !breaks(unit) ) {
    if (unit?.word === 'rather' && after?.word === 'than') return 'inverter';
    return undefined;
  }
  if (at - 1 === from && is(before, wordClass.contrast | wordClass.coordinator) && before.gap === 0) return undefined;
  switch (unit.word) {
    case 'instead':
      return after?.word === 'of' ? 'inverter' : undefined;
    case 'rather':
      return after?.word === 'than' ? 'inverter' : undefined;
    case 'except':
    case 'unlike':
      return 'inverter';
    case 'despite':
      return 'inverter';
    case 'still':
    case 'even':
      return before.gap > 0 && unit.word === 'still' ? 'contrast' : undefined;
    case 'that':
      return before.classes === 0 && before.base === 0 ? 'relative' : startsClause(units, at + 1) ? 'subordinate' : undefined;
    case 'who': case 'which': case 'where': case 'whose': case 'whom':
      return before.gap > 0 || before.classes === 0 ? 'relative' : 'subordinate';
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
  if (is(unit, wordClass.contrast)) return 'contrast';
  if (is(unit, wordClass.subordinator)) return 'subordinate';
  if (is(unit, wordClass.coordinator)) return clausal(units, from, at) && clausalAfter(units, at + 1) ? 'and' : undefined;
  return undefined;
}

function startsClause(units: readonly Unit[], at: number): boolean {
  const unit = units[at];
  if (unit === undefined) return false;
  if (is(unit, wordClass.speaker | wordClass.anaphor) && unit.word !== 'that') return true;
  if (!is(unit, wordClass.determiner)) return false;
  for (let next = at + 1; next < units.length && next < at + 5; next += 1) {
    if (isVerbal(units, next)) return true;
    if (units[next - 1]?.gap !== 0) return false;
  }
  return false;
}

function clausal(units: readonly Unit[], from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (units[at]?.base !== 0 || isVerbal(units, at)) return true;
  return false;
}

function clausalAfter(units: readonly Unit[], from: number): boolean {
  for (let at = from; at < units.length && at < from + 12; at += 1) {
    const unit = units[at];
    if (unit === undefined || (at > from && is(unit, breakers))) return false;
    if (unit.base !== 0 || isVerbal(units, at) || unit.negates) return true;
    if (unit.gap > 0) return false;
  }
  return false;
}

interface Bounds {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly sentence: number;
  readonly lead: Lead;
}

function segment(units: readonly Unit[], bounds: Bounds): Segment {
  let body = bounds.from;
  while (body < bounds.to - 1 && is(units[body], breakers) && !is(units[body], wordClass.determiner | wordClass.relative)) body += 1;
  let opinionated = false;
  let verbal = false;
  let negated = false;
  let question = false;
  for (let at = bounds.from; at < bounds.to; at += 1) {
    const unit = units[at];
    if (unit === undefined) continue;
    if (unit.base !== 0 && unit.role !== 'expected') opinionated = true;
    if (isVerbal(units, at) || unit.role === 'towardsObject' || unit.role==='ofSubject') verbal = true;
    if (unit.negates) negated = true;
    if (unit.question) question = true;
  }
  return { ...bounds, body, opinionated, verbal, negated, question };
}
