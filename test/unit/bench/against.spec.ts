import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAgainst } from '../../../bench/against.ts';
import { UnknownRevisionError } from '../../../bench/worktree.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;

/** A repository whose bench prints a figure, and a temporary folder of its own for the worktrees. */
let root: string;
let temporary: string;
const formerTemporary = process.env['TMPDIR'];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'undertone-repository-')));
  temporary = join(root, 'temporary');
  for (const folder of ['bench', 'node_modules', 'temporary']) mkdirSync(join(root, folder));
  writeFileSync(join(root, '.gitignore'), 'node_modules\ntemporary\n');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeBench(`console.log(JSON.stringify({ bench: process.argv[2], perSecond: 100 }));`);
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message', 'first');
  process.env['TMPDIR'] = temporary;
});
afterEach(() => {
  if (formerTemporary === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = formerTemporary;
  rmSync(root, { recursive: true });
});

const git = (...args: readonly string[]): string =>
  spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' }).stdout;

const writeBench = (code: string): void => {
  writeFileSync(join(root, 'bench/main.ts'), code);
};

const options = (rounds: number) => ({
  bench: 'speed',
  main: { better: 'higher', paths: ['perSecond'] } as const,
  root,
  revision: 'HEAD',
  rounds,
  data: join(root, 'none'),
  onProgress: () => undefined,
});

function expectNoTraces(): void {
  expect(git('worktree', 'list').trimEnd().split('\n')).toHaveLength(1);
  expect(readdirSync(temporary)).toEqual([]);
}

describe.skipIf(!hasGit)('runAgainst', () => {
  it('passes on that the sizes are small', async () => {
    writeBench(`console.log(JSON.stringify({ perSecond: process.argv.includes('--small') ? 20 : 10 }));`);
    git('add', '.');
    git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message', 'second');
    expect((await runAgainst({ ...options(1), small: true })).figures['perSecond']).toMatchObject({
      current: 20,
      base: 20,
    });
    expect((await runAgainst(options(1))).figures['perSecond']).toMatchObject({ current: 10, base: 10 });
  });

  it('compares the working tree with a revision and removes the worktree', async () => {
    writeBench(`console.log('a line'); console.log(JSON.stringify({ bench: process.argv[2], perSecond: 150 }));`);
    const result = await runAgainst(options(2));
    expect(result).toMatchObject({
      bench: 'speed',
      against: 'HEAD',
      rounds: 2,
      commit: git('rev-parse', 'HEAD').trim(),
    });
    expect(result.ratio).toBeCloseTo(1.5);
    expect(result.spread.max).toBeCloseTo(1.5);
    expectNoTraces();
  });

  it('removes the worktree when a bench fails', async () => {
    writeBench('process.exit(3);');
    await expect(runAgainst(options(1))).rejects.toThrow('ended with 3');
    expectNoTraces();
  });

  it('refuses sides that read different texts', async () => {
    writeBench(`console.log(JSON.stringify({ source: 'tweets', perSecond: 1 }));`);
    await expect(runAgainst(options(1))).rejects.toThrow('different texts');
    expectNoTraces();
  });

  it('refuses a revision that git does not know', async () => {
    await expect(runAgainst({ ...options(1), revision: 'nowhere' })).rejects.toBeInstanceOf(UnknownRevisionError);
    expectNoTraces();
  });

  it('removes the worktree and ends the bench on SIGINT', async () => {
    writeBench(`console.error('running'); setInterval(() => {}, 1000);`);
    const module = new URL('../../../bench/against.ts', import.meta.url).href;
    const { onProgress, ...plain } = options(1);
    const code = `import { runAgainst } from ${JSON.stringify(module)};
      await runAgainst({ ...${JSON.stringify(plain)}, onProgress: ${onProgress.toString()} });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // Its stderr closes when the last process that inherited it has ended, the bench included.
    const closed = once(child, 'close');
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    expect(await closed).toEqual([130, null]);
    expectNoTraces();
  });
});
