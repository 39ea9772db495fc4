import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/node/make-folder.ts';

describe('a folder', () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'undertone-'));
  });
  afterEach(() => {
    rmSync(place, { recursive: true });
  });

  it('is made with those above it, for its owner alone, once', () => {
    const folder = join(place, 'a', 'b', 'c');
    makeFolder(folder);
    makeFolder(`${folder}/`);
    expect(statSync(folder).isDirectory()).toBe(true);
    expect(statSync(join(place, 'a')).mode & 0o777).toBe(0o700);
  });

  it('is refused in the system’s words where there can be none', () => {
    writeFileSync(join(place, 'file'), '');
    expect(() => {
      makeFolder(join(place, 'file'));
    }).toThrow('EEXIST');
    expect(() => {
      makeFolder(join(place, 'file', 'a', 'b'));
    }).toThrow('EEXIST');
  });

  it('is refused in time where Node’s own recursion never ends', () => {
    const module = new URL('../../../src/node/make-folder.ts', import.meta.url).href;
    const source = `import { makeFolder } from ${JSON.stringify(module)}; makeFolder('/proc/undertone/a')`;
    const options = { timeout: 15_000, encoding: 'utf8' } as const;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], options);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Error: E[A-Z]+: .* mkdir '\/proc/);
  });
});
