import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord, parseJson } from '../../src/model/index.ts';
import { addressOf, exitOf, launchWith } from '../support/program.ts';
import { WireClient } from '../support/wire-client.ts';

const hooks = new URL('../support/list-modules.ts', import.meta.url).pathname;
const manifest = parseJson(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const dependencies =
  isRecord(manifest) && isRecord(manifest['dependencies']) ? Object.keys(manifest['dependencies']) : [];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-loading-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a server of the demo until a client has got a post, and returns what it and its threads have loaded. */
async function modulesOfServer(): Promise<readonly string[]> {
  const list = join(folder, 'modules');
  const env = { NODE_OPTIONS: `--import ${hooks}`, UNDERTONE_TEST_MODULES: list };
  const server = launchWith(env, ['serve', '--port', '0', '--data-folder', 'none']);
  server.stderr.resume();
  const client = await WireClient.openV1(await addressOf(server));
  client.sendMessage({ type: 'track', id: 'all', query: 'pizza OR coffee OR music' });
  await client.nextOf('post');
  await client.close();
  server.kill('SIGTERM');
  await exitOf(server);
  return readFileSync(list, 'utf8').split('\n');
}

describe('a server of the demo that WebSockets use', () => {
  it('loads no package that only other options, sources and requests need', async () => {
    const modules = await modulesOfServer();
    expect(dependencies.filter((name) => modules.some((url) => url.includes(`/node_modules/${name}/`)))).toEqual([
      ...['commander', 'emoji.json', 'env-paths', 'hono', 'kysely', 'pino', 'piscina', 'prom-client', 'stopword'],
      ...['vader-sentiment', 'ws', 'zod'],
    ]);
    expect(modules.filter((url) => /\/src\/(?:http\/api|nats|cluster|web)\//.test(url))).toEqual([]);
  });
});
