import type { VaderScore } from '../src/model/index.ts';
import { polarityIndexOf } from '../src/model/index.ts';
import { analyse, explain, scoreByPackage, scoreText } from '../src/sentiment/index.ts';
import { applyContrast } from '../src/sentiment/contrast.ts';
import { figuresOf, sumsOf } from '../src/sentiment/figures.ts';
import { createEncodedText, encode } from '../src/sentiment/encoded-text.ts';
import { createTokens, cut, identify, reserve } from '../src/sentiment/tokens.ts';
import { valenceOf } from '../src/sentiment/valence.ts';
import { inTurns, median, readTexts, time } from './support.ts';
import type { RatedText, Run } from './support.ts';

const usual = { rounds: 9, passes: 50 } as const;
const few = { rounds: 1, passes: 5 } as const;

/**
 * Our scorer against the npm package `vader-sentiment`, on one thread, in turns. Also where our time goes, whether it
 * grows with the length of a text, and how many scores equal the reference's.
 */
export const run: Run = ({ small }) => {
  const { source, texts } = readTexts();
  const strings = texts.map(({ text }) => text);
  const main = { texts: strings.length, source, ...besidePackage(strings, small ? few : usual) };
  if (small) return Promise.resolve(main);
  return Promise.resolve({
    ...main,
    nanosecondsPerText: stages(strings),
    microsecondsPerText: others(strings),
    agreement: { undertone: agreement(texts, scoreText), 'vader-sentiment': agreement(texts, scoreByPackage) },
    nanosecondsPerCharacter: lengths(strings),
  });
};

/** Our scorer goes over the texts `passes` times while the package does once. */
function besidePackage(
  strings: readonly string[],
  { rounds, passes }: { readonly rounds: number; readonly passes: number },
) {
  const all = (score: (text: string) => unknown, times: number) => () => {
    for (let pass = 0; pass < times; pass++) for (const text of strings) score(text);
  };
  const times = inTurns([all(scoreText, passes), all(scoreByPackage, 1)], rounds);
  const perSecond = (side: number, count: number) =>
    Math.round(median(times.map((round) => (count * strings.length * 1000) / (round[side] ?? NaN))));
  const ratios = times.map(([ours = NaN, theirs = NaN]) => (theirs * passes) / ours);
  return {
    rounds,
    ratio: median(ratios),
    ratioLeast: Math.min(...ratios),
    textsPerSecond: { undertone: perSecond(0, passes), 'vader-sentiment': perSecond(1, 1) },
  };
}

/** Where the time goes: what each stage adds to the ones before it. */
function stages(strings: readonly string[]): Readonly<Record<string, number>> {
  const reading = createEncodedText();
  const tokens = createTokens();
  const work: Readonly<Record<string, (text: string) => void>> = {
    read: (text) => {
      encode(text, reading);
    },
    cut: () => {
      reserve(reading.length, tokens);
      cut(reading, tokens);
    },
    lookUp: () => {
      identify(reading, tokens);
    },
    rules: () => {
      const { hitCount, hits, valences } = tokens;
      for (let hit = 0; hit < hitCount; hit++) valences[hit] = valenceOf(hits[hit] ?? 0, tokens);
      applyContrast(tokens);
    },
    figures: () => {
      figuresOf(sumsOf(tokens));
    },
  };
  const names = Object.keys(work);
  const upTo = names.map((_, last) => {
    const taken = Object.values(work).slice(0, last + 1);
    return () => {
      for (let pass = 0; pass < usual.passes; pass++) {
        for (const text of strings) for (const stage of taken) stage(text);
      }
    };
  });
  const times = inTurns(upTo, usual.rounds);
  const middle = names.map(
    (_, side) => (median(times.map((round) => round[side] ?? NaN)) * 1e6) / (usual.passes * strings.length),
  );
  return Object.fromEntries(
    names.map((name, side) => [name, Math.round((middle[side] ?? 0) - (middle[side - 1] ?? 0))]),
  );
}

/** What it costs to build more than the figures. */
function others(strings: readonly string[]): Readonly<Record<string, number>> {
  const over = (work: (text: string) => unknown) => () => {
    for (const text of strings) work(text);
  };
  const times = inTurns([over(analyse), over(explain)], usual.rounds * 3);
  const microseconds = (side: number) => (median(times.map((round) => round[side] ?? NaN)) * 1000) / strings.length;
  return { analyse: microseconds(0), explain: microseconds(1) };
}

/** How many scores equal the reference's in all four figures, and how many have another polarity. */
function agreement(texts: readonly RatedText[], score: (text: string) => VaderScore): Readonly<Record<string, number>> {
  const scored = texts.map(({ text, reference }) => ({ reference, ours: score(text) }));
  const isEqual = (a: VaderScore, b: VaderScore) =>
    a.compound === b.compound && a.pos === b.pos && a.neu === b.neu && a.neg === b.neg;
  const differs = (figure: (score: VaderScore) => number) =>
    scored.filter(({ reference, ours }) => figure(ours) !== figure(reference)).length;
  return {
    equal: scored.filter(({ reference, ours }) => isEqual(reference, ours)).length,
    otherCompound: differs(({ compound }) => compound),
    otherPolarity: differs(({ compound }) => polarityIndexOf(compound)),
  };
}

/** The cost of a character in texts of ever greater length. */
function lengths(strings: readonly string[]): Readonly<Record<string, number>> {
  const long = strings.join(' ');
  const cost = (length: number, text: string) => {
    const whole = text.repeat(Math.ceil(length / text.length)).slice(0, length);
    scoreText(whole);
    const repeats = Math.ceil(2_000_000 / length);
    const ms = median(
      Array.from({ length: 5 }, () =>
        time(() => {
          for (let repeat = 0; repeat < repeats; repeat++) scoreText(whole);
        }),
      ),
    );
    return (ms * 1e6) / (repeats * length);
  };
  const sizes = { '10 KB': 10_000, '100 KB': 100_000, '1 MB': 1_000_000 };
  return Object.fromEntries(Object.entries(sizes).map(([name, length]) => [name, cost(length, long)]));
}
