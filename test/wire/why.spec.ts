import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type Server } from '../../src/index.ts';
import { isRecord } from '../../src/model/index.ts';
import { EventClient } from '../support/event-client.ts';

/** The beginning of an hour that has passed. */
const start = Math.floor(Date.now() / 3_600_000 - 1) * 3_600_000;
const minute = 60_000;

const post = (id: number, at: number, text: string) => ({
  id: String(id),
  text,
  createdAt: new Date(at).toISOString(),
});
const usual = Array.from({ length: 60 }, (_, index) => post(index, start + index * 5_000, `I like pizza ${index}`));
const burst = Array.from({ length: 20 }, (_, index) =>
  post(
    100 + index,
    start + 10 * minute + index,
    `A terrible pizza #mould, horrible mozzarella ${'!'.repeat(index % 4)}`,
  ),
);

let server: Server;
beforeAll(async () => {
  server = await createServer({
    ...{ port: 0, store: 'sqlite::memory:', dataFolder: 'none', logLevel: 'silent', workers: 0, quiet: 0 },
    ...{ drain: 100, source: ['push'] },
  });
  const client = await EventClient.open(`${server.url}/v1/stream?track=pizza`);
  while (!JSON.stringify((await client.nextOf('tracking'))?.data).includes('"push":"live"'));
  const body = [...usual, ...burst].map((each) => JSON.stringify(each)).join('\n');
  expect((await fetch(`${server.url}/v1/posts`, { method: 'POST', body })).status).toBe(202);
  for (let posts = 0; posts < 80; posts += 1) await client.nextOf('post');
  client.abort();
});
afterAll(() => server.stop());

async function ask(path: string): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await (await fetch(`${server.url}${path}`)).json();
  return isRecord(body) ? body : {};
}

describe('a burst of posts over HTTP', () => {
  it('is explained by what is unusual in it', async () => {
    const range = `from=${start + 10 * minute}&to=${start + 11 * minute}`;
    const why = await ask(`/v1/why?query=Pizza&${range}&limit=2`);
    expect(why).toMatchObject({
      ...{ query: 'pizza', from: start + 10 * minute, to: start + 11 * minute },
      words: ['horrible', 'mozzarella', 'terrible'].map((word) => ({ word, count: 20, expected: 0 })),
      hashtags: [{ hashtag: 'mould', count: 20, expected: 0 }],
      shares: { positive: 0, negative: 1, neutral: 0 },
      usual: { positive: 1, negative: 0, neutral: 0 },
      posts: [{ id: '119' }, { id: '115' }],
      span: { posts: 20, read: 20 },
      past: { from: start, posts: 60, read: 60 },
    });
    expect(await ask(`/v1/why?query=pizza&from=${start}&to=${start + minute}`)).toMatchObject({
      ...{ words: [], hashtags: [], past: { from: null, posts: 0, read: 0 } },
    });
  });

  it('is paged through, searched and linked to, post by post', async () => {
    const ids: unknown[] = [];
    let next: unknown = '';
    while (typeof next === 'string') {
      const page = await ask(`/v1/posts?query=pizza&limit=30${next === '' ? '' : `&cursor=${next}`}`);
      const posts = Array.isArray(page['posts']) ? page['posts'].filter(isRecord) : [];
      ids.push(...posts.map(({ id }) => id));
      next = page['next'];
    }
    expect(ids).toEqual([...usual, ...burst].map(({ id }) => id).toReversed());
    const found = await ask('/v1/posts?query=pizza&search=%23mould&limit=100');
    expect(found).toMatchObject({ posts: Array.from({ length: 20 }, () => ({ hashtags: { mould: 1 } })) });
    expect(await ask('/v1/posts?query=pizza&source=push&id=7')).toMatchObject({ posts: [{ id: '7', source: 'push' }] });
    expect(await ask('/v1/posts?query=pizza&order=strongest&limit=1')).toMatchObject({ posts: [{ id: '119' }] });
  });
});
