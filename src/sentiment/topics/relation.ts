import * as classes from './classes.ts';
import type { Clause } from './clauses.ts';
import type { TopicRule } from './rules.ts';
import type { ParsedText, Target } from './parsed-text.ts';
import { hasClass, type TopicToken } from './token.ts';

/** A target with its clause. */
export interface TargetInClause {
  readonly target: Target;
  readonly clause: Clause;
}

/** The words between an opinion and a target. */
interface Between {
  readonly hasVerb: boolean;
  /** Whether there is a form of `be` or an auxiliary, and so a clause of its own. */
  readonly hasLink: boolean;
  readonly hasSpeaker: boolean;
  /** Whether there is a pronoun that may be a subject. */
  readonly hasSubject: boolean;
  /** Whether the only verb is a linking verb right before the target: `is the`. */
  readonly isEquation: boolean;
  /** Whether a linking verb directly precedes the target. */
  readonly isLinkLast: boolean;
  readonly hasDeterminer: boolean;
  readonly hasCoordinator: boolean;
  /** The first preposition, including `to` and `than`. */
  readonly preposition: string | undefined;
  /** Whether one of the prepositions is of place or time. */
  readonly hasSetting: boolean;
  /** The number of nouns and similar words. */
  readonly content: number;
}

/** How far a noun phrase extends back to its preposition, in tokens. */
const phraseReach = 5;
const experiences = new Set(
  'time day night evening weekend week stay visit trip experience holiday vacation meal lunch dinner breakfast'.split(
    ' ',
  ),
);
const superlatives = new Set(['best', 'worst', 'the best', 'the worst']);
const rescues = new Set(['save', 'saves', 'saved', 'rescue', 'rescues', 'rescued', 'redeemed']);
const governing = new Set(['from', 'by', 'with', 'about', 'for', 'to', 'towards']);

/**
 * Returns the rule that relates an opinion to a target in the same clause; undefined when it does not concern the
 * target.
 */
export function relationOf(
  { tokens }: Pick<ParsedText, 'tokens'>,
  { target, clause }: TargetInClause,
  at: number,
): TopicRule | undefined {
  if (at >= target.from && at < target.to) return undefined;
  return at < target.from ? relateBefore(tokens, target, at) : relateAfter(tokens, { target, clause }, at);
}

function relateBefore(tokens: readonly TopicToken[], target: Target, at: number): TopicRule | undefined {
  const token = tokens[at];
  const gap = between(tokens, at + 1, target.from);
  const { preposition, content } = gap;
  switch (token?.role) {
    case undefined:
    case 'duty':
      return undefined;
    case 'emotion':
      return gap.hasVerb && !gap.hasSubject && preposition === undefined ? undefined : 'emotion';
    case 'object':
      if (gap.hasVerb && (gap.hasSpeaker || gap.hasLink)) return undefined;
      return preposition === undefined || content === 0 ? 'object' : 'objectFar';
    case 'subject': {
      // This is the case of `the only thing that saved it was A`.
      if (gap.isLinkLast && isClefting(tokens, at)) return 'named';
      if (rescues.has(token.word) && preposition === 'from') return 'savedFrom';
      const isState = !gap.hasVerb && hasClass(tokens[at + 1], classes.preposition) && token.word.endsWith('ed');
      return isState ? 'cause' : undefined;
    }
    case 'quality':
      if (gap.hasVerb) return gap.isEquation && content > 0 && preposition === undefined ? 'named' : undefined;
      if (preposition === undefined) return gap.hasDeterminer && !gap.hasCoordinator ? undefined : 'attribute';
      if (preposition === 'of') return 'attributeOf';
      if (content === 1 && experiences.has(tokens[at + 1]?.word ?? '')) return 'experience';
      if (superlatives.has(token.word) && content > 0 && (preposition === 'at' || preposition === 'in'))
        return 'directed';
      if (gap.hasSetting || !governing.has(preposition)) return undefined;
      return content === 0 ? 'directed' : 'attributeWith';
  }
}

/** Returns whether a verb follows a cleft: `what saved`, `that ruined`. */
function isClefting(tokens: readonly TopicToken[], at: number): boolean {
  const word = tokens[at - 1]?.word;
  return word === 'that' || word === 'which' || word === 'what' || word === 'who';
}

function relateAfter(
  tokens: readonly TopicToken[],
  { target, clause }: TargetInClause,
  at: number,
): TopicRule | undefined {
  const token = tokens[at];
  const gap = between(tokens, target.to, at);
  if (token?.role === 'object') return relateObject(tokens, target, at);
  const lead = leadingPreposition(tokens, target, clause);
  if (lead !== undefined) {
    if (isPartOf(tokens, lead)) return 'subjectOf';
    return token?.symbol === true ? 'followsFar' : undefined;
  }
  if (token?.symbol === true) return 'symbol';
  // In `A saved by B` A is what needed saving.
  if (rescues.has(token?.word ?? '') && tokens[at + 1]?.word === 'by') return undefined;
  if ((token?.role === 'subject' || token?.role === 'duty') && (gap.hasVerb || gap.preposition === undefined))
    return 'subject';
  if (!gap.hasVerb) {
    if (gap.preposition !== undefined) return gap.preposition === 'with' ? 'has' : undefined;
    return gap.content === 0 ? 'follows' : 'followsFar';
  }
  if (isLinked(tokens, target.to, at)) return 'predicate';
  if (gap.preposition !== undefined) return 'deedWith';
  return at - target.to <= 4 ? 'deed' : 'deedFar';
}

/** Handles `A I love` and `A is loved`. In `my sister loves` the target is the one who loves. */
function relateObject(tokens: readonly TopicToken[], target: Target, at: number): TopicRule | undefined {
  const token = tokens[at];
  const next = tokens[at + 1];
  let hasSpeaker = false;
  let hasLink = false;
  for (let back = target.to; back < at; back++) {
    if (hasClass(tokens[back], classes.speaker)) hasSpeaker = true;
    if (hasClass(tokens[back], classes.link)) hasLink = true;
  }
  const isFinal = token?.gap !== 0 || next === undefined || (next.classes !== 0 && !hasClass(next, classes.determiner));
  if (hasSpeaker && isFinal) return 'fronted';
  return hasLink && token?.word.endsWith('ed') === true ? 'passive' : undefined;
}

/** Returns whether a linking verb precedes the opinion with only adverbs and the like in between. */
function isLinked(tokens: readonly TopicToken[], from: number, at: number): boolean {
  let back = at - 1;
  while (back > from) {
    const token = tokens[back];
    if (token === undefined) return false;
    if (!hasClass(token, classes.adverb | classes.determiner) && token.booster === 0 && !token.negates) break;
    back--;
  }
  return hasClass(tokens[back], classes.link);
}

/**
 * Returns the index of the preposition that leads the target's noun phrase in the clause; undefined when there is none.
 */
export function leadingPreposition(
  tokens: readonly TopicToken[],
  target: Target,
  clause: Pick<Clause, 'from'>,
): number | undefined {
  for (let at = target.from - 1; at >= Math.max(clause.from, target.from - phraseReach); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return undefined;
    if (hasClass(token, classes.preposition) || token.word === 'to') return at;
    const isPhrase = token.classes === 0 || hasClass(token, classes.determiner | classes.coordinator);
    if (!isPhrase || token.isVerbal) return undefined;
  }
  return undefined;
}

/**
 * Returns whether an opinion about the whole phrase is about the noun after this preposition: `the taste of`, `all
 * about`.
 */
function isPartOf(tokens: readonly TopicToken[], at: number): boolean {
  const word = tokens[at]?.word;
  return word === 'of' || (word === 'about' && tokens[at - 1]?.word.endsWith('thing') === true);
}

function between(tokens: readonly TopicToken[], from: number, to: number): Between {
  let verbs = 0;
  let isLinkLast = false;
  let bits = 0;
  let hasLink = false;
  let preposition: string | undefined;
  let content = 0;
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    bits |= token.classes;
    if (token.isVerbal) verbs++;
    if (!hasClass(token, classes.determiner)) isLinkLast = hasClass(token, classes.link);
    if (hasClass(token, classes.link | classes.auxiliary) && !token.word.endsWith('ing')) hasLink = true;
    if (hasClass(token, classes.preposition) || token.word === 'to' || token.word === 'than')
      preposition ??= token.word;
    if (token.isContent) content++;
  }
  return {
    hasVerb: verbs > 0,
    hasLink,
    preposition,
    content,
    hasSpeaker: (bits & classes.speaker) !== 0,
    hasSubject: (bits & (classes.speaker | classes.anaphor)) !== 0,
    isEquation: verbs === 1 && isLinkLast,
    isLinkLast,
    hasDeterminer: (bits & classes.determiner) !== 0,
    hasCoordinator: (bits & classes.coordinator) !== 0,
    hasSetting: (bits & classes.setting) !== 0,
  };
}

/** Returns whether a target is in the position of the clause's subject. */
export function isSubject(tokens: readonly TopicToken[], target: Target, clause: Clause): boolean {
  if (leadingPreposition(tokens, target, clause) !== undefined) return false;
  for (let at = clause.from; at < target.from; at++) if (tokens[at]?.isVerb === true) return false;
  return true;
}
