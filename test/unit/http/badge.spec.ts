import { expect, it } from 'vitest';
import { drawBadge } from '../../../src/http/badge-svg.ts';
import { createRoutes } from '../../../src/http/routes.ts';
import type { Bucket } from '../../../src/model/index.ts';
import { memoryArchive } from '../../support/memory-archive.ts';

const now = Date.UTC(2026, 0, 15, 11);
const minute = (figures: Partial<Bucket>): Bucket => ({
  ...{ at: now - 60_000, posts: 0, positive: 0, negative: 0, neutral: 0, unscored: 0 },
  ...{ compoundSum: 0, compoundSquares: 0, topicCompoundSum: 0, hashtags: [], words: [], tracked: 1 },
  ...figures,
});

async function badge(query: string, buckets: readonly Bucket[]) {
  const { archive, asked } = memoryArchive([], buckets);
  const routes = createRoutes({ unreadiness: () => [], api: { archive, tracked: () => [], now: () => now } });
  const response = await routes.request(`/badge.svg?q=${encodeURIComponent(query)}`);
  const svg = await response.text();
  const texts = Array.from(svg.matchAll(/<text[^>]*>(.*?)<\/text>/g), ([, text]) => text);
  const [, title] = /<title[^>]*>(.*?)<\/title>/.exec(svg) ?? [];
  return { response, svg, texts, title, asked };
}

it('shows the mean of the last hour, weighted by posts that have a score', async () => {
  const hour = Array.from({ length: 58 }, () => minute({}));
  const posts = [minute({ posts: 1_001, compoundSum: 600, unscored: 1 }), minute({ posts: 200, compoundSum: -96 })];
  const { response, texts, title, svg, asked } = await badge('PIZZA pizza', [...hour, ...posts]);
  expect(texts).toEqual(['pizza', '+0.42']);
  expect(title).toBe('pizza: mean sentiment +0.42 of 1,201 posts in the last hour');
  expect(svg).toContain('fill="#0b7a70"');
  expect(asked).toEqual([{ query: 'pizza', from: now - 3_600_000, to: now, step: 60_000 }]);
  expect(response.headers.get('content-type')).toBe('image/svg+xml');
  expect(response.headers.get('cache-control')).toBe('max-age=60');
  expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
});

it.each([
  [[], 'not tracked', 'pizza: not tracked in the last hour'],
  [[minute({})], 'no posts', 'pizza: no posts in the last hour, of which 2% was tracked'],
  [[minute({ posts: 1, unscored: 1 })], 'no score', 'pizza: 1 post without a score in the last hour'],
  [
    [minute({ posts: 1, compoundSum: -0.5 })],
    '−0.50',
    'pizza: mean sentiment −0.50 of 1 post in the last hour, of which 2% was tracked',
  ],
])('says what is known: %#', async (buckets, value, sentence) => {
  const { texts, title } = await badge('pizza', buckets);
  expect({ texts, title }).toEqual({ texts: ['pizza', value], title: sentence });
});

it('shows any query as text', async () => {
  const svg = drawBadge({ query: '<script>"&\u0007\ud800', posts: 0, mean: undefined, tracked: 1 });
  expect(svg).not.toMatch(/<script|[\u0007\ud800]/);
  expect(svg).toContain('>&lt;script&gt;&quot;&amp; \ufffd</text>');
  const long = await badge('a'.repeat(200), []);
  expect(long.texts[0]).toBe(`${'a'.repeat(39)}…`);
  expect(Number(/width="(\d+)"/.exec(long.svg)?.[1])).toBeLessThan(400);
});

it('refuses what is no query, like every route', async () => {
  const { response, svg } = await badge('(', []);
  expect([response.status, svg.includes('bad_query')]).toEqual([400, true]);
});
