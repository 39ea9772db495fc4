import type { Segment } from './clauses.ts';
import { is, isVerbal, type Unit } from './units.ts';
import { wordClass } from './words.ts';

/** What one opinion word counts for a topic, and by which rule. */
export interface Contribution {
  readonly unit: number;
  readonly valence: number;
  readonly weight: number;
  readonly rule: string;
}

export interface Target {
  /** Units, `to` exclusive. */
  readonly from: number;
  readonly to: number;
}

/** The opinion of a unit in its context: boosted, and turned by a negation in its own clause. */
export function valenceAt(units: readonly Unit[], at: number, from: number): number {
  const unit = units[at];
  if (unit === undefined || unit.base === 0) return 0;
  let value = unit.base;
  const sign = Math.sign(value);
  let turned = 0;
  for (let back = at - 1; back >= from && back >= at - 6; back -= 1) {
    const other = units[back];
    if (other === undefined || other.gap > 0) break;
    if (at - back <= 3 && other.booster !== 0) value += sign * other.booster;
    if (other.negates && !(other.word === 'not' && units[back + 1]?.word === 'only')) turned += 1;
  }
  if (unit.role === 'expected') return turned % 2 === 1 ? -value : 0;
  return turned % 2 === 1 ? value * -0.74 : value;
}

const passThrough = new Set(['of']);
const source = new Set(['from', 'by', 'with', 'about', 'for', 'to', 'towards']);

interface Between {
  readonly verb: boolean;
  readonly finite: boolean;
  readonly prep: string | undefined;
  readonly setting: boolean;
  readonly coordinated: boolean;
  readonly speaker: boolean;
  readonly determiner: boolean;
  readonly content: number;
  readonly comma: boolean;
}

function between(units: readonly Unit[], from: number, to: number): Between {
  let verb = false,
    finite = false,
    prep: string | undefined,
    setting = false,
    coordinated = false,
    speaker = false,
    determiner = false,
    content = 0,
    comma = false;
  for (let at = from; at < to; at += 1) {
    const unit = units[at];
    if (unit === undefined) continue;
    if (isVerbal(units, at) || unit.role === 'towardsObject' || unit.role === 'ofSubject') verb = true;
    if (is(unit, wordClass.link | wordClass.auxiliary) && !unit.word.endsWith('ing')) finite = true;
    if (is(unit, wordClass.preposition)) {
      prep ??= unit.word;
      if (is(unit, wordClass.setting)) setting = true;
    }
    if (unit.word === 'to' || unit.word === 'than') prep ??= unit.word;
    if (is(unit, wordClass.coordinator)) coordinated = true;
    if (is(unit, wordClass.speaker)) speaker = true;
    if (is(unit, wordClass.determiner)) determiner = true;
    if (unit.classes === 0 && !isVerbal(units, at)) content += 1;
    if (unit.gap > 0) comma = true;
  }
  return { verb, finite, prep, setting, coordinated, speaker, determiner, content, comma };
}

/** The preposition that leads the target's noun phrase, if one does. */
export function leadingPreposition(units: readonly Unit[], target: Target, from: number): Unit | undefined {
  for (let at = target.from - 1; at >= from && at >= target.from - 5; at -= 1) {
    const unit = units[at];
    if (unit === undefined) return undefined;
    if (is(unit, wordClass.preposition) || unit.word === 'to') return unit;
    if (is(unit, wordClass.coordinator)) continue;
    if (unit.classes !== 0 && !is(unit, wordClass.determiner)) return undefined;
    if (isVerbal(units, at) || unit.role === 'towardsObject') return undefined;
  }
  return undefined;
}

/** The weight of the opinion at `at` for a target in the same segment. */
export function relate(
  units: readonly Unit[],
  target: Target,
  at: number,
  seg: Segment,
): { weight: number; rule: string } | undefined {
  const unit = units[at];
  if (unit === undefined) return undefined;
  if (at >= target.from && at < target.to) return undefined;
  return at < target.from ? before(units, target, at) : after(units, target, at, seg);
}

function before(units: readonly Unit[], target: Target, at: number) {
  const unit = units[at];
  const gap = between(units, at + 1, target.from);
  const next = units[at + 1];
  if (unit?.role === 'emotion') {
    if (gap.verb && !gap.speaker && gap.prep === undefined) return undefined;
    return { weight: gap.content > 1 ? 0.5 : 0.8, rule: 'emotion' };
  }
  if (unit?.role === 'towardsObject') {
    if (gap.verb && (gap.speaker || gap.finite)) return undefined;
    if (
      gap.prep !== undefined &&
      is(
        units.find((u) => u.word === gap.prep),
        wordClass.setting,
      ) &&
      gap.content > 0
    )
      return { weight: 0.3, rule: 'object-setting' };
    return { weight: gap.prep === undefined || gap.content === 0 ? 1 : 0.5, rule: 'object' };
  }
  if (unit?.role === 'ofSubject' && next !== undefined) {
    if (gap.content === 0 && !gap.verb && gap.prep !== undefined && unit.word.endsWith('ed'))
      return { weight: 1, rule: 'participle' };
    return undefined;
  }
  if (unit?.role === 'expected') return undefined;
  if (gap.verb) return undefined;
  if (gap.prep === undefined) {
    if (gap.determiner && !gap.coordinated) return undefined;
    return { weight: 1, rule: 'attribute' };
  }
  if (passThrough.has(gap.prep)) return { weight: 0.6, rule: 'attribute-of' };
  if (gap.setting) return undefined;
  if (source.has(gap.prep)) return { weight: gap.content === 0 ? 0.5 : 0.3, rule: 'attribute-with' };
  return undefined;
}

function after(units: readonly Unit[], target: Target, at: number, seg: Segment) {
  const unit = units[at];
  const gap = between(units, target.to, at);
  const lead = leadingPreposition(units, target, seg.from);
  if (unit?.role === 'towardsObject') {
    const next = units[at + 1];
    if (gap.speaker && (unit.gap > 0 || next === undefined || (next.classes !== 0 && !is(next, wordClass.determiner))))
      return { weight: 1, rule: 'fronted-object' };
    if (!unit.word.endsWith('ed')) return undefined;
    for (let back = target.to; back < at; back += 1)
      if (is(units[back], wordClass.link)) return { weight: 1, rule: 'passive' };
    return undefined;
  }
  if (lead !== undefined) {
    if (
      lead.word === 'of' ||
      (lead.word === 'about' && units[units.indexOf(lead) - 1]?.word.endsWith('thing') === true)
    )
      return { weight: 0.7, rule: 'subject-of' };
    if (unit?.symbol === true) return { weight: 0.5, rule: 'symbol' };
    return undefined;
  }
  if (unit?.symbol === true) return { weight: 0.8, rule: 'symbol' };
  if (gap.verb) {
    let link = at - 1;
    while (
      link > target.to &&
      (is(units[link], wordClass.adverb | wordClass.determiner) ||
        units[link]?.booster !== 0 ||
        units[link]?.negates === true)
    )
      link -= 1;
    if (unit?.role === 'ofSubject') return { weight: 1, rule: 'subject-verb' };
    if (is(units[link], wordClass.link)) return { weight: 1, rule: 'predicate-link' };
    return gap.prep === undefined
      ? at - target.to <= 4
        ? { weight: 0.9, rule: 'predicate-object' }
        : { weight: 0.6, rule: 'predicate-far' }
      : { weight: 0.5, rule: 'predicate-prep' };
  }
  if (gap.prep !== undefined) return undefined;
  if (unit?.role === 'ofSubject' && gap.content === 0) return { weight: 1, rule: 'subject-verb' };
  return gap.content === 0 ? { weight: 0.8, rule: 'follows' } : { weight: 0.5, rule: 'follows-far' };
}
