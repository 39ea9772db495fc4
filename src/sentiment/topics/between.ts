import * as classes from './classes.ts';
import * as form from './form.ts';
import { hasClass, hasForm, type TopicToken } from './token.ts';
import * as cues from './words/cues.ts';
import { noWord } from './words/word-list.ts';

/** The words between an opinion and a topic. */
export interface Between {
  readonly hasVerb: boolean;
  /** Whether there is a form of `be` or an auxiliary, and so a clause of its own. */
  readonly hasLink: boolean;
  readonly hasSpeaker: boolean;
  /** Whether there is a pronoun that may be a subject. */
  readonly hasSubject: boolean;
  /** Whether the only verb is a linking verb right before the second: `is the`. */
  readonly isEquation: boolean;
  /** Whether a linking verb directly precedes the second. */
  readonly isLinkLast: boolean;
  readonly hasDeterminer: boolean;
  readonly hasCoordinator: boolean;
  /** The number of the first preposition, including `to` and `than`; `noWord` without one. */
  readonly preposition: number;
  /** Whether one of the prepositions is of place or time. */
  readonly hasSetting: boolean;
  /** Whether there is a verb of saying. */
  readonly isReported: boolean;
  /** The number of nouns and similar words. */
  readonly content: number;
}

/** Returns what stands between two tokens, `to` exclusive. */
export function between(tokens: readonly TopicToken[], from: number, to: number): Between {
  let verbs = 0;
  let isLinkLast = false;
  let bits = 0;
  let hasLink = false;
  let preposition = noWord;
  let content = 0;
  let isReported = false;
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    bits |= token.classes;
    if (token.isVerbal) verbs++;
    if (cues.saying.has(token.word)) isReported = true;
    if (!hasClass(token, classes.determiner)) isLinkLast = hasClass(token, classes.link);
    if (hasClass(token, classes.link | classes.auxiliary) && !hasForm(token, form.ing)) hasLink = true;
    if (preposition === noWord && isPreposition(token)) preposition = token.word;
    if (token.isContent) content++;
  }
  return {
    hasVerb: verbs > 0,
    hasLink,
    preposition,
    content,
    isReported,
    hasSpeaker: (bits & classes.speaker) !== 0,
    hasSubject: (bits & (classes.speaker | classes.anaphor)) !== 0,
    isEquation: verbs === 1 && isLinkLast,
    isLinkLast,
    hasDeterminer: (bits & classes.determiner) !== 0,
    hasCoordinator: (bits & classes.coordinator) !== 0,
    hasSetting: (bits & classes.setting) !== 0,
  };
}

function isPreposition(token: TopicToken): boolean {
  return hasClass(token, classes.preposition) || cues.to.has(token.word) || cues.than.has(token.word);
}
