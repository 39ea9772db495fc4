import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { refuseUpgrade } from '../../src/delivery/index.ts';
import { createHttp, type HttpServer } from '../../src/http/index.ts';
import { UndertoneError, type StoredHistory, type StoredPost } from '../../src/model/index.ts';
import { memoryArchive } from '../support/memory-archive.ts';

const pageSize = 1_000;
const pages = 1_000;

let http: HttpServer;
afterEach(() => http.close());

/** A server with a million posts on pizza, made page by page; it counts the pages, and whether the last asker has left. */
async function serve(failAt = Infinity) {
  const seen = { pages: 0, left: false, failures: new Array<unknown>() };
  const stored: StoredPost = {
    post: { id: '1', source: 'demo', at: 1, text: 'I love pizza, and I have come to say so' },
    score: { compound: 0.6369, pos: 0.5, neu: 0.5, neg: 0 },
    topic: { compound: 0.6369, polarityIndex: 0 },
    hashtags: {},
  };
  const page = Array.from({ length: pageSize }, () => stored);
  const exported: StoredHistory['exported'] = async function* () {
    try {
      for (; seen.pages < pages; seen.pages += 1) {
        if (seen.pages === failAt) throw new UndertoneError('store_failed', 'The store fails', { transient: true });
        yield await Promise.resolve(page);
      }
    } finally {
      seen.left = true;
    }
  };
  const api = { archive: { ...memoryArchive([]).archive, exported }, tracked: () => [], now: () => 0 };
  const onFailure = (error: unknown) => seen.failures.push(error);
  const handshake = { handshakeMs: 10_000, maxConnections: 10, refuse: refuseUpgrade, onCut: () => undefined };
  http = createHttp({ unreadiness: () => [], api, onFailure, handshake, onUpgrade: () => undefined });
  const url = await http.listen(0, '127.0.0.1');
  const open = async (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      get(`${url}/v1/export?query=pizza&format=csv`, resolve).on('error', reject);
    });
  return { seen, open };
}

/** Resolves when the count has stood still for a while. */
async function settled(count: () => number): Promise<number> {
  for (let last = -1; ;) {
    if (last === count()) return last;
    last = count();
    await sleep(100);
  }
}

describe('an export of a million posts', () => {
  it('is made as it is read, and is whole', { timeout: 60_000 }, async () => {
    const { seen, open } = await serve();
    const response = await open();
    expect(await settled(() => seen.pages)).toBeLessThan(pages / 5);
    let lines = 0;
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) throw new Error('The body is no bytes.');
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
    }
    expect(lines).toBe(1 + pages * pageSize);
  });

  it('is left when its reader leaves', async () => {
    const { seen, open } = await serve();
    (await open()).destroy();
    await expect.poll(() => seen.left, { timeout: 10_000 }).toBe(true);
    expect(seen.pages).toBeLessThan(pages);
  });

  it('is cut off, not ended, when the store fails in the middle', async () => {
    const { seen, open } = await serve(5);
    const response = await open();
    response.resume();
    expect(await once(response, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(seen.failures).toMatchObject([{ code: 'store_failed' }]);
  });
});
