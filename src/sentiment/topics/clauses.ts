import * as classes from './classes.ts';
import * as bit from './fact-bits.ts';
import { noComparisons, type Comparisons } from './comparisons.ts';
import { noOpinions, opinionsIn, type Opinion } from './opinion.ts';
import type { TokenRow } from './rows.ts';
import { hasClass, tokenAt, wordAt, type TopicToken } from './token.ts';
import * as cues from './words/cues.ts';

/** The way in which a clause is joined to the one before it. */
export type Lead =
  'sentence' | 'clause' | 'comma' | 'and' | 'contrast' | 'relative' | 'subordinate' | 'inverter' | 'overflow';

/** A run of tokens without an inner boundary: a clause, or a member of a list. */
export interface Clause {
  readonly index: number;
  /** The tokens of the clause, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly lead: Lead;
  /** The number of its sentence. */
  readonly sentence: number;
  /** The index of the first token after the words that join the clause. */
  readonly body: number;
  /** Whether a word of it has an opinion by itself. */
  readonly hasOpinion: boolean;
  readonly hasVerb: boolean;
  readonly isNegated: boolean;
  /** Whether its sentence is a yes-or-no question, so that nothing in it is claimed. */
  readonly isAsked: boolean;
  /** The opinions that it expresses, in the order of its words. */
  readonly opinions: readonly Opinion[];
}

type Bounds = Pick<Clause, 'index' | 'from' | 'to' | 'lead' | 'sentence' | 'isAsked'>;

/** The longest clause in tokens. Clauses written without a mark are shorter, and the work stays linear. */
const maxClause = 60;
/** How far a coordinator looks for the rest of its clause, in tokens. */
const lookahead = 12;

const { joining } = classes;
const asking = classes.auxiliary | classes.link;

/** Returns the clauses of a text in order. Together they contain every token. */
export function clausesOf(tokens: readonly TokenRow[], comparisons: Comparisons = noComparisons): readonly Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  let sentence = 0;
  let lead: Lead = 'sentence';
  let isAsked = isQuestion(tokens, 0);
  let isInverted = startsInverted(tokens, 0);
  for (let at = 1; at <= tokens.length; at++) {
    if (isInside(tokens, at) && !isInverted && at - from < maxClause) continue;
    const next = at === tokens.length ? 'sentence' : leadAt(tokens, at, from);
    if (next === undefined) continue;
    clauses.push(clauseOf(tokens, { index: clauses.length, from, to: at, lead, sentence, isAsked }, comparisons));
    if (next === 'sentence') {
      sentence++;
      isAsked = isQuestion(tokens, at);
    }
    from = at;
    lead = next;
    isInverted = startsInverted(tokens, at);
  }
  return clauses;
}

function isQuestion(tokens: readonly TopicToken[], from: number): boolean {
  const first = tokens[from];
  if (first === undefined || !(hasClass(first, asking) || cues.asking.has(first.word))) return false;
  for (let at = from; at < Math.min(tokens.length, from + maxClause); at++) {
    if (tokens[at]?.gap === 3) return tokens[at]?.asks === true;
  }
  return false;
}

function leadAt(tokens: readonly TopicToken[], at: number, from: number): Lead | undefined {
  const token = tokens[at];
  const before = tokenAt(tokens, at - 1);
  if (token === undefined || before === undefined) return undefined;
  if (before.gap === 3) return token.symbol ? 'comma' : 'sentence';
  if (before.symbol && before.base !== 0 && !token.symbol && at > 1) return 'clause';
  const isJoined = at - 1 === from && hasClass(before, classes.contrast | classes.coordinator);
  const lead = isJoined && before.gap === 0 ? undefined : joinAt(tokens, at, from);
  if (lead !== undefined) return lead;
  if (endsInverted(tokens, at, from)) return 'clause';
  if (before.gap === 2) return 'clause';
  if (before.gap === 1) return at - 1 === from && hasClass(before, joining) ? undefined : 'comma';
  return at - from >= maxClause ? 'overflow' : undefined;
}

/**
 * Returns whether a clause starts directly after a phrase that it is contrasted with: `despite the rain | we enjoyed
 * A`.
 */
function endsInverted(tokens: readonly TopicToken[], at: number, from: number): boolean {
  if (at <= from + 1 || tokens[at - 1]?.isContent !== true) return false;
  return startsInverted(tokens, from) && startsClause(tokens, at);
}

function startsInverted(tokens: readonly TopicToken[], from: number): boolean {
  const first = tokens[from];
  if (first?.joins !== true) return false;
  return hasClass(first, classes.inverter) || (cues.instead.has(first.word) && cues.of.has(wordAt(tokens, from + 1)));
}

/** Returns whether nothing can part a token from the one before, as is so with most. */
function isInside(tokens: readonly TokenRow[], at: number): boolean {
  const token = tokens[at];
  const before = tokens[at - 1];
  if (token === undefined || before === undefined) return false;
  return ((token.facts & bit.joins) | (before.flags & (bit.gapBits | bit.symbol))) === 0;
}

function joinAt(tokens: readonly TopicToken[], at: number, from: number): Lead | undefined {
  const token = tokens[at];
  const before = tokens[at - 1];
  const after = wordAt(tokens, at + 1);
  if (token === undefined || before === undefined || !token.joins) return undefined;
  const { word } = token;
  if (cues.inverting.has(word)) return isInverting(word, after) ? 'inverter' : undefined;
  if (cues.still.has(word)) return before.gap > 0 ? 'contrast' : undefined;
  if (cues.that.has(word)) {
    if (before.classes === 0 && before.base === 0) return 'relative';
    return startsClause(tokens, at + 1) ? 'subordinate' : undefined;
  }
  if (cues.joiningClauses.has(word)) return startsClause(tokens, at + 1) ? 'subordinate' : undefined;
  if (cues.whilst.has(word)) return before.gap > 0 ? 'contrast' : 'subordinate';
  if (!hasClass(token, joining)) return undefined;
  if (hasClass(token, classes.inverter)) return 'inverter';
  if (hasClass(token, classes.relative)) return before.gap > 0 || before.classes === 0 ? 'relative' : 'subordinate';
  if (hasClass(token, classes.contrast)) return 'contrast';
  if (hasClass(token, classes.subordinator)) return 'subordinate';
  return saysSomething(tokens, from, at) && goesOn(tokens, at + 1) ? 'and' : undefined;
}

/** Returns whether a word and the one after it set a phrase against the rest, as `rather than` does. */
function isInverting(word: number, after: number): boolean {
  if (cues.rather.has(word)) return cues.than.has(after);
  if (cues.compared.has(word)) return cues.toOrWith.has(after);
  return cues.instead.has(word) && cues.of.has(after);
}

/** Returns whether a subject and its verb seem to start here. */
function startsClause(tokens: readonly TopicToken[], at: number): boolean {
  const token = tokens[at];
  if (hasClass(token, classes.speaker | classes.anaphor) && !cues.that.has(wordAt(tokens, at))) return true;
  if (!hasClass(token, classes.determiner)) return false;
  for (let next = at + 1; next < at + 5 && tokens[next - 1]?.gap === 0; next++)
    if (tokens[next]?.isVerb === true) return true;
  return false;
}

function saysSomething(tokens: readonly TopicToken[], from: number, to: number): boolean {
  for (let at = from; at < to; at++)
    if (tokens[at]?.base !== 0 || tokens[at]?.negates === true || tokens[at]?.isVerb === true) return true;
  return false;
}

/** Returns whether a coordinator leads more than another noun. */
function goesOn(tokens: readonly TopicToken[], from: number): boolean {
  for (let at = from; at < from + lookahead; at++) {
    const token = tokens[at];
    if (token === undefined || (at > from && hasClass(token, joining) && !cues.so.has(token.word))) return false;
    if (token.base !== 0 || token.negates || token.isVerb) return true;
    if (token.gap > 0) return false;
  }
  return false;
}

function clauseOf(tokens: readonly TokenRow[], bounds: Bounds, comparisons: Comparisons): Clause {
  const { index, from, to, lead, sentence, isAsked } = bounds;
  let body = from;
  while (
    body < to - 1 &&
    hasClass(tokens[body], joining) &&
    !hasClass(tokens[body], classes.determiner | classes.relative)
  )
    body++;
  let flags = 0;
  for (let at = from; at < to; at++) flags |= tokens[at]?.flags ?? 0;
  const isNegated = (flags & bit.negates) !== 0;
  const hasOpinion = (flags & bit.isOpinion) !== 0 || (isNegated && (flags & bit.isDuty) !== 0);
  const hasVerb = (flags & bit.isVerbal) !== 0;
  const mayJudge = !isAsked && (flags & (bit.isOpinion | bit.isDuty)) !== 0;
  const opinions = mayJudge ? opinionsIn(tokens, bounds, comparisons) : noOpinions;
  return { index, from, to, lead, sentence, isAsked, body, hasOpinion, hasVerb, isNegated, opinions };
}
