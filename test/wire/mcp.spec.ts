import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToolServer } from '../../src/cli/mcp/serve.ts';
import { createServer, type Server } from '../../src/index.ts';
import { isRecord, recordList } from '../../src/model/index.ts';
import { EventClient } from '../support/event-client.ts';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const token = 'secret';

const number: unknown = expect.any(Number);
const string: unknown = expect.any(String);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

let server: Server;
let assistant: Client;
let tracker: EventClient;
beforeAll(async () => {
  server = await createServer({
    ...{ port: 0, store: 'sqlite::memory:', dataFolder: 'none', logLevel: 'silent', workers: 0, quiet: 0 },
    ...{ source: ['push'], token: [token] },
  });
  tracker = await EventClient.open(`${server.url}/v1/stream?track=pizza`, { authorization: `Bearer ${token}` });
  assistant = await open();
});
afterAll(async () => {
  await assistant.close();
  tracker.abort();
  await server.stop();
});

/** Starts the program as a host of assistants does. */
async function open(options: ConstructorParameters<typeof Client>[1] = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, options);
  const args = [main, 'mcp', '--url', server.url, '--token', token];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'pipe' }));
  return client;
}

/** Connects a client to the tools within this process. */
async function connectTo(tools: ReturnType<typeof createToolServer>): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([tools.connect(far), client.connect(near)]);
  return client;
}

async function push(...posts: readonly object[]): Promise<void> {
  const response = await fetch(`${server.url}/v1/posts`, {
    method: 'POST',
    body: JSON.stringify(posts),
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(202);
}

async function call(name: string, given: Record<string, unknown> = {}, client = assistant) {
  const { content, structuredContent, isError = false } = await client.callTool({ name, arguments: given });
  const [first] = recordList(content);
  return { isError, text: String(first?.['text']), structured: isRecord(structuredContent) ? structuredContent : {} };
}

describe('undertone mcp', () => {
  it('lists six tools that only read, with every argument described', async () => {
    const { tools } = await assistant.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      ...['compare', 'explain', 'history', 'posts', 'queries', 'track'],
    ]);
    for (const { annotations, inputSchema, outputSchema, description } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true });
      expect(description).not.toBe('');
      expect(outputSchema).toBeDefined();
      for (const argument of Object.values(inputSchema.properties ?? {}))
        expect(argument).toHaveProperty('description');
    }
    expect(assistant.getInstructions()).toContain('Undertone');
  });

  it('tracks a query for some seconds', async () => {
    const answer = call('track', { query: 'Pizza', seconds: 2 });
    const timer = setInterval(() => {
      void push({ text: 'I love pizza #rome' }, { text: 'The pizza was awful' });
    }, 300);
    const { isError, structured, text } = await answer;
    clearInterval(timer);
    expect(isError).toBe(false);
    expect(JSON.parse(text)).toEqual(structured);
    expect(structured).toMatchObject({ query: 'pizza', sources: [{ source: 'push', state: 'live' }], gaps: [] });
    const { summary, sample } = structured;
    expect(summary).toMatchObject({ positive: number, hashtags: { rome: number } });
    expect(recordList(sample)).toContainEqual(
      expect.objectContaining({
        text: 'I love pizza #rome',
        why: {
          words: [{ word: 'love', valence: number }],
          topic: [{ word: 'love', because: string, counts: number }],
        },
      }),
    );
  });

  it('reads history, posts and what is tracked, and compares queries', async () => {
    await push({ id: '1', text: 'I love pizza', author: 'ann' });
    await expect
      .poll(async () => recordList((await call('posts', { query: 'pizza' })).structured['posts']).length)
      .toBeGreaterThan(0);
    const provenance = { sources: [{ source: 'push', state: 'live' }], gaps: [] };
    expect((await call('posts', { query: 'pizza', limit: 1 })).structured).toMatchObject({
      posts: [{ id: '1', author: 'ann', text: 'I love pizza', compound: 0.6369 }],
      ...provenance,
    });
    const history = await call('history', { query: 'pizza' });
    expect(history.structured).toMatchObject({ query: 'pizza', total: { posts: number }, ...provenance });
    expect(recordList(history.structured['buckets']).length).toBeGreaterThan(0);
    expect((await call('compare', { queries: ['pizza', 'tea'] })).structured).toMatchObject({
      queries: [{ query: 'pizza' }, { query: 'tea', posts: 0, tracked: 0 }],
      ...provenance,
    });
    expect((await call('queries')).structured).toMatchObject({ queries: [{ query: 'pizza' }], ...provenance });
  });

  it('explains a score', async () => {
    expect((await call('explain', { text: 'I love pizza', topic: 'pizza' })).structured).toMatchObject({
      compound: 0.6369,
      topicCompound: number,
      why: { words: [{ word: 'love' }] },
      sources: [{ source: 'push' }],
    });
    expect((await call('explain', { text: 'I love tea' })).structured).toMatchObject({ topicCompound: null });
  });

  it.each([
    ['track', { query: '(', seconds: 1 }, /\(position \d+\)/],
    ['track', { query: 'pizza', seconds: 61 }, /seconds/],
    ['track', {}, /query/],
    ['history', { query: 'lang:en' }, /position/],
    ['history', { query: 'pizza', from: 1_768_473_300 }, /looks like seconds/],
    ['history', { query: 'pizza', from: 'yesterday' }, /ISO 8601/],
    ['history', { query: 'pizza', step: 12_345 }, /must be a multiple of 10000/],
    ['history', { query: 'pizza', from: '2026-01-15T10:35:00Z', to: '2026-01-15T10:35:00Z' }, /must be before/],
    ['posts', { query: 'pizza', limit: 0 }, /limit/],
    ['posts', { query: 'pizza', before: 'never' }, /ISO 8601/],
    ['compare', { queries: [] }, /queries/],
    ['compare', { queries: ['pizza', ')'] }, /position/],
    ['explain', { text: 'a'.repeat(10_001) }, /at most 10000 characters/],
    ['explain', { text: 'pizza', topic: '(' }, /position/],
  ])('%s refuses %j with a sentence', async (name, given, sentence) => {
    const { isError, text } = await call(name, given);
    expect([isError, text]).toEqual([true, matching(sentence)]);
  });

  it('says in a sentence that the token is missing, or that no server answers', async () => {
    const stranger = await connectTo(createToolServer({ url: server.url, token: undefined }));
    expect(await call('queries', {}, stranger)).toMatchObject({
      isError: true,
      text: matching(/asks for a token: give it by --token or UNDERTONE_TOKEN\.$/),
    });
    const lost = await connectTo(createToolServer({ url: 'http://127.0.0.1:1', token: undefined }));
    for (const [name, given] of [
      ['queries', {}],
      ['track', { query: 'pizza', seconds: 1 }],
    ] as const) {
      expect(await call(name, given, lost)).toMatchObject({
        isError: true,
        text: matching(/^No server answers at http:\/\/127\.0\.0\.1:1/),
      });
    }
    await Promise.all([stranger.close(), lost.close()]);
  });

  it('speaks the version without a handshake, too', async () => {
    const client = await open({ versionNegotiation: { mode: { pin: '2026-07-28' } } });
    expect((await call('queries', {}, client)).isError).toBe(false);
    await client.close();
  });
});
