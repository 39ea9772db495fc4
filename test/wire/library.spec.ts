import { once } from 'node:events';
import { interval, map, of, startWith } from 'rxjs';
import { WebSocket } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createServer,
  defineSource,
  type MatchedPost,
  type Scorer,
  type ScorerDefinition,
  type Server,
  type ServerOptions,
  type SourceEvent,
  type TextScore,
} from '../../src/index.ts';
import { WireClient } from '../support/wire-client.ts';

const tick = defineSource({
  name: 'tick',
  usage: 'tick:WORD',
  parse: ({ rest = 'tick' }) => rest,
  create: (word, { name, scheduler }) => ({
    name,
    open: () =>
      interval(10, scheduler).pipe(
        map((n): SourceEvent => {
          const post = { id: String(n), source: name, text: `${word} ${n % 2 === 0 ? 'good' : 'strange'}`, at: 1_000 };
          return { type: 'post', post };
        }),
        startWith({ type: 'state' as const, source: name, state: 'live' as const }),
      ),
  }),
});

let server: Server | undefined;
afterEach(async () => {
  await server?.stop();
});

const quiet = { port: 0, store: 'sqlite::memory:', dataFolder: 'none', logLevel: 'silent' };

async function firstPosts(options: ServerOptions): Promise<readonly unknown[]> {
  server = await createServer({ ...quiet, source: ['tick:pizza'], sources: [tick], ...options });
  const client = await WireClient.open(server.url);
  client.track('pizza');
  const posts = [await client.next(), await client.next()];
  client.socket.close();
  return posts;
}

const scoreOf = (text: string): TextScore => ({ compound: text.includes('good') ? -0.5 : 0.5, topics: [-1] });

describe('a server within another program', () => {
  it('selects its own sources by their names', async () => {
    expect(await firstPosts({})).toContainEqual({ polarityIndex: 0, hashtags: {} });
  });

  it.each<[string, ScorerDefinition['create']]>([
    ['at once', () => ({ score: (batch) => batch.map(({ text }) => scoreOf(text)) })],
    [
      'later',
      async () => Promise.resolve({ score: async (batch) => Promise.resolve(batch.map(({ text }) => scoreOf(text))) }),
    ],
  ])('scores with its own scorer, which answers %s', async (_, create) => {
    const posts = await firstPosts({ scorer: { name: 'contrary', create } });
    expect(posts).toEqual(
      expect.arrayContaining([
        { polarityIndex: 1, hashtags: {} },
        { polarityIndex: 0, hashtags: {} },
      ]),
    );
  });

  it('sends what its scorer does not score as neutral, and leaves out what it scores out of range', async () => {
    let calls = 0;
    const score = ({ text }: { readonly text: string }): TextScore | null => {
      calls += 1;
      if (calls % 3 === 1) return null;
      return calls % 3 === 2 ? { compound: NaN } : { compound: text === '' ? 0 : -1 };
    };
    const posts = await firstPosts({
      scorer: { name: 'picky', create: () => ({ score: (batch) => batch.map(score) }) },
    });
    expect(posts).toEqual([
      { polarityIndex: 2, hashtags: {} },
      { polarityIndex: 1, hashtags: {} },
    ]);
    expect(server?.ledger().failed).toBeGreaterThan(0);
  });

  it('scores with a port of the graph', async () => {
    const scorer: Scorer = {
      idle$: of(true),
      score: (batch: readonly MatchedPost[]) =>
        of(
          batch.map((matched) => ({
            ...matched,
            score: { compound: -1, pos: 0, neu: 0, neg: 1 },
            topics: matched.matches.map(() => ({ compound: -1, polarityIndex: 1 as const })),
          })),
        ),
    };
    expect(await firstPosts({ scorer })).toEqual([
      { polarityIndex: 1, hashtags: {} },
      { polarityIndex: 1, hashtags: {} },
    ]);
  });

  it.each(['/track', '/track/', '/track?x=1', '/track/?x=1'])('opens WebSockets at %s', async (path) => {
    server = await createServer({ ...quiet, source: ['tick:pizza'], sources: [tick] });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, 'undertone.v1');
    await once(socket, 'open');
    expect(socket.protocol).toBe('undertone.v1');
    socket.terminate();
  });

  it.each(['/', '/tracks', '/track/pizza', '/v1/stream'])('opens no WebSocket at %s', async (path) => {
    server = await createServer({ ...quiet, source: ['tick:pizza'], sources: [tick] });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, 'undertone.v1');
    await expect(once(socket, 'open')).rejects.toThrow('Unexpected server response: 404');
  });

  it('does not start with a source that nobody has defined, or a scorer that can not be created', async () => {
    await expect(createServer({ ...quiet, source: ['tock'], sources: [tick] })).rejects.toThrow(
      '--source tock is no source',
    );
    const create = (): never => {
      throw new Error('no model');
    };
    await expect(createServer({ ...quiet, scorer: { name: 'broken', create } })).rejects.toThrow('no model');
  });
});
