import { type Unit } from './unit.ts';

/**
 * A comparison: what stands before the pivot (`than`, `to`, `over`, or the verb itself) and what stands after it are
 * rated against each other (Jindal & Liu, "Mining Comparative Sentences and Relations", AAAI 2006).
 */
export interface Comparison {
  /** The unit with the opinion. */
  readonly opinion: number;
  readonly pivot: number;
  /** `as good as`: both sides get the same, unless it is negated. */
  readonly isEqual: boolean;
}

/** How far before the pivot its opinion may stand, in units. */
const reach = 6;

const preferring = new Set([
  'prefer',
  'prefers',
  'preferred',
  'preferring',
  'choose',
  'chose',
  'pick',
  'picked',
  'take',
]);
const ranking = new Set(['superior', 'inferior', 'preferable']);
const beating = new Set(
  (
    'beat beats outclass outclasses outclassed outperform outperforms outperformed surpass surpasses surpassed ' +
    'outshines outshine outshone trumps outplay outplayed outplays outdo outdoes outdid outsells outscored outpaced ' +
    'outranks > < >>> <<<'
  ).split(' '),
);
/** Opinions only in a comparison. */
const bound = new Set(['rather', '>', '<', '>>>', '<<<']);

/** The comparisons of a text by their opinion's unit. */
export function comparisonsOf(units: readonly Unit[]): ReadonlyMap<number, Comparison> {
  const found = new Map<number, Comparison>();
  for (let pivot = 1; pivot < units.length; pivot++) {
    const unit = units[pivot];
    // The pivots are cues or words of opinion: most units are neither.
    if (unit === undefined || (!unit.isCue && unit.base === 0)) continue;
    const { word } = unit;
    const opinion = opinionBefore(units, pivot, word);
    if (opinion !== undefined && !found.has(opinion)) found.set(opinion, { opinion, pivot, isEqual: word === 'as' });
  }
  return found;
}

/** Whether a unit is an opinion in a comparison only. */
export function isBound(unit: Unit | undefined): boolean {
  return bound.has(unit?.word ?? '');
}

function opinionBefore(units: readonly Unit[], pivot: number, word: string): number | undefined {
  switch (word) {
    case 'than':
    case 'then':
      return comparativeBefore(units, pivot);
    case 'to':
    case 'over':
      return preferenceBefore(units, pivot) ?? (word === 'over' && units[pivot]?.base !== 0 ? pivot : undefined);
    case 'as':
      return equalBefore(units, pivot);
    default:
      return units[pivot]?.base !== 0 && beating.has(word) && isBeating(units, pivot) ? pivot : undefined;
  }
}

/** Not `to beat`, and no `<3`: something stands at both sides. */
function isBeating(units: readonly Unit[], pivot: number): boolean {
  const before = units[pivot - 1];
  const after = units[pivot + 1];
  const stands = before?.gap === 0 && !before.symbol && before.word !== 'to' && before.word !== 'be';
  return stands && after !== undefined && !after.symbol && !after.word.startsWith('3');
}

function comparativeBefore(units: readonly Unit[], pivot: number): number | undefined {
  let nearest: number | undefined;
  let hasMore = false;
  for (let at = pivot - 1; at >= Math.max(0, pivot - reach); at--) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 1) return undefined;
    const { word, base } = unit;
    if (word === 'rather') return at === pivot - 1 ? undefined : at;
    if ((word === 'more' || word === 'less') && nearest !== undefined) return nearest;
    if (word === 'more' || word === 'less') hasMore = true;
    if (base === 0) continue;
    if (hasMore) return unit.role === 'object' ? at : undefined;
    if (word === 'worse' || word.endsWith('er') || preferring.has(word)) return at;
    nearest ??= at;
  }
  return undefined;
}

function preferenceBefore(units: readonly Unit[], pivot: number): number | undefined {
  for (let at = pivot - 1; at >= Math.max(0, pivot - reach); at--) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return undefined;
    if (preferring.has(unit.word)) return at;
    if (ranking.has(unit.word)) return at === pivot - 1 ? at : undefined;
  }
  return undefined;
}

function equalBefore(units: readonly Unit[], pivot: number): number | undefined {
  let nearest: number | undefined;
  for (let at = pivot - 1; at >= Math.max(0, pivot - 4); at--) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return undefined;
    if (unit.base !== 0) nearest ??= at;
    if (unit.word === 'as' || (unit.word === 'so' && units[at - 1]?.negates === true)) return nearest;
  }
  return undefined;
}
