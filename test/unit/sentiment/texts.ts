import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { isRecord } from '../../../src/model/index.ts';
import type { VaderScore } from '../../../src/model/index.ts';

/** A text with the figures that the VADER reference gives it. */
export interface Vector {
  readonly text: string;
  readonly score: VaderScore;
}

/** 4,000 texts, composed at random from lexicon words and traps, scored by the Python package vaderSentiment 3.3.x. */
export const vectors: readonly Vector[] = readFileSync(
  new URL('../../data/vader-vectors.jsonl', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => vectorOf(JSON.parse(line)));

function vectorOf(value: unknown): Vector {
  if (!isRecord(value)) throw new Error('A vector is a JSON object.');
  const figure = (name: string) => Number(value[name]);
  return {
    text: String(value['text']),
    score: { compound: figure('compound'), pos: figure('pos'), neu: figure('neu'), neg: figure('neg') },
  };
}

const words = [
  'good',
  'GREAT',
  'bad',
  'not',
  "don't",
  'very',
  'kind',
  'of',
  'but',
  'no',
  'or',
  'least',
  'at',
  'the',
  'bomb',
];
const traps = [
  '😀',
  '❤️',
  '👨‍👩‍👧',
  '!!',
  '?',
  ':)',
  '__proto__',
  'constructor',
  '\ufeff',
  '\u0085',
  '\0',
  '\ud800',
  '\udc00',
  'ʕ',
  'K',
];

/** Any string: all code units, lone surrogates among them, and texts that the rules have much to do with. */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom(...words, ...traps, ' ', ' ', '\n', '\u00a0'), { maxLength: 100 })
    .map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...words, ...traps), { maxLength: 200 }).map((parts) => parts.join(' ')),
);

/** Texts of the vectors. */
export const vectorText: fc.Arbitrary<string> = fc.constantFrom(...vectors.map(({ text }) => text));
