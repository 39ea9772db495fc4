import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, exitOf } from '../test/support/program.ts';
import { WireClient } from '../test/support/wire-client.ts';
import { median, type Run } from './support.ts';

const rounds = 7;

const programs = {
  checkout: new URL('../src/cli/main.ts', import.meta.url).pathname,
  package: new URL('../dist/cli/main.js', import.meta.url).pathname,
};

/**
 * From the start of the process to a client's first frame, `welcome`, with all defaults and an empty store: without
 * compiled code on disk, as after an installation, and with that of an earlier start; in turns. The package is measured
 * where `npm run build` has made it.
 */
export const run: Run = async () => {
  const cache = mkdtempSync(join(tmpdir(), 'undertone-start-'));
  const sides = Object.entries(programs).filter(([, program]) => existsSync(program));
  const ms: Record<string, { first: number[]; again: number[] }> = {};
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, program] of sides) {
        const kept = join(cache, `${name}-${round}`);
        const side = (ms[name] ??= { first: [], again: [] });
        side.first.push(await timeToWelcome(program, kept));
        side.again.push(await timeToWelcome(program, kept));
      }
    }
  } finally {
    rmSync(cache, { recursive: true });
  }
  return {
    rounds,
    ms: Object.fromEntries(
      Object.entries(ms).map(([name, { first, again }]) => [name, { first: median(first), again: median(again) }]),
    ),
  };
};

async function timeToWelcome(program: string, cache: string): Promise<number> {
  const env = { ...process.env, XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: undefined, UNDERTONE_LOG_LEVEL: 'warn' };
  const start = performance.now();
  const server = spawn(process.execPath, [program, 'serve', '--port', '0', '--data-folder', 'none'], {
    env,
  });
  server.stderr.resume();
  const client = await WireClient.openV1(await addressOf(server));
  const ms = performance.now() - start;
  await client.close();
  server.kill('SIGTERM');
  await exitOf(server);
  return ms;
}
