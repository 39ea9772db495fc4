import { signal } from '@preact/signals';
import { describe, expect, it, vi } from 'vitest';
import { WhyLoader } from '../../../src/web/live/why-loader.ts';
import { layerAt, nearestLine } from '../../../src/web/state/chart-target.ts';
import { readPosts } from '../../../src/web/state/api-schemas.ts';
import { DeletedKeys } from '../../../src/web/state/deleted-keys.ts';
import { postKey } from '../../../src/model/index.ts';
import { ranges, type Domain } from '../../../src/web/state/ranges.ts';
import { Series } from '../../../src/web/state/series.ts';
import { readWhy, timesUsual, type AskedWindow } from '../../../src/web/state/why.ts';
import { windowFigures } from '../../../src/web/state/window-figures.ts';

describe('a chosen place in the charts', () => {
  it('is that of the nearest line', () => {
    expect(nearestLine([0.4, undefined, -0.2, null], 0)).toBe(2);
    expect(nearestLine([0.4, undefined, -0.2, null], 0.9)).toBe(0);
    expect(nearestLine([undefined, null], 0)).toBeUndefined();
  });

  it('is that of the layer it is in, or of the nearest one', () => {
    expect([70, 50, 20, 10].map((height) => layerAt([60, 30, 12], height))).toEqual([0, 0, 1, 2]);
    expect(layerAt([null, undefined], 3)).toBeUndefined();
  });
});

describe('the answer of what happened', () => {
  const answer = {
    words: [{ word: 'recall', count: 8, expected: 2, logOdds: 1.2 }, { word: 'odd' }],
    hashtags: [{ hashtag: 'news', count: 3, expected: 0, logOdds: 2 }],
    shares: { positive: 0.2, negative: 0.7, neutral: 0.1 },
    usual: { positive: 0.5, negative: 0.3, neutral: 0.2 },
    posts: [{ id: '1', source: 's', at: 5, compound: -0.9, polarityIndex: 1, text: 'Recall!' }],
  };

  it('is read without its invalid parts', () => {
    const why = readWhy(answer, 't1');
    expect(why?.words).toEqual([{ term: 'recall', count: 8, expected: 2 }]);
    expect(why?.words.map(timesUsual)).toEqual([4]);
    expect(why?.hashtags.map(timesUsual)).toEqual([undefined]);
    expect(why?.posts.map(({ matches }) => matches[0]?.id)).toEqual(['t1']);
    expect(why?.hasPast).toBe(true);
    expect(readWhy({ error: {} }, 't1')).toBeUndefined();
  });

  it('has no past where nothing older is kept', () => {
    expect(readWhy({ ...answer, usual: { positive: 0, negative: 0, neutral: 0 } }, 't1')?.hasPast).toBe(false);
  });
});

describe('a post that is deleted', () => {
  const post = (id: string) => ({ id, source: 's', at: 5, compound: -0.9, polarityIndex: 1, text: `post ${id}` });
  const why = readWhy({ posts: ['1', '2', '3'].map(post) }, 't1');
  const found = { items: readPosts({ posts: ['4', '5', '6'].map(post) }, 't1') ?? [], next: undefined };
  const asked = { query: 'pizza', from: 0, to: 10 };

  function world() {
    const deleted = new DeletedKeys();
    const span = signal<Domain | undefined>(asked);
    const time = { span, hold: () => undefined, setSpan: () => undefined };
    const none = { reason: 'None.', retryMs: undefined };
    const api = { why: () => Promise.resolve(why ?? none), posts: () => Promise.resolve(found) };
    const loader = new WhyLoader({ api, time, deleted, tracks: () => [], now: () => 1_000_000 });
    const retract = (key: string): void => {
      deleted.add(key);
      loader.retract(key);
    };
    const texts = () => {
      const state = loader.state.value;
      const posts = state.name === 'ready' ? (state.found ?? state.why).posts : [];
      return posts.map((item) => item.post.text ?? item.isDeleted);
    };
    return { loader, retract, texts };
  }

  it('keeps its place in the answer, without its content', async () => {
    const { loader, retract, texts } = world();
    loader.ask(asked);
    await vi.waitFor(() => {
      expect(texts()).toHaveLength(3);
    });
    retract(postKey({ source: 's', id: '2' }));
    expect(texts()).toEqual(['post 1', true, 'post 3']);
  });

  it('is left out of an answer that was under way', async () => {
    const { loader, retract, texts } = world();
    loader.ask(asked);
    retract(postKey({ source: 's', id: '2' }));
    await vi.waitFor(() => {
      expect(texts()).toEqual(['post 1', 'post 3']);
    });
  });

  it('is left out of those with a chosen word, or keeps its place among them', async () => {
    const { loader, retract, texts } = world();
    retract(postKey({ source: 's', id: '4' }));
    loader.ask({ ...asked, term: 'recall' });
    await vi.waitFor(() => {
      expect(texts()).toEqual(['post 5', 'post 6']);
    });
    retract(postKey({ source: 's', id: '5' }));
    expect(texts()).toEqual([true, 'post 6']);
  });

  it('is remembered for a while, in bounded memory', () => {
    const deleted = new DeletedKeys();
    for (let index = 0; index < 1_500; index += 1) deleted.add(String(index));
    expect([deleted.has('499'), deleted.has('500'), deleted.has('1499')]).toEqual([false, true, true]);
  });
});

describe('a chosen word', () => {
  const asked = { query: 'pizza', from: 0, to: 10 };

  it('is searched for in its window, of which nothing else is asked then', async () => {
    const questions: AskedWindow[] = [];
    const searches: (string | undefined)[] = [];
    const answer = readWhy({ posts: [] }, 't1');
    const loader = new WhyLoader({
      api: {
        why: (question) => {
          questions.push(question);
          return Promise.resolve(answer ?? { reason: 'None.', retryMs: undefined });
        },
        posts: ({ search }) => {
          searches.push(search);
          return new Promise(() => undefined);
        },
      },
      time: { span: signal<Domain | undefined>(asked), hold: () => undefined, setSpan: () => undefined },
      deleted: new DeletedKeys(),
      tracks: () => [],
      now: () => 1_000_000,
    });
    loader.choose('recall');
    expect(loader.asked.value).toBeUndefined();
    loader.show({ ...asked, term: 'recall' });
    await vi.waitFor(() => {
      expect(searches).toEqual(['recall']);
    });
    loader.show({ ...asked, term: '#recall' });
    expect(loader.asked.value?.term).toBe('#recall');
    loader.choose(undefined);
    expect(loader.asked.value).toEqual(asked);
    expect(questions).toHaveLength(1);
    expect(searches).toEqual(['recall', '#recall']);
  });
});

describe('the figures of a window', () => {
  const start = Date.UTC(2026, 0, 15, 12);
  const domain = { from: start, to: start + 60_000 };
  const window = { from: start + 20_000, to: start + 30_000 };
  const figures = (series: Series) => windowFigures({ series, range: ranges['1m'], measure: 'whole' }, window, domain);

  it('stand beside those of the rest of the time', () => {
    const series = new Series();
    series.cover(domain.from, domain.to);
    const add = (second: number, compound: number): void => {
      const topic = { compound, polarityIndex: 0 as const };
      series.add({ at: start + second * 1_000, compound, polarityIndex: 0, topic });
    };
    for (let second = 0; second < 60; second += 5) add(second, 0.2);
    for (let second = 20; second < 30; second++) add(second, -0.4);
    const { isKnown, posts, mean, rate, restMean, restRate } = figures(series);
    expect({ isKnown, posts, rate, restRate }).toEqual({ isKnown: true, posts: 12, rate: 72, restRate: 12 });
    expect(mean).toBeCloseTo(-0.3);
    expect(restMean).toBeCloseTo(0.2);
  });

  it('are unknown of time that was not tracked', () => {
    expect(figures(new Series())).toMatchObject({ isKnown: false, mean: undefined, rate: undefined });
  });
});
