import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { MatchedPost } from '../../../src/graph/index.ts';
import type { UndertoneError } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import {
  builtinScorers,
  createInlineScorer,
  createPool,
  explainInline,
  type Pool,
} from '../../../src/scoring/index.ts';

const dying = new URL('../../support/dying-worker.ts', import.meta.url);
const batchOf = (...texts: readonly string[]): readonly MatchedPost[] =>
  texts.map((text, index) => ({ post: { id: String(index), source: 'test', text, at: 0 }, matches: [], hashtags: {} }));

describe('the pool', () => {
  const failures: { readonly error: UndertoneError; readonly posts: number }[] = [];
  let pool: Pool;
  const start = (workers: number): void => {
    failures.length = 0;
    const onFailure = (error: UndertoneError, posts: number) => failures.push({ error, posts });
    pool = createPool({ scorer: 'vader-sentiment', workers, workerUrl: dying, onFailure });
  };
  const score = async (...texts: readonly string[]): Promise<readonly string[]> => {
    const scored = await firstValueFrom(pool.score(batchOf(...texts)));
    return scored.map(({ post }) => post.text);
  };
  afterEach(() => pool.close());

  it('gives each post of a batch its figures, in the order of the batch, as the inline scorer does', async () => {
    start(1);
    const batch = batchOf('I love it', 'I hate it', '@bob it’s great https://a.example', '');
    const pooled = await firstValueFrom(pool.score(batch));
    expect(pooled.map(({ score: { compound } }) => compound)).toEqual([0.6369, -0.5719, 0.6249, 0]);
    const inline = createInlineScorer('vader-sentiment');
    expect(await lastValueFrom(inline.score(batch).pipe(toArray()))).toEqual([pooled]);
  });

  it('gives each query the sentiment that concerns its own words, and the whole where it has none in the text', async () => {
    start(1);
    const text = 'I love pizza but not while watching sports';
    const matchOf = (...words: readonly string[]) => ({
      query: parseQuery('any'),
      spans: words.map((word) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length })),
    });
    const matches = [matchOf('pizza'), matchOf('sports'), matchOf(), matchOf('watching', 'sports')];
    const batch = [...batchOf('good'), { post: { id: 'x', source: 'test', text, at: 0 }, matches, hashtags: {} }];
    const [plain, topical] = await firstValueFrom(pool.score([...batch, ...batchOf('bad')]));
    expect(plain?.topics).toEqual([]);
    expect(topical?.topics.map(({ polarityIndex }) => polarityIndex)).toEqual([0, 1, 0, 1]);
    expect(topical?.topics[2]?.compound).toBe(topical?.score.compound);
  });

  it('tries the batch of a thread that died once more', async () => {
    start(1);
    const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
    const text = `die once ${join(folder, 'marker')}`;
    expect(await score(text, 'good')).toEqual([text, 'good']);
    expect(failures).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('gives up a batch that kills its thread twice, and no other', async () => {
    start(2);
    const batches = [score('good'), score('die', 'b', 'c'), score('bad'), score('fine'), score('x', 'y')];
    expect(await Promise.all(batches)).toEqual([['good'], [], ['bad'], ['fine'], ['x', 'y']]);
    expect(failures).toMatchObject([{ error: { code: 'scoring_failed' }, posts: 3 }]);
    expect(await score('still there')).toEqual(['still there']);
  });

  it('scores a batch that was in a thread with one that killed it', async () => {
    start(1);
    expect(await Promise.all([score('die'), score('good'), score('bad')])).toEqual([[], ['good'], ['bad']]);
    expect(failures).toMatchObject([{ posts: 1 }]);
  });

  it('explains as the calling thread would, beside its batches', async () => {
    start(1);
    const asked = [
      ['I love pizza', 'pizza'],
      ['I love pizza', 'tea'],
      ['I love pizza', undefined],
    ] as const;
    const explained = asked.map(([text, topic]) => pool.explain(text, topic));
    expect(await score('a')).toEqual(['a']);
    expect(await Promise.all(explained)).toEqual(
      await Promise.all(asked.map(([text, topic]) => explainInline(text, topic))),
    );
  });

  it('is idle while a thread waits for work', async () => {
    start(1);
    const seen: boolean[] = [];
    const watching = pool.idle$.subscribe((idle) => seen.push(idle));
    await Promise.all([score('a'), score('b')]);
    watching.unsubscribe();
    expect(seen).toEqual([true, false, true]);
  });
});

describe('the table of scorers', () => {
  it.each(builtinScorers)('has one for `--scorer %s`', async (name) => {
    expect(await firstValueFrom(createInlineScorer(name).score(batchOf('good')))).toHaveLength(1);
  });

  it('has none of another name', async () => {
    const scorer = createInlineScorer('none of that name');
    await expect(firstValueFrom(scorer.score(batchOf('a')))).rejects.toThrow('no scorer named');
  });
});
