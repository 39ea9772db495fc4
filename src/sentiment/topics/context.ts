import * as classes from './classes.ts';
import type { Role } from './words/opinion-words.ts';
import * as form from './form.ts';
import type { TokenRow } from './rows.ts';
import { hasClass, hasForm, tokenAt, wordAt } from './token.ts';
import type { WordList } from './words/word-list.ts';
import * as senses from './words/senses.ts';

/**
 * Adjusts the last token and those before it where the sense of a word depends on its neighbours. The rules are our
 * own: `like` as a preposition, `pretty` and other boosters as adverbs, and the phrases of `phraseAt`.
 */
export function resolveContext(tokens: readonly TokenRow[]): void {
  const at = tokens.length - 1;
  const token = tokens[at];
  const neighbour = tokenAt(tokens, at - 1);
  if (token === undefined || neighbour === undefined) return;
  const before = neighbour.gap === 0 ? neighbour : undefined;
  if (senses.like.has(token.word) && (before === undefined || !senses.likers.has(before.word))) token.base = 0;
  if (before === undefined) return;
  if (senses.acting.has(token.word) || senses.preparing.has(before.word)) resolveCue(tokens, at, before);
  if (token.base > 0 && before.base < 0 && senses.strengthening.has(before.word)) {
    before.base = 0;
    before.booster = 0.293;
  }
  if (hasForm(token, form.comparative) || senses.worse.has(token.word)) ranking(tokens, at);
  if (before.booster !== 0 && token.base !== 0 && token.role !== 'duty') before.base = 0;
}

/** Applies the rules that test a word by name: the token at `at`, or the one before it. */
function resolveCue(tokens: readonly TokenRow[], at: number, before: TokenRow): void {
  const token = tokens[at];
  if (token === undefined) return;
  const { word } = token;
  if (senses.over.has(word)) preferring(tokens, at);
  if (senses.again.has(word)) repeating(tokens, at);
  if (senses.as.has(word)) falling(tokens, at);
  if (senses.thanks.has(before.word) && senses.to.has(word)) blaming(tokens, at - 1);
  if (senses.rather.has(before.word) && senses.than.has(word)) preferring(tokens, at - 1);
  if (senses.instead.has(before.word) && senses.of.has(word)) preferring(tokens, at - 1);
  if (senses.days.has(word) && senses.any.has(before.word)) anyDay(tokens, at - 1);
  if (
    senses.missing.has(before.word) &&
    hasClass(token, classes.determiner) &&
    (tokenAt(tokens, at - 2)?.gap ?? 3) === 3
  )
    longing(before);
  const phrase = phraseAt(tokens, at, before);
  if (phrase !== undefined) [token.base, token.role] = phrase;
  if (senses.pretty.has(before.word) && (token.base !== 0 || hasClass(token, classes.adverb | classes.determiner))) {
    before.base = 0;
    before.booster = 0.293;
  }
}

/** The distance within which words before a comparative change its meaning, in tokens. */
const rankingReach = 5;

/** Handles `never had a better A`, which ranks A highest, and `I've had better A`, which does not. */
function ranking(tokens: readonly TokenRow[], at: number): void {
  const token = tokens[at];
  if (token === undefined || token.base <= 0) return;
  let hasVerb = false;
  let isExceeded = false;
  for (let back = at - 1; back >= Math.max(0, at - rankingReach); back--) {
    const other = tokens[back];
    if (other === undefined || other.gap > 0) break;
    if (other.negates && (back === at - 1 || hasVerb)) {
      token.base = -2.5;
      return;
    }
    if (senses.surpassing.has(other.word)) hasVerb = true;
    if (senses.exceeding.has(other.word)) isExceeded = true;
  }
  if (isExceeded) token.base = -1.5;
}

/** Handles `choose A over B`. */
function preferring(tokens: readonly TokenRow[], over: number): void {
  for (let at = over - 2; at >= over - 4; at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return;
    if (!senses.choosing.has(token.word)) continue;
    token.base = 2;
    token.role = 'object';
  }
}

/** Handles `missed it thanks to A`, which blames A. */
function blaming(tokens: readonly TokenRow[], thanks: number): void {
  let sum = 0;
  for (let at = thanks - 1; at >= Math.max(0, thanks - 12); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 1) break;
    sum += token.negates && token.base === 0 ? -1 : token.base;
  }
  const token = tokens[thanks];
  if (token !== undefined && sum < 0) token.base = -1.5;
}

/** Handles `not as sharp as B`: an unknown quality that one side lacks is a merit. */
function falling(tokens: readonly TokenRow[], as: number): void {
  const merit = tokenAt(tokens, as - 1);
  if (merit?.base !== 0 || merit.classes !== 0 || !senses.as.has(wordAt(tokens, as - 2))) return;
  for (let at = as - 3; at >= Math.max(0, as - 5); at--) {
    if (tokens[at]?.gap !== 0) return;
    if (tokens[at]?.negates === true) merit.base = 1.5;
  }
}

/** Handles `would buy A again`, `never buy A again`. */
function repeating(tokens: readonly TokenRow[], again: number): void {
  for (let at = again - 1; at >= Math.max(1, again - 8); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return;
    if (!senses.repeated.has(token.word)) continue;
    const modal =
      tokens[
        hasClass(tokenAt(tokens, at - 1), classes.adverb) && tokenAt(tokens, at - 1)?.negates !== true ? at - 2 : at - 1
      ];
    if (modal === undefined || !(senses.intending.has(modal.word) || modal.negates)) return;
    token.base = 1.5;
    token.role = 'object';
  }
}

/** Handles `Miss the A.` without a speaker. */
function longing(token: TokenRow): void {
  token.base = 1.5;
  token.role = 'object';
}

/** Handles `A over B any day`. */
function anyDay(tokens: readonly TokenRow[], any: number): void {
  for (let at = any - 1; at >= Math.max(1, any - 6); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return;
    if (!senses.over.has(token.word) || token.base !== 0) continue;
    token.base = 2;
    return;
  }
}

/**
 * Returns the opinion of a phrase that the token completes. A negation inside the phrase is already part of the value.
 */
function phraseAt(tokens: readonly TokenRow[], at: number, before: TokenRow): readonly [number, Role] | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  const { word } = token;
  if (token.isCue) {
    if (senses.waiting.has(word)) return isCannot(tokens, at - 1) ? [-2.5, 'emotion'] : undefined;
    if (senses.standing.has(word)) return isCannot(tokens, at - 1) ? [2.5, 'object'] : undefined;
    if (senses.beating.has(word)) {
      if (senses.be.has(before.word)) return isCannot(tokens, at - 2) ? [-2.5, 'quality'] : undefined;
      return isCannot(tokens, at - 1) ? [-2.5, 'object'] : undefined;
    }
    if (senses.to.has(word)) {
      return senses.forward.has(before.word) && isIn(tokenAt(tokens, at - 2), senses.looking)
        ? [2, 'emotion']
        : undefined;
    }
    if (senses.missing.has(word)) return hasClass(before, classes.speaker) ? [1.5, 'object'] : undefined;
    if (senses.days.has(word)) {
      return senses.my.has(before.word) && isIn(tokenAt(tokens, at - 2), senses.making) ? [2.5, 'subject'] : undefined;
    }
    if (senses.rule.has(word)) return senses.they.has(before.word) ? [2, 'subject'] : undefined;
    if (senses.cheap.has(word)) {
      return hasClass(before, classes.link) && !senses.forms.has(before.word) ? [-1.5, 'quality'] : undefined;
    }
  }
  if (senses.well.has(before.word) && isParticiple(token)) return [1.8, 'quality'];
  if (isUnsurpassed(tokens, at)) return [senses.worse.has(word) ? 2.5 : -2.5, 'quality'];
  return isExcess(token, before) ? [-1.5, 'quality'] : undefined;
}

/** Returns whether a word is a participle, as in `well made`. */
function isParticiple(token: TokenRow | undefined): boolean {
  return hasForm(token, form.past) || (token !== undefined && senses.participles.has(token.word));
}

/** Returns whether a comparative completes `couldn't be better` or `couldn't have been nicer`. */
function isUnsurpassed(tokens: readonly TokenRow[], at: number): boolean {
  const verb = wordAt(tokens, at - 1);
  if (!senses.being.has(verb)) return false;
  const token = tokens[at];
  if (!(hasForm(token, form.comparative) || senses.worse.has(wordAt(tokens, at)))) return false;
  if (senses.be.has(verb)) return isCannot(tokens, at - 2);
  return senses.have.has(wordAt(tokens, at - 2)) && isCannot(tokens, at - 3);
}

/** Returns whether `too` precedes a plain adjective, which finds fault. */
function isExcess(token: TokenRow | undefined, before: TokenRow): boolean {
  return senses.too.has(before.word) && token?.base === 0 && token.classes === 0 && !token.symbol && !token.isName;
}

function isIn(token: TokenRow | undefined, list: WordList): boolean {
  return token !== undefined && list.has(token.word);
}

function isCannot(tokens: readonly TokenRow[], at: number): boolean {
  const word = wordAt(tokens, at);
  if (senses.cannot.has(word)) return true;
  return senses.nots.has(word) && senses.can.has(wordAt(tokens, at - 1));
}
