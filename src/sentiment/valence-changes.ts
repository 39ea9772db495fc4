/** The rules that change the valence of a word. */
export type ValenceRule =
  | 'booster word'
  | 'no'
  | 'no before a word'
  | 'kind of'
  | 'capitals'
  | 'booster'
  | 'negation'
  | 'emphatic'
  | 'idiom'
  | 'booster phrase'
  | 'least'
  | 'but';

/** A change of a valence, which is set to `amount`, increased by it or multiplied by it. */
export interface ValenceChange {
  readonly rule: ValenceRule;
  readonly operation: 'becomes' | 'plus' | 'times';
  readonly amount: number;
  /** The first and last token that caused it. */
  readonly from: number;
  readonly to: number;
}

/** Called with each change as it happens. Plain scoring passes no callback and pays nothing for it. */
export type OnChange = (change: ValenceChange) => void;

/** Returns a valence after a change. */
export function applyChange(
  valence: number,
  { operation, amount }: Pick<ValenceChange, 'operation' | 'amount'>,
): number {
  if (operation === 'becomes') return amount;
  return operation === 'plus' ? valence + amount : valence * amount;
}
