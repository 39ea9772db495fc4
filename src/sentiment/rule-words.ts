/*
 * The words used by VADER's rules. The reference is the Python package vaderSentiment 3.3.x (Hutto & Gilbert 2014);
 * constants are named after the paper's findings, not its code.
 */

/**
 * The amount that a booster adds to the size of a valence, "empirically derived mean sentiment intensity rating
 * increase".
 */
export const boost = 0.293;
/** The amount that capitals add when only some words of the text are in capitals. */
export const capitalsBoost = 0.733;
/** The factor of a negation. */
export const negationFactor = -0.74;

const strengthening = `
  absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous enormously
  entirely especially exceptional exceptionally extreme extremely fabulously flipping flippin frackin fracking
  fricking frickin frigging friggin fully fuckin fucking fuggin fugging greatly hella highly hugely incredible
  incredibly intensely major majorly more most particularly purely quite really remarkably so substantially
  thoroughly total totally tremendous tremendously uber unbelievably unusually utter utterly very`;

const weakening = `
  almost barely hardly kinda kindof kind-of less little marginal marginally occasional occasionally partly scarce
  scarcely slight slightly somewhat sorta sortof sort-of`;

const negating = `
  aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't didn't doesn't dont hadnt
  hasnt havent isnt mightnt mustnt neither don't hadn't hasn't haven't isn't mightn't mustn't neednt needn't never
  none nope nor not nothing nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't shouldn't uh-uh wasn't
  weren't without wont wouldnt won't wouldn't rarely seldom despite`;

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

/** Single words that strengthen or weaken the next word, with the amount they add to its size. */
export const boosters: ReadonlyMap<string, number> = new Map([
  ...list(strengthening).map((word) => [word, boost] as const),
  ...list(weakening).map((word) => [word, -boost] as const),
]);

/** Words that negate; so does any token that contains `n't`. */
export const negators: readonly string[] = list(negating);

/** A phrase of two or three words with a meaning of its own. */
export interface VaderPhrase {
  readonly words: readonly string[];
  /** An idiom sets the valence of the word beside it; a booster adds to it. */
  readonly kind: 'idiom' | 'booster';
  readonly valence: number;
}

const phrase =
  (kind: VaderPhrase['kind']) =>
  ([words, valence]: readonly [string, number]): VaderPhrase => ({ words: words.split(' '), kind, valence });

const idioms: readonly (readonly [string, number])[] = [
  ['the shit', 3],
  ['the bomb', 3],
  ['bad ass', 1.5],
  ['bus stop', 0],
  ['yeah right', -2],
  ['kiss of death', -1.5],
  ['to die for', 3],
  ['beating heart', 3.1],
  ['broken heart', -2.9],
];

const boosterPhrases: readonly (readonly [string, number])[] = [
  ['just enough', -boost],
  ['kind of', -boost],
  ['sort of', -boost],
];

/** The idioms and booster phrases. (The reference's one-word idiom `badass` can match no run.) */
export const phrases: readonly VaderPhrase[] = [
  ...idioms.map(phrase('idiom')),
  ...boosterPhrases.map(phrase('booster')),
];
