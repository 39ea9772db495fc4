import * as classes from './classes.ts';
import * as bit from './fact-bits.ts';
import * as form from './form.ts';
import type { TokenRow } from './rows.ts';
import { hasClass, hasForm, type TopicToken } from './token.ts';
import { to } from './words/cues.ts';
import { wordList } from './words/word-list.ts';

const verbs = classes.verb | classes.link | classes.auxiliary;
const subjects = classes.speaker | classes.anaphor;

/** Words after which a word of the verb list is a noun: `the sound`, `my order`. */
const articles = wordList('the a an my your our their every another');

/**
 * Sets the part of speech of each token. A verb without an opinion is a word of the list, a form in -ed without a
 * determiner before it, or a word after a pronoun, an auxiliary or `to`. After an adjective of opinion a word of the
 * list is a noun (`a great show`).
 */
export function tagPartsOfSpeech(tokens: readonly TokenRow[]): void {
  let before: TokenRow | undefined;
  for (const token of tokens) {
    if ((token.facts & verbs) !== 0 && before?.gap === 0 && articles.has(before.word)) token.facts &= ~verbs;
    const { facts } = token;
    const isOpen = (facts & bit.classBits) === 0;
    let found = 0;
    if ((isOpen || (facts & verbs) !== 0) && isVerbAfter(before, token)) found = bit.isVerb | bit.isVerbal;
    else if (isOpen && !token.symbol) found = bit.isContent;
    if (token.base !== 0) found |= bit.opinionBits(facts);
    if (token.event !== 0) found |= bit.isEventful;
    token.flags |= found;
    before = token;
  }
}

function isVerbAfter(before: TopicToken | undefined, token: TopicToken): boolean {
  if (hasClass(token, verbs)) return hasClass(token, classes.link | classes.auxiliary) || !isModifier(before);
  if (token.classes !== 0 || token.symbol || token.isName) return false;
  if (before === undefined || before.gap > 0 || (token.role === 'quality' && token.base !== 0)) return false;
  const isDetermined = hasClass(before, classes.determiner);
  if (hasForm(token, form.past) && !isDetermined) return true;
  return hasClass(before, classes.auxiliary) || to.has(before.word) || (hasClass(before, subjects) && !isDetermined);
}

function isModifier(token: TopicToken | undefined): boolean {
  return token?.gap === 0 && token.base !== 0 && token.role === 'quality' && !token.symbol;
}
