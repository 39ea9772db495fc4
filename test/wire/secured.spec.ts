import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { generate } from 'selfsigned';
import { WebSocket, type ClientOptions } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, type Server } from '../../src/app/create-server.ts';
import type { Config } from '../../src/app/config/index.ts';
import { isRecord, parseJson } from '../../src/model/index.ts';

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true });
});

async function start(options: Partial<Config>): Promise<string> {
  server = await createServer({ port: 0, store: 'sqlite::memory:', dataFolder: 'none', workers: 0, ...options });
  return server.url;
}

/** Returns the status of a refused handshake, or `open`. */
async function connect(url: string, options: ClientOptions = {}): Promise<string> {
  const socket = new WebSocket(url.replace('http', 'ws'), ['undertone.v1'], options);
  const outcome = await new Promise<string>((resolve) => {
    socket.on('open', () => {
      resolve('open');
    });
    socket.on('error', (error) => {
      resolve(error.message);
    });
  });
  socket.terminate();
  return outcome;
}

/** Returns the first posts of the demo, over an encrypted connection. */
async function posts(url: string, count: number) {
  const socket = new WebSocket(url.replace('http', 'ws'), ['undertone.v1'], { rejectUnauthorized: false });
  const found: Readonly<Record<string, unknown>>[] = [];
  const enough = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      socket.send('{"type":"track","id":"a","query":"pizza OR coffee OR music OR football OR work"}');
    });
    socket.on('message', (data: Buffer) => {
      const frame = parseJson(data.toString());
      if (isRecord(frame) && frame['type'] === 'post') found.push(frame);
      if (found.length === count) resolve();
    });
  });
  await enough;
  socket.terminate();
  return found;
}

describe('a server with a token', () => {
  const bearer = { Authorization: 'Bearer open-sesame' };

  it('answers nothing without it, except the liveness check', async () => {
    const url = await start({ token: ['open-sesame'] });
    const statusOf = async (path: string, headers = {}): Promise<number> =>
      (await fetch(`${url}${path}`, { headers })).status;
    expect(await statusOf('/health')).toBe(200);
    const refused = await fetch(`${url}/v1/queries`);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await refused.json()).toMatchObject({ error: { code: 'unauthorized' } });
    for (const path of ['/', '/ready', '/openapi.json', '/v1/stream?track=a', '/nothing']) {
      expect([path, await statusOf(path)]).toEqual([path, 401]);
    }
    expect(await statusOf('/v1/queries', { Authorization: 'Bearer open' })).toBe(401);
    expect(await statusOf('/v1/queries', bearer)).toBe(200);
    expect(await statusOf('/v1/queries?access_token=open-sesame')).toBe(200);
  });

  it('refuses a WebSocket without it', async () => {
    const url = await start({ token: ['open-sesame'] });
    expect(await connect(`${url}/track`)).toContain('401');
    expect(await connect(`${url}/track?access_token=wrong`)).toContain('401');
    expect(await connect(`${url}/track?access_token=open-sesame`)).toBe('open');
    expect(await connect(`${url}/track`, { headers: bearer })).toBe('open');
  });

  it('reads tokens from a file of their hashes', async () => {
    const path = join(folder, 'tokens');
    const digest = createHash('sha256').update('open-sesame').digest('hex');
    writeFileSync(path, `# for the dashboard\n${digest}  -\n`);
    const url = await start({ tokenFile: path });
    expect((await fetch(`${url}/ready`)).status).toBe(401);
    expect((await fetch(`${url}/v1/queries`, { headers: bearer })).status).toBe(200);
  });

  it('does not start with an unreadable file, or with one without tokens', async () => {
    const path = join(folder, 'tokens');
    writeFileSync(path, 'open-sesame\n');
    await expect(start({ tokenFile: path })).rejects.toThrow(/must contain one SHA-256/);
    writeFileSync(path, '\n');
    await expect(start({ tokenFile: path })).rejects.toThrow(/contains no token/);
    await expect(start({ tokenFile: join(folder, 'none') })).rejects.toThrow(/can't be read/);
  });
});

describe('a server with a certificate', () => {
  async function certify() {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    writeFileSync(paths.cert, cert);
    writeFileSync(paths.key, key);
    return { ...paths, ca: cert };
  }

  it('serves https and wss', async () => {
    const { cert, key, ca } = await certify();
    const url = await start({ cert, key, source: ['demo?seed=1&rate=2000'] });
    expect(url).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      request(`${url}/health`, { ca, servername: 'localhost', checkServerIdentity: () => undefined }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
    expect(await connect(`${url}/track`, { rejectUnauthorized: false })).toBe('open');
    const frames = await posts(`${url}/track`, 50);
    expect(frames.slice(0, 50).map((frame) => frame['seq'])).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  });

  it('does not start with only one of its files, or with files that do not match', async () => {
    const { cert, key } = await certify();
    await expect(start({ cert })).rejects.toThrow(/--cert needs --key/);
    await expect(start({ key })).rejects.toThrow(/--key needs --cert/);
    await expect(start({ cert: key, key: cert })).rejects.toThrow(/can't be used/);
    await expect(start({ cert: join(folder, 'none'), key })).rejects.toThrow(/can't be read/);
  });
});
