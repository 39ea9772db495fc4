import * as classes from './classes.ts';
import * as form from './form.ts';
import { isBound, type Comparisons } from './comparisons.ts';
import { hasClass, hasForm, wordAt, type TopicToken } from './token.ts';
import * as cues from './words/cues.ts';

/** VADER's factor of a negation. */
const negation = -0.74;
/** How far a negation in the same clause, and a booster, reach to an opinion after them, in tokens. */
const negationReach = 6;
const wishReach = 10;
const boosterReach = 3;
/** The share of an opinion that is only supposed. */
const supposed = 0.4;
/** The factor of a wish for better, which criticises the present. */
const wished = -0.7;

/** An opinion in its context. */
export interface Opinion {
  /** The index of the token with the opinion. */
  readonly token: number;
  /** About -4.7 to 4.7. */
  readonly valence: number;
  /** The share of the rule's weight that it has; 1 when absent. */
  readonly share?: number;
}

/** The facts of a clause on which its opinions depend. */
export interface OpinionRange {
  /** The tokens of the clause, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly isAsked: boolean;
}

/** The opinions of a clause without any, and the result of a rule that does not apply. */
export const noOpinions: readonly Opinion[] = [];

/** Returns the opinions of the tokens of a clause, in their order. */
export function opinionsIn(
  tokens: readonly TopicToken[],
  clause: OpinionRange,
  comparisons: Comparisons,
): readonly Opinion[] {
  const found: Opinion[] = [];
  for (let at = clause.from; at < clause.to; at++) {
    const token = tokens[at];
    if (token === undefined || token.base === 0 || (isBound(token) && !comparisons.has(at))) continue;
    const valence = valenceAt(tokens, at, clause);
    if (valence !== 0) found.push({ token: at, valence });
  }
  return found;
}

/**
 * Returns the opinion of a token in its clause: strengthened by the boosters before it and reversed by each negation
 * before it without a mark in between. A negation ends with its clause, whereas VADER's ends after three words. Returns
 * 0 for no opinion or a doubtful one.
 */
function valenceAt(tokens: readonly TopicToken[], at: number, clause: OpinionRange): number {
  const token = tokens[at];
  if (token === undefined || token.base === 0 || clause.isAsked) return 0;
  let valence = token.base;
  let turned = false;
  let hasNor = false;
  for (let back = at - 1; back >= clause.from && back >= at - negationReach; back--) {
    const other = tokens[back];
    if (other === undefined || other.gap > 0) break;
    if (at - back <= boosterReach && other.booster !== 0) valence += Math.sign(valence) * other.booster;
    if (cues.enclosing.has(other.word)) break;
    if (isGoverning(tokens, back, at)) break;
    const isNone = cues.idle.has(wordAt(tokens, back + 1)) || (hasNor && cues.neither.has(other.word));
    if (other.negates && !isNone) turned = !turned;
    if (cues.nor.has(other.word)) hasNor = true;
  }
  const mood = moodAt(tokens, at, clause);
  if (token.role === 'duty') return turned || mood === wished ? -Math.abs(valence) : 0;
  if (cues.unturned.has(token.word)) turned = false;
  return (turned ? valence * negation : valence) * (valence > 0 ? mood : 1);
}

/** Returns whether a negation before this verb of opinion applies to the verb alone: `I don't like the stupid A`. */
function isGoverning(tokens: readonly TopicToken[], verb: number, at: number): boolean {
  const token = tokens[verb];
  if (token === undefined) return false;
  if (cues.beats.has(token.word)) return true;
  if (token.base === 0 || (token.role !== 'object' && token.role !== 'subject')) return false;
  return at > verb + 1 && hasClass(tokens[verb + 1], classes.determiner);
}

/** Returns 1 for a claimed opinion, `supposed` for a conditional one and `wished` for a wish. */
function moodAt(tokens: readonly TopicToken[], at: number, clause: OpinionRange): number {
  const comparative = hasForm(tokens[at], form.comparative);
  if (cues.ifs.has(wordAt(tokens, clause.from))) {
    return tokens[at]?.role === 'duty' || cues.only.has(wordAt(tokens, clause.from + 1)) ? wished : supposed;
  }
  if (cues.to.has(wordAt(tokens, at - 1)) && cues.unrealised.has(wordAt(tokens, at - 2))) return 0;
  for (let back = at - 1; back >= clause.from && back >= at - wishReach; back--) {
    const word = wordAt(tokens, back);
    if (cues.wishing.has(word)) return tokens[at]?.role === 'object' ? 1 : wished;
    if (!cues.being.has(word)) continue;
    const before = wordAt(tokens, back - 1);
    if (cues.having.has(before) && cues.supposing.has(wordAt(tokens, back - 2))) return wished;
    if (cues.to.has(before) && cues.unfulfilled.has(wordAt(tokens, back - 2))) return wished;
    if (tokens[at]?.role !== 'duty' && cues.supposing.has(before)) return comparative ? wished : supposed;
  }
  return 1;
}
