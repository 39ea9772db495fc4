import fc from 'fast-check';
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitModel } from '../../../bench/train/fit.ts';
import {
  explainLearned,
  explainTopicLearned,
  explainPostTopic,
  scoreLearned,
  scorePost,
  scoreTopicsLearned,
} from '../../../src/sentiment/index.ts';
import { modelFiles, modelUrl } from '../../../src/sentiment/learned/models.ts';
import { decodeModel, encodeModel, outputsOf } from '../../../src/sentiment/learned/weights.ts';
import { loadEngine, scoreOne } from '../../../src/scoring/index.ts';

const spansOf = (text: string, word: string) => [{ start: text.indexOf(word), end: text.indexOf(word) + word.length }];

describe('the weights', () => {
  it('take at most 400 kB together', () => {
    const bytes = modelFiles.map((name) => statSync(modelUrl(name)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(400_000);
  });

  it('are the same after they were written and read', () => {
    const weights = fc.array(fc.integer({ min: -127, max: 127 }), { minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(weights, fc.constantFrom(['a'], ['a', 'b', 'c']), (values, outputs) => {
        const bits = outputs.length === 1 ? 5 : 4;
        const model = { outputs, bits, scale: 0.5, weights: Int8Array.from(values) };
        expect(decodeModel(encodeModel(model))).toEqual(model);
      }),
    );
    const sparse = { outputs: ['a'], bits: 20, scale: 1, weights: new Int8Array(1 << 20) };
    sparse.weights[700_000] = -5;
    expect(decodeModel(encodeModel(sparse))).toEqual(sparse);
  });

  it('are learned from examples, the same each time, and several outputs sum up to 0', () => {
    const examples = ['good', 'bad', 'fine'].flatMap((word, index) =>
      ['a', 'b'].map((other) => ({
        features: [[word, 1] as const, [other, 1] as const],
        targets: [0, 1, 2].map((output) => (output === index ? 1 : -0.5)),
      })),
    );
    const options = { outputs: ['positive', 'negative', 'neutral'], lambda: 0.1, minCount: 1 };
    const model = fitModel(examples, options);
    expect(encodeModel(fitModel(examples, options))).toEqual(encodeModel(model));
    const [positive = 0, negative = 0, neutral = 0] = outputsOf(model, [['bad', 1]]);
    expect(negative).toBeGreaterThan(0.7);
    expect(positive + negative + neutral).toBeCloseTo(0);
  });
});

describe('the learned score', () => {
  it('is a compound for any text, and the same as its explanation says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { compound } = scoreLearned(text);
        expect(Math.abs(compound)).toBeLessThanOrEqual(1);
        expect(explainLearned(text).words.length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
    const explained = explainLearned('You will not regret this film');
    expect(explained.score).toEqual(scoreLearned('You will not regret this film'));
    expect(explained.learned.features.length).toBeGreaterThan(3);
    expect(scoreLearned('').compound).toBe(0);
  });

  it('knows words that the lexicon lacks', () => {
    expect(scorePost('A tedious, overlong bore', []).score.compound).toBeGreaterThan(-0.4);
    expect(scoreLearned('A tedious, overlong bore').compound).toBeLessThan(-0.05);
  });
});

describe('learned topics', () => {
  it('are decided by the model of their kind of text, which names its heaviest features', () => {
    const text = 'The pizza was great but we waited an hour for the waiter';
    const [waiter] = scoreTopicsLearned(text, [spansOf(text, 'waiter')], 0);
    expect(waiter?.polarityIndex).toBe(1);
    const explained = explainTopicLearned(text, spansOf(text, 'waiter'));
    expect(explained.score).toEqual(waiter);
    expect(explained.learned).toMatchObject({ model: 'reviews' });
  });

  it('are left to the rules in texts unlike those that the models know', () => {
    const text = 'omg i love my new iphone!!! #apple lol';
    const spans = spansOf(text, 'iphone');
    expect(explainTopicLearned(text, spans)).toEqual(explainPostTopic(text, spans));
  });

  it('have the score of the whole where they are only in a list beside the text', async () => {
    const engine = await loadEngine({ scorer: 'learned', topics: 'learned' });
    const { score, topic } = await scoreOne(engine, 'A tedious, overlong bore', []);
    expect(topic?.compound).toBe(score.compound);
  });
});
