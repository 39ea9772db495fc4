import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { addressOf, exitOf, launch, launchWith, runProgram } from '../support/program.ts';

describe('a server whose guard is given and empty', () => {
  it.each([
    [['serve', '--port', '0', '--token', ''], '--token is empty'],
    [['serve', '--port', '0', '--token-file='], '--token-file is empty'],
    [['check-config', '--cert', ' '], '--cert is empty'],
  ])('does not start: %j', async (args, sentence) => {
    const { code, stdout, stderr } = await runProgram(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^undertone: ${sentence}.*\\.\\n$`));
  });

  it('does not start with an empty variable either', async () => {
    const child = launchWith({ UNDERTONE_TOKEN: '' }, ['check-config']);
    const [stderr, [code]] = await Promise.all([text(child.stderr), exitOf(child)]);
    expect(stderr).toContain('UNDERTONE_TOKEN is empty');
    expect(code).toBe(2);
  });
});

it('a server that listens beyond this machine without a token says so in its log', async () => {
  const child = launch('serve', '--host', '0.0.0.0', '--port', '0', '--data-folder', 'none');
  const log = text(child.stderr);
  await addressOf(child);
  child.kill('SIGTERM');
  expect(await log).toMatch(/"level":40,.*listens on 0\.0\.0\.0 without a token/);
});
