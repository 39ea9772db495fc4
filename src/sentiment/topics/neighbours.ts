import type { Clause } from './clauses.ts';
import type { ParsedText, Target } from './parsed-text.ts';

/** A target whose own clause has no opinion about it. */
export interface UnaddressedTarget {
  readonly parsed: ParsedText;
  readonly target: Target;
  readonly clause: Clause;
}

/** The number of list members that are followed. */
export const maxMembers = 12;

/** Returns the preceding clause of the same sentence. */
export function clauseBefore({ clauses }: ParsedText, { index, sentence }: Clause): Clause | undefined {
  const other = index > 0 ? clauses[index - 1] : undefined;
  return other?.sentence === sentence ? other : undefined;
}

/** Returns the following clause of the same sentence. */
export function clauseAfter({ clauses }: ParsedText, { index, sentence }: Clause): Clause | undefined {
  const other = clauses[index + 1];
  return other?.sentence === sentence ? other : undefined;
}

/** Returns whether a clause may be a member of a list. */
export const isMember = ({ lead }: Clause): boolean => lead === 'comma' || lead === 'and';

/** Returns whether a clause is joined to the one before as its equal. */
export const isCoordinated = ({ lead }: Clause): boolean => lead === 'comma' || lead === 'and' || lead === 'contrast';
