import * as classes from './classes.ts';
import type { Clause } from './clauses.ts';
import { hasClass, type TopicToken } from './token.ts';

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

/** Words that end the reach of a negation before them: `can't say how much I love A`. */
const enclosing = new Set(['how', 'what', 'why', 'because']);
/** Words directly after a negation that use it up: `not only`, `don't forget the great A`. */
export const idle: ReadonlySet<string> = new Set(['only', 'just', 'mind', 'forget', 'hesitate', 'mention']);
/** Verbs of unfulfilled intentions: `I wanted to like A`. */
const unrealised = new Set([
  'want',
  'wants',
  'wanted',
  'try',
  'tried',
  'expected',
  'hoped',
  'hoping',
  'used',
  'supposed',
]);
/** Words that mean the same when negated: `bothered us`, `couldn't be bothered`. */
const unturned = new Set(['bother', 'bothers', 'bothered']);

/**
 * Returns the opinion of a token in its clause: strengthened by the boosters before it and reversed by each negation
 * before it without a mark in between. A negation ends with its clause, whereas VADER's ends after three words. Returns
 * 0 for no opinion or a doubtful one.
 */
export function valenceAt(tokens: readonly TopicToken[], at: number, clause: Clause): number {
  const token = tokens[at];
  if (token === undefined || token.base === 0 || clause.isAsked) return 0;
  let valence = token.base;
  let turned = false;
  let hasNor = false;
  for (let back = at - 1; back >= clause.from && back >= at - negationReach; back--) {
    const other = tokens[back];
    if (other === undefined || other.gap > 0) break;
    if (at - back <= boosterReach && other.booster !== 0) valence += Math.sign(valence) * other.booster;
    if (enclosing.has(other.word)) break;
    if (isGoverning(tokens, back, at)) break;
    const isNone = idle.has(tokens[back + 1]?.word ?? '') || (other.word === 'neither' && hasNor);
    if (other.negates && !isNone) turned = !turned;
    if (other.word === 'nor') hasNor = true;
  }
  const mood = moodAt(tokens, at, clause);
  if (token.role === 'duty') return turned || mood === wished ? -Math.abs(valence) : 0;
  if (unturned.has(token.word)) turned = false;
  return (turned ? valence * negation : valence) * (valence > 0 ? mood : 1);
}

/** Returns whether a negation before this verb of opinion applies to the verb alone: `I don't like the stupid A`. */
function isGoverning(tokens: readonly TopicToken[], verb: number, at: number): boolean {
  const token = tokens[verb];
  if (token?.word === 'beats') return true;
  if (token === undefined || token.base === 0 || (token.role !== 'object' && token.role !== 'subject')) return false;
  return at > verb + 1 && hasClass(tokens[verb + 1], classes.determiner);
}

/** Returns 1 for a claimed opinion, `supposed` for a conditional one and `wished` for a wish. */
function moodAt(tokens: readonly TopicToken[], at: number, clause: Clause): number {
  const comparative = tokens[at]?.word.endsWith('er') === true;
  if (tokens[clause.from]?.word === 'if') {
    return tokens[at]?.role === 'duty' || tokens[clause.from + 1]?.word === 'only' ? wished : supposed;
  }
  if (tokens[at - 1]?.word === 'to' && unrealised.has(tokens[at - 2]?.word ?? '')) return 0;
  for (let back = at - 1; back >= clause.from && back >= at - wishReach; back--) {
    const word = tokens[back]?.word ?? '';
    if (word === 'wish' || word === 'wished') return tokens[at]?.role === 'object' ? 1 : wished;
    if (word !== 'be' && word !== 'been') continue;
    const modal = tokens[back - 1]?.word ?? '';
    if (tokens[at]?.role !== 'duty' && (modal === 'would' || modal === 'could' || modal === 'should'))
      return comparative ? wished : supposed;
  }
  return 1;
}
