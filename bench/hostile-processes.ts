import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Serving } from '../test/support/browser.ts';

/** Starts the attackers in a process of their own. `stop` ends them and returns how often they were refused. */
export function startAttackers(url: string, strength: number, names: readonly string[]) {
  const script = new URL('hostile-child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, url, String(strength), ...names], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const output = text(child.stdout);
  return {
    stop: async (): Promise<unknown> => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
      return JSON.parse(await output);
    },
  };
}

/** Returns the resident memory of a server, in MiB. */
export function memoryOf({ child }: Serving): number {
  const status = readFileSync(`/proc/${child.pid ?? ''}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1_024;
}
