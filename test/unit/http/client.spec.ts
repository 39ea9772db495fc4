import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClientOf } from '../../../src/app/client-of.ts';
import { refuseUpgrade } from '../../../src/delivery/index.ts';
import { createHttp, type HttpServer } from '../../../src/http/index.ts';

let folder: string;
let http: HttpServer;
let url: string;
beforeAll(async () => {
  folder = `${mkdtempSync(`${tmpdir()}/undertone-`)}/`;
  writeFileSync(`${folder}index.html`, '<!doctype html><title>Undertone</title>');
  http = createHttp({
    unreadiness: () => [],
    page: folder,
    clientOf: createClientOf(['127.0.0.1']),
    onUpgrade: () => undefined,
    handshake: { handshakeMs: 10_000, maxConnections: 10, refuse: refuseUpgrade, onCut: () => undefined },
  });
  url = await http.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

it.each([
  ['https', /; Secure/],
  ['http', /^(?!.*Secure)/],
])('sets the cookie for a client that asked a trusted proxy by %s', async (proto, flags) => {
  const response = await fetch(`${url}/?access_token=secret`, { headers: { 'X-Forwarded-Proto': proto } });
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(flags);
});
