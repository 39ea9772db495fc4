import * as classes from './classes.ts';
import { capital } from './form.ts';
import type { ParsedText, Target } from './parsed-text.ts';
import { hasClass, hasForm, wordAt } from './token.ts';
import { occasions, persons, ratedNouns, settings } from './words/topic-nouns.ts';

/** The longest distance from a topic back to its determiner, in tokens. */
const reach = 3;
/** The share of an opinion that counts for a name, for a thing that reviews rate, for an occasion, and for a topic without a determiner. */
const ofName = 1.25;
const ofRated = 1.5;
const ofOccasion = 0.4;
const ofBare = 0.5;

/**
 * Returns how likely an opinion beside a topic is one about it, as a factor of all weights. A topic without a determiner
 * or a capital is often only mentioned: in `watching football with my great friends` nobody judges football.
 */
export function regardOf({ tokens }: ParsedText, target: Target): number {
  const head = wordAt(tokens, target.to - 1);
  if (settings.has(head)) return ofOccasion;
  if (isPerson(tokens, target)) return ofName;
  const regard = isDetermined(tokens, target) ? 1 : ofBare;
  if (ratedNouns.has(head)) return regard * ofRated;
  return occasions.has(head) ? regard * ofOccasion : regard;
}

/** Returns whether a topic is written as a name, or stands for one. */
export function isPerson(tokens: ParsedText['tokens'], { from }: Target): boolean {
  return hasForm(tokens[from], capital) || persons.has(wordAt(tokens, from));
}

/** Returns whether a determiner leads a topic. */
export function isDetermined(tokens: ParsedText['tokens'], { from }: Target): boolean {
  for (let at = from - 1; at >= Math.max(0, from - reach); at--) {
    const token = tokens[at];
    if (token === undefined || token.gap > 0) return false;
    if (hasClass(token, classes.determiner)) return true;
    if (token.classes !== 0) return false;
  }
  return false;
}
