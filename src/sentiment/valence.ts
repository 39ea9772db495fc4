import type { ValenceChange, OnChange } from './valence-changes.ts';
import { entryBoosts, entryValences } from './dictionary.ts';
import { applyPhrases } from './phrases.ts';
import type { VaderTokens } from './tokens.ts';
import * as trait from './traits.ts';
import { capitalsBoost, negationFactor } from './rule-words.ts';

/** The share of a booster that reaches a word at distance 1, 2 and 3. */
const reach = Float64Array.of(0, 1, 0.95, 0.9);
/** The factor of `never so` and `never this`. */
const emphaticFactor = 1.25;

/**
 * Returns the valence of a hit by every rule except the one on `but`; never minus zero. The rules follow the order and
 * the oddities of the reference: a preceding word counts only if it is not itself a lexicon word, and idioms count only
 * from the fourth token on.
 */
export function valenceOf(token: number, tokens: VaderTokens, onChange?: OnChange): number {
  const { traits } = tokens;
  const own = traits[token] ?? 0;
  if ((own & trait.isKind) !== 0 && ((traits[token + 1] ?? 0) & trait.isOf) !== 0) {
    onChange?.({ rule: 'kind of', operation: 'becomes', amount: 0, from: token + 1, to: token + 1 });
    return 0;
  }
  let valence = startOf(token, tokens, onChange);
  if (tokens.capitalsDiffer && (own & trait.inCapitals) !== 0) {
    const amount = valence > 0 ? capitalsBoost : -capitalsBoost;
    onChange?.({ rule: 'capitals', operation: 'plus', amount, from: token, to: token });
    valence += amount;
  }
  for (let distance = 1; distance <= 3 && distance <= token; distance++) {
    const before = token - distance;
    const traitsBefore = traits[before] ?? 0;
    if ((traitsBefore & trait.inLexicon) !== 0) continue;
    if ((traitsBefore & trait.isBooster) !== 0) {
      const amount = boostOf(before, valence, tokens) * (reach[distance] ?? 0);
      onChange?.({ rule: 'booster', operation: 'plus', amount, from: before, to: before });
      valence += amount;
    }
    const factor = negationAt(distance, token, traits);
    if (factor !== 1) {
      onChange?.(negationChange(factor, token, { distance, traits }));
      valence *= factor;
    }
    if (distance === 3) valence = applyPhrases(valence, token, { tokens, onChange: onChange });
  }
  if (isAfterLeast(token, traits)) {
    onChange?.({ rule: 'least', operation: 'times', amount: negationFactor, from: token - 1, to: token - 1 });
    valence *= negationFactor;
  }
  return valence + 0;
}

/** Returns the lexicon's valence after the rule on the word `no`. */
function startOf(token: number, { traits, entries }: VaderTokens, onChange?: OnChange): number {
  const valence = entryValences[entries[token] ?? 0] ?? 0;
  const one = token > 0 ? (traits[token - 1] ?? 0) : 0;
  const two = token > 1 ? (traits[token - 2] ?? 0) : 0;
  const three = token > 2 ? (traits[token - 3] ?? 0) : 0;
  let no = 0;
  if ((one & trait.isNo) !== 0) no = 1;
  else if ((two & trait.isNo) !== 0) no = 2;
  else if ((three & trait.isNo) !== 0 && (one & trait.isOrNor) !== 0) no = 3;
  if (no > 0) {
    onChange?.({ rule: 'no', operation: 'times', amount: negationFactor, from: token - no, to: token - no });
    return valence * negationFactor;
  }
  if (((traits[token] ?? 0) & trait.isNo) !== 0 && ((traits[token + 1] ?? 0) & trait.inLexicon) !== 0) {
    onChange?.({ rule: 'no before a word', operation: 'becomes', amount: 0, from: token + 1, to: token + 1 });
    return 0;
  }
  return valence;
}

/** Returns the amount that a booster adds to a valence directly after it. */
function boostOf(booster: number, valence: number, { traits, entries, capitalsDiffer }: VaderTokens): number {
  const boost = entryBoosts[entries[booster] ?? 0] ?? 0;
  const signed = valence < 0 ? -boost : boost;
  if (!capitalsDiffer || ((traits[booster] ?? 0) & trait.inCapitals) === 0) return signed;
  return valence > 0 ? signed + capitalsBoost : signed - capitalsBoost;
}

/** Returns the factor of the word at a distance before, as a negation or as part of `never so`. */
function negationAt(distance: number, token: number, traits: Int32Array): number {
  const before = traits[token - distance] ?? 0;
  const one = traits[token - 1] ?? 0;
  if (distance > 1) {
    const next = traits[token - distance + 1] ?? 0;
    if ((before & trait.isNever) !== 0 && (next & trait.isSoOrThis) !== 0) return emphaticFactor;
    // At distance 3 the reference's precedence of `and` and `or` makes this hold whatever word stands there.
    if (distance === 3 && (one & trait.isSoOrThis) !== 0) return emphaticFactor;
    if ((before & trait.isWithout) !== 0 && ((next | one) & trait.isDoubt) !== 0) return 1;
  }
  return (before & trait.negates) !== 0 ? negationFactor : 1;
}

function negationChange(
  amount: number,
  token: number,
  { distance, traits }: { readonly distance: number; readonly traits: Int32Array },
): ValenceChange {
  const before = token - distance;
  if (amount < 0) return { rule: 'negation', operation: 'times', amount, from: before, to: before };
  const from = ((traits[before] ?? 0) & trait.isNever) !== 0 ? before : token - 1;
  return { rule: 'emphatic', operation: 'times', amount, from, to: Math.min(from + 1, token - 1) };
}

/** Returns whether `least` directly precedes the word, except in `at least` and `very least`. */
function isAfterLeast(token: number, traits: Int32Array): boolean {
  if (token < 1 || ((traits[token - 1] ?? 0) & trait.isLeast) === 0) return false;
  return token < 2 || ((traits[token - 2] ?? 0) & trait.isAtOrVery) === 0;
}
