import { firstValueFrom } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import type { MatchedPost, ScoredPost } from '../../../src/graph/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import {
  createCustomScorer,
  createPool,
  loadDefinition,
  loadEngine,
  scoreOne,
  type TextRequest,
  type TextScore,
} from '../../../src/scoring/index.ts';
import { outcomes } from '../../support/odd-scorer.ts';

const odd = new URL('../../support/odd-scorer.ts', import.meta.url).pathname;
const match = { query: parseQuery('any'), spans: [] };

const batchOf = (...texts: readonly string[]): readonly MatchedPost[] =>
  texts.map((text) => ({
    post: { id: text, source: 'test', text, at: 0, ...(text.endsWith('(de)') && { lang: 'de-AT' }) },
    matches: [match],
    hashtags: {},
  }));

const outcomeOf = ([scored]: readonly ScoredPost[]): string =>
  scored === undefined ? 'failed' : scored.scored === false ? 'unscored' : 'scored';

describe('a scorer module in a worker thread', () => {
  const failures: string[] = [];
  const pool = createPool({
    scorer: `module:${odd}`,
    workers: 1,
    onFailure: ({ message }, posts) => failures.push(`${posts}: ${message}`),
  });
  afterAll(() => pool.close());

  it('costs a batch or a post what it does wrong, and no other', async () => {
    await pool.prepare();
    const seen: Record<string, string> = {};
    for (const text of Object.keys(outcomes)) seen[text] = outcomeOf(await firstValueFrom(pool.score(batchOf(text))));
    expect(seen).toEqual(outcomes);
    expect(failures).toContain('1: The scorer odd failed: on purpose');
    expect(failures).toContain('1: The scorer odd failed: it must return an array of 1 scores, one for each text');
    const [scored] = await firstValueFrom(pool.score(batchOf('good')));
    expect(scored).toMatchObject({ score: { compound: 0.25 }, topics: [{ compound: -1, polarityIndex: 1 }] });
    expect(scored?.score.pos).toBeUndefined();
  });

  it('gives a post without a score a neutral one', async () => {
    const [scored] = await firstValueFrom(pool.score(batchOf('null')));
    expect(scored).toMatchObject({
      scored: false,
      score: { compound: 0 },
      topics: [{ compound: 0, polarityIndex: 2 }],
    });
  });

  it('names itself where an explanation of its score is asked for', async () => {
    expect(JSON.parse(await pool.explain('good', 'good'))).toEqual({
      ...{ text: 'good', scorer: 'odd', score: { compound: 0.25 } },
      topic: { score: { compound: -1, polarityIndex: 1 } },
    });
  });
});

describe('a scorer module that can not be loaded', () => {
  const settings = (scorer: string, scorerOptions = {}) => ({ scorer, scorerOptions });
  it.each([
    [settings('module:./nowhere.ts'), /^The scorer module \.\/nowhere\.ts is neither a file nor a package/],
    [settings('module:rxjs'), /^The scorer module rxjs has no (?:default export|`name`)/],
    [settings(`module:${odd}`, { fails: true }), /^The scorer module odd can't be created: it is not in the mood\.$/],
    [settings('module:test/unit/scoring/modules.spec.ts.map'), /is neither/],
  ])('%j is refused with a sentence', async (given, sentence) => {
    await expect(loadEngine(given)).rejects.toThrow(sentence);
    await expect(loadEngine(given)).rejects.toMatchObject({ code: 'bad_option' });
  });

  it('is found by a path without `./`, and by the name of a package', async () => {
    expect(await loadDefinition('test/support/odd-scorer.ts', process.cwd())).toMatchObject({ name: 'odd' });
  });
});

describe('a scorer of a program', () => {
  const texts: TextRequest[] = [];
  const scorerOf = (score: TextScore | null, languages?: readonly string[]) =>
    createCustomScorer(
      {
        score: (batch) => {
          texts.push(...batch);
          return batch.map(() => score);
        },
      },
      { name: 'own', ...(languages !== undefined && { languages }) },
      { onFailure: () => undefined },
    );

  it('gets raw texts, their languages and the places of the topics, and only texts that it reads', async () => {
    const text = 'I love&amp; pizza';
    const spans = [{ start: 12, end: 17 }];
    const posts = ['en', 'EN-us', 'de', undefined].map((lang): MatchedPost => {
      const post = { id: String(lang), source: 'test', text, at: 0, ...(lang !== undefined && { lang }) };
      return { post, matches: [{ query: match.query, spans }], hashtags: {} };
    });
    const scored = await firstValueFrom(scorerOf({ compound: 0.5, pos: 0.5 }, ['en']).score(posts));
    expect(texts.map(({ lang }) => lang)).toEqual(['en', 'EN-us', undefined]);
    expect(texts[0]).toEqual({ text, lang: 'en', topics: [spans] });
    expect(scored.map((each) => each.scored)).toEqual([undefined, undefined, false, undefined]);
    // The rules score the topic that it left.
    expect(scored[0]?.topics[0]?.polarityIndex).toBe(0);
  });

  it('gives a topic that has no place in the text the score of the whole', async () => {
    const [scored] = await firstValueFrom(scorerOf({ compound: -0.5 }).score(batchOf('great')));
    expect(scored?.topics).toEqual([{ compound: -0.5, polarityIndex: 1 }]);
  });

  it('fails a post whose shares are out of range', async () => {
    expect(await firstValueFrom(scorerOf({ compound: 0, neg: 2 }).score(batchOf('great')))).toEqual([]);
    expect(await firstValueFrom(scorerOf({ compound: 0, topics: [2] }).score(batchOf('great')))).toEqual([]);
  });
});

describe('one text', () => {
  it('gets its score and that of a topic', async () => {
    const engine = await loadEngine({ scorer: 'vader' });
    const spans = [{ start: 7, end: 12 }];
    expect(await scoreOne(engine, 'I love pizza', spans)).toMatchObject({
      score: { compound: 0.6369, pos: 0.677 },
      topic: { compound: 0.6369, polarityIndex: 0 },
    });
    expect(await scoreOne(engine, 'I love pizza')).not.toHaveProperty('topic');
  });
});
