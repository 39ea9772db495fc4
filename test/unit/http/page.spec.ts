import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccess } from '../../../src/app/access.ts';
import { createRoutes } from '../../../src/http/routes.ts';

let folder = '';
beforeAll(() => {
  folder = `${mkdtempSync(`${tmpdir()}/undertone-`)}/`;
  mkdirSync(`${folder}assets`);
  writeFileSync(`${folder}index.html`, '<!doctype html><title>Undertone</title>');
  writeFileSync(`${folder}assets/index-1.js`, 'first();');
  writeFileSync(`${folder}assets/index-1.js.br`, 'pressed');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const routes = () => createRoutes({ unreadiness: () => [], page: folder, suggestions: ['pizza'] });
const secret = 'a secret/1';
const closed = () => {
  const forbids = createAccess({ token: [secret], tokenFile: '' });
  return createRoutes({
    unreadiness: () => [],
    page: folder,
    access: (asker) => {
      const error = forbids(asker);
      return error && { status: 401, error };
    },
  });
};

describe('the page', () => {
  it('may load nothing but its own files, and is asked for again each time', async () => {
    const response = await routes().request('/');
    expect(await response.text()).toMatch('<title>Undertone</title>');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const etag = response.headers.get('etag') ?? '';
    expect((await routes().request('/', { headers: { 'If-None-Match': etag } })).status).toBe(304);
  });

  it('has files that are kept for good, pressed for who can read that', async () => {
    const plain = await routes().request('/assets/index-1.js');
    expect(await plain.text()).toBe('first();');
    expect(plain.headers.get('cache-control')).toMatch('immutable');
    const pressed = await routes().request('/assets/index-1.js', { headers: { 'Accept-Encoding': 'gzip, br' } });
    expect(pressed.headers.get('content-encoding')).toBe('br');
    expect((await routes().request('/assets/../index.html')).status).not.toBe(500);
    expect((await routes().request('/assets/index-2.js')).status).toBe(404);
  });

  it('is a text where it was not built', async () => {
    const response = await createRoutes({ unreadiness: () => [], page: `${folder}none/` }).request('/');
    expect(await response.text()).toMatch('Undertone is running');
  });

  it('is let in once by the token in its address, and then by a cookie that no script reads', async () => {
    expect((await closed().request('/')).status).toBe(401);
    const opened = await closed().request(`/?access_token=${encodeURIComponent(secret)}`);
    const cookie = opened.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    const kept = { headers: { Cookie: `other=1; ${cookie.split(';')[0] ?? ''}` } };
    expect((await closed().request('/assets/index-1.js', kept)).status).toBe(200);
    expect((await closed().request('/assets/index-1.js')).status).toBe(401);
    expect((await closed().request('/', { headers: { Cookie: 'undertone_token=%E0%A4%A' } })).status).toBe(401);
    const wrong = await closed().request('/?access_token=wrong');
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
  });
});

describe('the why of a score', () => {
  const post = (body: object | string, type = 'application/json') =>
    routes().request('/v1/explain', {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('is told of a text and of what concerns a query in it', async () => {
    const response = await post({ text: 'I love pizza', query: 'pizza' });
    expect(await response.json()).toMatchObject({
      words: [{ word: 'love', lexicon: 3.2, valence: 3.2 }],
      score: { compound: 0.6369 },
      topic: { score: { compound: 0.6369 } },
    });
    expect(await (await post({ text: 'I love tea', query: 'pizza' })).json()).toMatchObject({ topic: null });
    expect(await (await post({ text: 'I love tea' })).json()).not.toHaveProperty('topic');
  });

  it('is refused with 415 and a sentence for a body that is not said to be JSON', async () => {
    const response = await post({ text: 'I love pizza' }, 'application/x-www-form-urlencoded');
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual({
      error: { code: 'bad_request', message: 'The body must be JSON, of type application/json.' },
    });
  });

  it('is refused with a sentence for what is no text, too long, or no query', async () => {
    const bodies = [{}, '5', { text: 'a'.repeat(10_001) }, { text: 'a', query: '(' }, '{', 'x'.repeat(100_000)];
    for (const body of bodies) {
      const response = await post(body);
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(/^{"error":{"code":"bad_\w+","message":"[^"]+\."/);
    }
  });
});
