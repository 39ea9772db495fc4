import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitOf, launchWith } from '../support/program.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'undertone-home-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

async function score(env: NodeJS.ProcessEnv): Promise<string> {
  const unset = { NODE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: undefined };
  const child = launchWith({ HOME: home, ...unset, ...env }, ['score', 'I love it']);
  child.stderr.resume();
  const [stdout, [code]] = await Promise.all([text(child.stdout), exitOf(child)]);
  expect(code).toBe(0);
  return stdout;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name));

describe('the code that the program has compiled', () => {
  it("is kept in the user's folder for it, of which nothing else depends", async () => {
    const first = await score({});
    const kept = filesIn(home);
    expect(kept.length).toBeGreaterThan(50);
    expect(await score({})).toBe(first);
    expect(filesIn(home)).toEqual(kept);
  });

  it('is not kept where no folder can be made', async () => {
    expect(await score({ HOME: '/proc' })).toContain('0.6369');
  });

  it("is kept where Node's own variable says, or not at all", async () => {
    await score({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(filesIn(home)).toEqual([]);
    const own = join(home, 'own');
    await score({ NODE_COMPILE_CACHE: own });
    expect(filesIn(home)).toEqual(filesIn(own));
    expect(filesIn(own).length).toBeGreaterThan(50);
  });
});
