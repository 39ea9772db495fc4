import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compoundOf, explain, formatExplanation, scoreText } from '../../../src/sentiment/index.ts';
import type { ExplainedWord, ExplanationStep } from '../../../src/sentiment/index.ts';
import { anyString, vectors } from './texts.ts';

function follow(valence: number, { operation, amount }: ExplanationStep): number {
  if (operation === 'becomes') return amount;
  return operation === 'plus' ? valence + amount : valence * amount;
}

function expectToAddUp(text: string): void {
  const { words, sum, emphasis, total, weights, score } = explain(text);
  for (const { lexicon, steps, valence } of words) {
    let reached = lexicon;
    for (const step of steps) {
      reached = follow(reached, step);
      if (reached !== step.valence) expect.fail(`${step.rule} leads to ${reached}, not ${step.valence}: ${text}`);
    }
    if (reached !== valence) expect.fail(`The steps lead to ${reached}, not ${valence}: ${text}`);
  }
  expect(words.reduce((all, { valence }) => all + valence, 0)).toBe(sum);
  expect(sum + (sum === 0 ? 0 : Math.sign(sum) * emphasis.amount)).toBe(total);
  expect(compoundOf(total)).toBe(score.compound);
  const all = weights.positive + weights.neutral + weights.negative;
  if (all > 0) {
    expect(Math.abs(weights.positive / all - score.pos)).toBeLessThanOrEqual(0.0005 + 1e-12);
    expect(Math.abs(weights.neutral / all - score.neu)).toBeLessThanOrEqual(0.0005 + 1e-12);
    expect(Math.abs(weights.negative / all - score.neg)).toBeLessThanOrEqual(0.0005 + 1e-12);
  }
  expect(score).toEqual(scoreText(text));
}

describe('explain', () => {
  it('adds up to the score exactly on all vectors', () => {
    for (const { text } of vectors) expectToAddUp(text);
  });

  it('adds up for any string, is JSON, and can be shown', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        expectToAddUp(text);
        const explanation = explain(text);
        expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
        expect(formatExplanation(explanation)).not.toMatch(/NaN|undefined|[^\n\P{C}]/u);
      }),
    );
  });

  it.each([
    ["we do n't like it", 'like', ["negation by n't: times -0.74"]],
    ['it was really very good', 'good', ['booster by very: plus 0.293', 'booster by really: plus 0.278']],
    ['such a barely good day', 'good', ['booster by barely: plus -0.293']],
    ['a GREAT day', 'GREAT', ['capitals by GREAT: plus 0.733']],
    ['the best but boring day', 'best', ['but by but: times 0.5']],
    ['the best but boring day', 'boring', ['but by but: times 1.5']],
    ['no good', 'no', ['no before a word by good: becomes 0']],
    ['no good', 'good', ['no by no: times -0.74']],
    ['a kind of blue', 'kind', ['kind of by of: becomes 0']],
    ['never so loved', 'loved', ['booster by so: plus 0.293', 'emphatic by never so: times 1.25']],
    ['the least good idea', 'good', ['least by least: times -0.74']],
    ['they gave him the kiss of death', 'kiss', ['idiom by kiss of death: becomes -1.5']],
    ['he is just sort of happy', 'happy', ['booster phrase by sort of: plus -0.293']],
  ])('in %j mentions %s', (text, word, expected) => {
    const found = explain(text).words.find((explained) => explained.word === word);
    expect(stepsOf(found)).toEqual(expected);
  });

  it('says which emoji a word is from', () => {
    const [word] = explain('well 😀').words.slice(-1);
    expect(word).toMatchObject({ word: 'grinning', written: '😀', start: 5, end: 7 });
  });

  it('counts the marks of the whole text', () => {
    expect(explain('good!!?! ?').emphasis).toEqual({ exclamations: 3, questions: 2, amount: 3 * 0.292 + 2 * 0.18 });
  });
});

function stepsOf(word: ExplainedWord | undefined): readonly string[] {
  return (word?.steps ?? []).map(
    ({ rule, by, operation, amount }) => `${rule} by ${by}: ${operation} ${Number(amount.toFixed(3))}`,
  );
}

describe('formatExplanation', () => {
  it('is a table for a person', () => {
    const lines = formatExplanation(explain("I don't really love the pizza, but the staff was GREAT!!")).split('\n');
    expect(lines).toEqual([
      'love         3.2000  in the lexicon',
      '             3.4930  + 0.293   intensity of "really"',
      '            −2.5848  × −0.74   negated by "don\'t"',
      '            −1.2924  × 0.5     before "but"',
      'GREAT        3.1000  in the lexicon',
      '             3.8330  + 0.733   in capitals, unlike other words',
      '             5.7495  × 1.5     after "but"',
      'sum          4.4571  of 2 words in the lexicon; 9 of all words neutral',
      '             5.0411  + 0.584   emphasis of 2 !',
      'compound     0.7930  5.0411 / √(5.0411² + 15)',
      'pos          0.394   7.3335 of 18.6259',
      'neu          0.483   9 of 18.6259',
      'neg          0.123   2.2924 of 18.6259',
    ]);
  });

  it('lets no character of a text steer the terminal', () => {
    expect(formatExplanation(explain("\u001b[2Jn't good\u202e"))).not.toContain('\u001b');
  });
});
