import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccess } from '../../../src/app/access.ts';
import { createRoutes, type RoutesOptions } from '../../../src/http/routes.ts';

let folder = '';
beforeAll(() => {
  folder = `${mkdtempSync(`${tmpdir()}/undertone-`)}/`;
  writeFileSync(`${folder}embed.html`, '<!doctype html><style>b{color:red}</style><script>start()</script>');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ask = (path: string, options: Partial<RoutesOptions> = {}) =>
  createRoutes({ unreadiness: () => [], page: folder, ancestors: ['https://blog.example'], ...options }).request(path);
const sha = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

it('may be framed by the named sites alone, and runs only its own script', async () => {
  const response = await ask('/embed?q=pizza');
  expect(await response.text()).toContain('start()');
  expect(response.headers.get('content-security-policy')).toBe(
    `default-src 'none'; script-src ${sha('start()')}; style-src ${sha('b{color:red}')}; connect-src 'self'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'self' https://blog.example",
  );
  expect(response.headers.get('x-frame-options')).toBeNull();
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  for (const path of ['/', '/embed?q=(', '/health']) {
    const other = await ask(path);
    expect(other.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(other.headers.get('x-frame-options')).toBe('DENY');
  }
});

it.each<[string, Partial<RoutesOptions>, number, string]>([
  ['/embed?q=pizza', { ancestors: [] }, 403, 'start the server with --allow-embed and its host'],
  ['/embed?q=pizza', { page: '/nowhere/' }, 404, 'The card has not been built'],
  ['/embed', {}, 400, '`q` must be given once.'],
  ['/embed?q=(', {}, 400, 'parenthesis'],
  ['/embed?q=pizza&theme=pink', {}, 400, '`theme` must be light or dark.'],
])('answers %s with %o by %i and a sentence', async (path, options, status, sentence) => {
  const response = await ask(path, options);
  expect(response.status).toBe(status);
  expect(await response.text()).toContain(sentence);
});

it('is opened by the token in its address, which sets no cookie', async () => {
  const authorize = createAccess({ token: ['secret'], tokenFile: '' });
  const access: RoutesOptions['access'] = (request) => {
    const error = authorize(request);
    return error && { status: 401, error };
  };
  expect((await ask('/embed?q=pizza', { access })).status).toBe(401);
  const response = await ask('/embed?q=pizza&access_token=secret', { access });
  expect([response.status, response.headers.get('set-cookie')]).toEqual([200, null]);
});
