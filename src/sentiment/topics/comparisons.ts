import { is, type Unit } from './units.ts';
import { wordClass } from './words.ts';

/**
 * A comparison: what stands before the pivot (`than`, `to`, `over`, the verb itself) and what stands after it are rated
 * against each other (Jindal & Liu, "Mining Comparative Sentences", AAAI 2006).
 */
export interface Comparison {
  /** The unit with the opinion. */
  readonly opinion: number;
  readonly pivot: number;
  /** `as good as`: both sides get the same, unless negated. */
  readonly equal: boolean;
}

const preferring = new Set(['prefer', 'prefers', 'preferred', 'preferring']);
const ranked = new Set(['superior', 'inferior', 'preferable']);
const beating = new Set([
  'beat', 'beats', 'outclass', 'outclasses', 'outclassed', 'outperform', 'outperforms', 'outperformed', 'surpass',
  'surpasses', 'surpassed', 'outshines', 'outshine', 'outshone', 'trumps', '>', '<',
]);

/** The comparisons of a text, by the index of the opinion's unit. */
export function comparisonsOf(units: readonly Unit[]): ReadonlyMap<number, Comparison> {
  const found = new Map<number, Comparison>();
  for (let at = 1; at < units.length; at += 1) {
    const unit = units[at];
    if (unit === undefined) continue;
    const { word } = unit;
    if (word === 'than' || word === 'then') note(found, units, at, comparativeBefore(units, at), false);
    else if (word === 'to' || word === 'over') note(found, units, at, preferenceBefore(units, at), false);
    else if (word === 'as' && !is(units[at - 1], wordClass.subordinator)) note(found, units, at, equativeBefore(units, at), true);
    else if (beating.has(word) && units[at - 1]?.word !== 'to') found.set(at, { opinion: at, pivot: at, equal: false });
  }
  return found;
}

function note(found: Map<number, Comparison>, _units: readonly Unit[], pivot: number, opinion: number | undefined, equal: boolean): void {
  if (opinion !== undefined && !found.has(opinion)) found.set(opinion, { opinion, pivot, equal });
}

const reach = 6;

function comparativeBefore(units: readonly Unit[], pivot: number): number | undefined {
  let opinion: number | undefined;
  for (let at = pivot - 1; at >= 0 && at >= pivot - reach; at -= 1) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 1) return undefined;
    const { word } = unit;
    if (word === 'rather') return at === pivot - 1 ? undefined : at;
    if (unit.base !== 0) opinion ??= at;
    if ((word === 'better' || word === 'worse' || word.endsWith('er') || preferring.has(word)) && unit.base !== 0) return at;
    if ((word === 'more' || word === 'less') && opinion !== undefined) return opinion;
  }
  return undefined;
}

function preferenceBefore(units: readonly Unit[], pivot: number): number | undefined {
  for (let at = pivot - 1; at >= 0 && at >= pivot - reach; at -= 1) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return undefined;
    if (preferring.has(unit.word)) return at;
    if (ranked.has(unit.word)) return at === pivot - 1 ? at : undefined;
  }
  return undefined;
}

function equativeBefore(units: readonly Unit[], pivot: number): number | undefined {
  let opinion: number | undefined;
  for (let at = pivot - 1; at >= 0 && at >= pivot - 4; at -= 1) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return undefined;
    if (unit.base !== 0) opinion ??= at;
    if (unit.word === 'as' || (unit.word === 'so' && units[at - 1]?.negates === true)) return opinion;
  }
  return undefined;
}
