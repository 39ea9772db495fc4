import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isRecord } from '../src/model/index.ts';
import { entryOf, entryTraits, entryValences } from '../src/sentiment/dictionary.ts';
import { inLexicon } from '../src/sentiment/traits.ts';
import { vocabulary } from '../src/sentiment/topics/vocabulary.ts';
import { derivedWords, derivedEvents } from '../src/sentiment/topics/words/derived-words.ts';

/*
 * Derives the words of opinion that our own lists and VADER's lexicon lack, from public rated texts whose licences allow
 * it: VADER's rated texts (MIT), MAMS (Apache-2.0) and NewsMTSC (MIT).
 *
 *     node bench/derive-words.ts --data FOLDER
 *
 * The rating of a text is predicted from its known words; what remains is averaged over the texts with a word. A word is
 * kept when the mean, shrunk towards 0, is large enough, and too large for chance.
 */

/** A text, or the words around a topic in it, and how people rated it. */
interface Rated {
  readonly words: ReadonlySet<string>;
  readonly rating: number;
}

interface Thresholds {
  readonly count: number;
  readonly mean: number;
  readonly z: number;
}

const opinionThresholds: Thresholds = { count: 12, mean: 0.3, z: 2.6 };
const eventThresholds: Thresholds = { count: 6, mean: 0.3, z: 1.8 };
/** Texts without an effect that each word gets. */
const shrinkage = 4;
/** The distance of the words around a topic that count. */
const reach = 8;
const steps = [1, 2] as const;
/** From this mean on a word has the greater value. */
const strongMean = 0.6;

const { values } = parseArgs({ options: { data: { type: 'string', default: 'data' }, print: { type: 'boolean' } } });
const ours: ReadonlySet<string> = new Set([...derivedWords, ...derivedEvents].flatMap(([, words]) => words.split(' ')));

const rated = [...Map.groupBy(read('rated.jsonl'), ({ set }) => set).values()].map((lines) =>
  lines.map((line): Rated => ({ words: wordsOf(String(line['text'])), rating: Number(line['humanMean']) })),
);
const topics = Map.groupBy(read('topics-train.jsonl'), ({ set }) => set);
const reviews = (topics.get('mams_train') ?? []).map(aroundTopic);
const news = (topics.get('newsmtsc_train') ?? []).map(aroundTopic);

const opinions = derive([...rated, reviews], opinionThresholds);
const events = derive([news], eventThresholds);
const source = `/*
 * Words that \`bench/derive-words.ts\` derived from public rated texts: VADER's (MIT), MAMS (Apache-2.0), NewsMTSC (MIT).
 */

/** Words of opinion, with their value. */
export const derivedWords: readonly (readonly [number, string])[] = ${JSON.stringify(opinions)};

/** Words that news uses near people who do well or badly. */
export const derivedEvents: readonly (readonly [number, string])[] = ${JSON.stringify(events)};
`;
if (values.print === true) console.log(source);
else writeFileSync(new URL('../src/sentiment/topics/words/derived-words.ts', import.meta.url), source);

function read(file: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = readFileSync(join(values.data, file), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isRecord);
}

/** Returns the words of a text in lower case; others are mostly names. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/(?<![\p{L}\p{N}'@#-])[a-z][a-z'-]*[a-z](?![\p{L}\p{N}])/gu));
}

function aroundTopic({ text, start, end, label }: Readonly<Record<string, unknown>>): Rated {
  const points = Array.from(String(text));
  const part = /[,;:()!?]|\.\s|\bbut\b|\bwhile\b|\balthough\b|--/;
  const before = points.slice(0, Number(start)).join('').split(part).at(-1) ?? '';
  const behind = points.slice(Number(end)).join('').split(part)[0] ?? '';
  const near = [...[...wordsOf(before)].slice(-reach), ...[...wordsOf(behind)].slice(0, reach)];
  return { words: new Set(near), rating: Number(label) };
}

/** Returns the valence of a word by the lexicon and by the lists that people wrote. */
function knownValence(word: string): number {
  if (ours.has(word)) return 0;
  const entry = vocabulary.get(word);
  if (entry?.isUnopinionated === true) return 0;
  return entry !== undefined && entry.own !== 0 ? entry.own : (entryValences[entryOf(word)] ?? 0);
}

/** Returns whether a word may be added to the lists. */
function isOpen(word: string): boolean {
  if (ours.has(word)) return true;
  const isInLexicon = ((entryTraits[entryOf(word)] ?? 0) & inLexicon) !== 0;
  const entry = vocabulary.get(word);
  if (entry === undefined) return word.length > 2 && !isInLexicon;
  return entry.own === 0 && entry.classes === 0 && !entry.isCue && !isInLexicon;
}

function derive(sets: readonly (readonly Rated[])[], least: Thresholds): readonly (readonly [number, string])[] {
  const sums = new Map<string, { count: number; sum: number }>();
  for (const set of sets) {
    for (const { words, rest } of residuals(set)) {
      for (const word of words) {
        const found = sums.get(word) ?? { count: 0, sum: 0 };
        sums.set(word, { count: found.count + 1, sum: found.sum + rest });
      }
    }
  }
  const kept = [...sums]
    .filter(([word]) => isOpen(word))
    .flatMap(([word, { count, sum }]) => {
      const mean = sum / (count + shrinkage);
      const isLarge =
        count >= least.count && Math.abs(mean) >= least.mean && Math.abs(sum) / Math.sqrt(count) >= least.z;
      return isLarge ? [[Math.sign(mean) * (Math.abs(mean) >= strongMean ? steps[1] : steps[0]), word] as const] : [];
    });
  return [...Map.groupBy(kept, ([value]) => value)]
    .sort(([one], [other]) => other - one)
    .map(
      ([value, words]) =>
        [
          value,
          words
            .map(([, word]) => word)
            .sort()
            .join(' '),
        ] as const,
    );
}

/** Returns the ratings of a set in standard deviations, without what the known words explain. */
function residuals(set: readonly Rated[]): readonly { readonly words: ReadonlySet<string>; readonly rest: number }[] {
  const known = set.map(({ words }) => {
    const sum = [...words].reduce((total, word) => total + knownValence(word), 0);
    return sum / Math.sqrt(sum * sum + 15);
  });
  const meanOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / set.length;
  const [meanKnown, meanRating] = [meanOf(known), meanOf(set.map(({ rating }) => rating))];
  const covariance = meanOf(set.map(({ rating }, at) => (rating - meanRating) * ((known[at] ?? 0) - meanKnown)));
  const slope = covariance / meanOf(known.map((value) => (value - meanKnown) ** 2));
  const rests = set.map(({ rating }, at) => rating - meanRating - slope * ((known[at] ?? 0) - meanKnown));
  const deviation = Math.sqrt(meanOf(rests.map((rest) => rest * rest)));
  return set.map(({ words }, at) => ({ words, rest: (rests[at] ?? 0) / deviation }));
}
