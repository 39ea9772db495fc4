import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/model/index.ts';
import { polarityOf } from '../../support/topics.ts';

interface Labelled {
  readonly construction: string;
  readonly text: string;
  readonly words: string;
  /** 1, 0 or -1. */
  readonly label: number;
}

/** The labels by polarity index. */
const polarities = [1, -1, 0];

const cases = read();

describe('our own sentences with several topics', () => {
  it('are at least sixty, of every construction several', () => {
    const texts = new Map(cases.map(({ text, construction }) => [text, construction]));
    const constructions = Map.groupBy(texts.values(), (construction) => construction);
    expect(texts.size).toBeGreaterThanOrEqual(60);
    expect(constructions.size).toBeGreaterThanOrEqual(20);
  });

  it('have nine topics of ten scored as labelled', () => {
    const wrong = cases.filter(({ text, words, label }) => polarities[polarityOf(text, words) ?? NaN] !== label);
    expect(wrong.length / cases.length).toBeLessThanOrEqual(0.1);
  });
});

function read(): readonly Labelled[] {
  const file = new URL('../../data/topics-own.json', import.meta.url);
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const sentences: readonly unknown[] = Array.isArray(value) ? value : [];
  return sentences.filter(isRecord).flatMap(({ construction, text, topics }) => {
    const labelled: readonly unknown[] = Array.isArray(topics) ? topics : [];
    return labelled.filter(isRecord).map(({ words, label }) => ({
      construction: String(construction),
      text: String(text),
      words: String(words),
      label: Number(label),
    }));
  });
}
