import * as bit from './fact-bits.ts';
import type { TopicToken } from './token.ts';
import type { Role } from './words/opinion-words.ts';
import { noWord } from './words/word-list.ts';

/** A token that is still being read: rules see it as a `TopicToken`. */
export class TokenRow implements TopicToken {
  start = 0;
  end = 0;
  word = noWord;
  /** Bits of `fact-bits.ts`: of the word, and of this token of it. */
  facts = 0;
  flags = 0;
  // Fractions, so that the engine knows these fields as floating-point numbers.
  base = 0.5;
  event = 0.5;
  booster = 0.5;

  get form(): number {
    return bit.formOfFacts(this.facts) | (this.flags & bit.tokenForms);
  }

  get classes(): number {
    return this.facts & bit.classBits;
  }

  get role(): Role {
    return bit.roleOf(this.facts);
  }

  set role(role: Role) {
    this.facts = bit.withRole(this.facts, role);
  }

  get isCue(): boolean {
    return (this.facts & bit.isCue) !== 0;
  }

  get joins(): boolean {
    return (this.facts & bit.joins) !== 0;
  }

  get isName(): boolean {
    return (this.flags & bit.isName) !== 0;
  }

  get negates(): boolean {
    return (this.flags & bit.negates) !== 0;
  }

  get symbol(): boolean {
    return (this.flags & bit.symbol) !== 0;
  }

  get gap(): number {
    return this.flags & bit.gapBits;
  }

  get asks(): boolean {
    return (this.flags & bit.asks) !== 0;
  }

  get isVerb(): boolean {
    return (this.flags & bit.isVerb) !== 0;
  }

  get isVerbal(): boolean {
    return (this.flags & bit.isVerbal) !== 0;
  }

  get isContent(): boolean {
    return (this.flags & bit.isContent) !== 0;
  }
}

/** The number of rows that are kept for the next text. */
const keptRows = 1 << 10;

/**
 * The tokens of a thread's texts, in memory that is reused for the next text: making an object for every word of every
 * post would cost more than the rules (bench `pool`). Reading is synchronous, so no text sees another's rows.
 */
const rows: TokenRow[] = [];
let used = 0;

/** Gives all rows back. */
export function releaseRows(): void {
  used = 0;
  if (rows.length > keptRows) rows.length = keptRows;
}

/** Returns a row for a token. It still has the values of an earlier one. */
export function takeRow(): TokenRow {
  if (used === rows.length) rows.push(new TokenRow());
  const row = rows[used] ?? new TokenRow();
  used++;
  return row;
}
