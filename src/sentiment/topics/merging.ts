import { adverb } from './classes.ts';
import { grammarPhrases, opinionPhrases, rankingEnds, rankingPhrases } from './fixed-phrases.ts';
import type { Role } from './opinion-words.ts';
import type { Draft } from './unit.ts';

/** A phrase without its last word, which leads to it, and what it is as one unit. */
interface Phrase {
  /** Each place's words, the last first. */
  readonly places: readonly ReadonlySet<string>[];
  readonly base: number;
  readonly role: Role;
  readonly classes: number;
  readonly negates: boolean;
  /** Whether it ranks what stands before it above what stands behind it. */
  readonly ranks?: boolean;
  /** Verbs before it that rank when it ends what they begin. */
  readonly verbs?: ReadonlySet<string>;
}

const grammatical = { base: 0, role: 'quality', classes: adverb, negates: false } as const;
/** The word that ranking phrases are read as. */
const ranking = 'beats';
/** How far a verb's object reaches, in units. */
const maxObject = 7;
const objects = 'me us him her them you it ya everyone everybody';

const phrases = compile();

/** Makes one unit of a phrase that the last unit completes: the longest that is known. */
export function mergePhrase(units: Draft[]): void {
  const candidates = phrases.get(units.at(-1)?.word ?? '');
  const phrase = candidates?.find(({ places }) => stands(units, places));
  if (phrase === undefined) return;
  const { places, base, role, classes, negates, ranks, verbs } = phrase;
  const last = units.at(-1);
  units.length -= places.length;
  const merged = units.at(-1);
  if (merged === undefined || last === undefined) return;
  merged.end = last.end;
  merged.word = ranks === true ? ranking : `${merged.word} ${last.word}`;
  Object.assign(merged, { base, role, classes, negates, booster: 0, symbol: false, gap: 0, asks: false });
  if (verbs !== undefined) rankBefore(units, verbs);
}

/** `blew A out of the water` */
function rankBefore(units: readonly Draft[], verbs: ReadonlySet<string>): void {
  for (let at = units.length - 2; at >= Math.max(0, units.length - 1 - maxObject); at--) {
    const unit = units[at];
    if (unit === undefined || unit.gap > 0) return;
    if (verbs.has(unit.word)) return void Object.assign(unit, { word: ranking, base: 2, role: 'subject' });
  }
}

function stands(units: readonly Draft[], places: readonly ReadonlySet<string>[]): boolean {
  let at = units.length - 2;
  for (const place of places) {
    const unit = units[at--];
    if (unit === undefined || unit.gap > 0 || !place.has(unit.word)) return false;
  }
  return true;
}

function compile(): ReadonlyMap<string, readonly Phrase[]> {
  const compiled = new Map<string, Phrase[]>();
  const add = (text: string, sense: Omit<Phrase, 'places'>): void => {
    const places = text.split(' ').map((place) => new Set(place.replace('@', objects).split(/[| ]/)));
    const phrase = { ...sense, places: places.slice(0, -1).reverse() };
    for (const word of places.at(-1) ?? []) compiled.set(word, [...(compiled.get(word) ?? []), phrase]);
  };
  for (const [base, role, texts] of opinionPhrases)
    for (const text of texts.split(', ')) add(text, { base, role, classes: 0, negates: false });
  for (const [classes, negates, texts] of grammarPhrases)
    for (const text of texts.split(', ')) add(text, { ...grammatical, classes, negates });
  for (const [base, texts] of rankingPhrases)
    for (const text of texts.split(', ')) add(text, { base, role: 'subject', classes: 0, negates: false, ranks: true });
  for (const [heads, texts] of rankingEnds)
    for (const text of texts.split(', ')) add(text, { ...grammatical, verbs: new Set(heads.split(' ')) });
  for (const known of compiled.values()) known.sort((one, other) => other.places.length - one.places.length);
  return compiled;
}
