import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccess } from '../../../src/app/access.ts';
import { createRoutes } from '../../../src/http/routes.ts';
import { UndertoneError } from '../../../src/model/index.ts';
import { explainInline } from '../../../src/scoring/index.ts';

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

const routes = () =>
  createRoutes({ unreadiness: () => [], page: folder, suggestions: ['pizza'], explain: explainInline });
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

describe('a person without a token', () => {
  const person = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const send = (token: string, headers: object = {}, address = '/?q=pizza&access_token=old') =>
    closed().request(address, {
      method: 'POST',
      headers: { ...person, 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ access_token: token }).toString(),
    });

  it('is asked for it by a form, and a program by an error', async () => {
    const form = await closed().request('/', { headers: person });
    expect([form.status, form.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(form.headers.get('content-type')).toMatch('text/html');
    const html = await form.text();
    expect(html).toMatch(/<label for="token">Token<.*<input id="token" name="access_token" type="password"/s);
    expect(html).not.toMatch('not valid');
    for (const headers of [{}, { Accept: '*/*' }, { Accept: 'application/json' }]) {
      const refused = await closed().request('/', { headers });
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await refused.json()).toMatchObject({ error: { code: 'unauthorized' } });
    }
    expect(await (await closed().request('/v1/queries', { headers: person })).json()).toHaveProperty('error');
  });

  it('may send the form to this server alone, and nothing else', async () => {
    const form = await closed().request('/', { headers: person });
    const policy = form.headers.get('content-security-policy') ?? '';
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(await form.text()) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(form.headers.get('cache-control')).toBe('no-store');
    expect(form.headers.get('referrer-policy')).toBe('same-origin');
  });

  it('comes to the view that was asked for, with a cookie', async () => {
    const answer = await send(secret);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/?q=pizza']);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^undertone_token=a%20secret%2F1;.*HttpOnly; SameSite=Strict$/);
    const page = await closed().request('/', { headers: { ...person, Cookie: cookie.split(';')[0] ?? '' } });
    expect(await page.text()).toMatch('<title>Undertone</title>');
    const overTls = await send(secret, {}, 'https://undertone.example/');
    expect(overTls.headers.get('set-cookie')).toMatch('Secure');
  });

  it('learns that a token is wrong', async () => {
    const refusals = [
      await send('wrong'),
      await send(''),
      await send('x'.repeat(10_000)),
      await send(secret, { 'Content-Type': 'multipart/form-data; boundary=x' }),
      await closed().request('/?access_token=wrong', { headers: person }),
      await closed().request('/', { headers: { ...person, Cookie: 'undertone_token=old' } }),
    ];
    for (const answer of refusals) {
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
      expect(await answer.text()).toMatch('This token is not valid on this server.');
    }
  });

  it('sees the page at once where no token is needed, and a refusal where the origin is foreign', async () => {
    expect(await (await routes().request('/', { headers: person })).text()).toMatch('<title>Undertone</title>');
    const foreign = createRoutes({
      unreadiness: () => [],
      page: folder,
      access: () => ({ status: 403, error: new UndertoneError('forbidden', 'Not from here.') }),
    });
    const refused = await foreign.request('/', { headers: person });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: 'forbidden' } });
  });
});

describe('the why of a score', () => {
  const post = (body: object | string, type = 'application/json') =>
    routes().request('/v1/explain', {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('learns of a text and of what concerns a topic in it, also under the earlier name of that', async () => {
    const answers = [
      post({ text: 'I love pizza', topic: 'pizza' }),
      post({ text: 'I love pizza', query: 'pizza' }),
      routes().request('/v1/explain?text=I%20love%20pizza&topic=pizza'),
    ];
    for (const answer of answers) {
      const response = await answer;
      expect(await response.json()).toMatchObject({
        words: [{ word: 'love', lexicon: 3.2, valence: 3.2 }],
        score: { compound: 0.6369 },
        topic: { score: { compound: 0.6369 } },
      });
    }
    expect(await (await post({ text: 'I love tea', topic: 'pizza' })).json()).toMatchObject({ topic: null });
    expect(await (await post({ text: 'I love tea' })).json()).not.toHaveProperty('topic');
  });

  it('is refused with 415 and a sentence for a body that is not declared as JSON', async () => {
    const response = await post({ text: 'I love pizza' }, 'application/x-www-form-urlencoded');
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual({
      error: { code: 'bad_request', message: 'The body must be JSON, of type application/json.' },
    });
  });

  it('is refused with a sentence for what is no text, too long, or no query', async () => {
    const bodies = [{}, '5', { text: 'a'.repeat(10_001) }, { text: 'a', topic: '(' }, '{', 'x'.repeat(100_000)];
    for (const body of bodies) {
      const response = await post(body);
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(/^{"error":{"code":"bad_\w+","message":"[^"]+\."/);
    }
  });
});
