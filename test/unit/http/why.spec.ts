import { expect, it } from 'vitest';
import { createRoutes } from '../../../src/http/routes.ts';
import type { StoredPost } from '../../../src/model/index.ts';
import { memoryArchive } from '../../support/memory-archive.ts';

const now = Date.UTC(2026, 0, 15, 11);
const stored: StoredPost = {
  post: { id: '1', source: 'demo', at: now - 5, text: 'I love pizza' },
  score: { compound: 0.6369, pos: 0.5, neu: 0.5, neg: 0 },
  topic: { compound: 0.5, polarityIndex: 0 },
  hashtags: {},
};

it('tells what is unusual in a span, of the last hour by default', async () => {
  const { archive, asked } = memoryArchive([stored]);
  const routes = createRoutes({ unreadiness: () => [], api: { archive, tracked: () => [], now: () => now } });
  const answer = await routes.request('/v1/why?query=PIZZA&limit=1');
  const figures = { count: 12, expected: 0.123457, logOdds: 3.123457 };
  const shares = { positive: 0.333333, negative: 0.666667, neutral: 0 };
  expect(await answer.json()).toMatchObject({
    ...{ query: 'pizza', from: now - 3_600_000, to: now },
    ...{ words: [{ word: 'mould', ...figures }], hashtags: [{ hashtag: 'mould', ...figures }] },
    ...{ shares, usual: shares, posts: [{ id: '1', compound: 0.6369 }], span: { posts: 12, read: 12 } },
    past: { from: now - 3_601_000, posts: 4_000, read: 128 },
  });
  await routes.request('/v1/why?query=pizza&from=864000000000&to=864000000005');
  expect(asked).toEqual([
    { query: 'pizza', from: now - 3_600_000, to: now, limit: 1 },
    { query: 'pizza', from: 864_000_000_000, to: 864_000_000_005, limit: 20 },
  ]);
});
