/** The rules that change a word's valence. */
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

/** One change of a valence: it becomes `amount`, or `amount` is added to it, or it is multiplied with it. */
export interface ValenceChange {
  readonly rule: ValenceRule;
  readonly operation: 'becomes' | 'plus' | 'times';
  readonly amount: number;
  /** The first and the last of the tokens that brought it about. */
  readonly from: number;
  readonly to: number;
}

/** Is told of every change as it happens. Scoring alone has none, and pays nothing for it. */
export type OnChange = (change: ValenceChange) => void;

/** A valence after a change. */
export function applyChange(
  valence: number,
  { operation, amount }: Pick<ValenceChange, 'operation' | 'amount'>,
): number {
  if (operation === 'becomes') return amount;
  return operation === 'plus' ? valence + amount : valence * amount;
}
