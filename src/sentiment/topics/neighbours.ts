import type { Clause, Lead } from './clauses.ts';
import type { Opinion } from './opinion.ts';
import type { ParsedText, Target } from './parsed-text.ts';

/** A target whose own clause has no opinion about it. */
export interface UnaddressedTarget {
  readonly parsed: ParsedText;
  readonly target: Target;
  readonly clause: Clause;
}

/** The result of a rule that does not apply. */
export const noOpinions: readonly Opinion[] = [];
/** The number of list members that are followed. */
export const maxMembers = 12;

/** Returns the preceding clause of the same sentence. */
export function clauseBefore({ clauses }: ParsedText, { index, sentence }: Clause): Clause | undefined {
  const other = clauses[index - 1];
  return other?.sentence === sentence ? other : undefined;
}

/** Returns the following clause of the same sentence. */
export function clauseAfter({ clauses }: ParsedText, { index, sentence }: Clause): Clause | undefined {
  const other = clauses[index + 1];
  return other?.sentence === sentence ? other : undefined;
}

/** Returns whether a clause is joined to the one before in one of these ways. */
export function joins({ lead }: Clause, ...leads: readonly Lead[]): boolean {
  return leads.includes(lead);
}
