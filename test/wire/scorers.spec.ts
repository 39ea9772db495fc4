import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { outcomes } from '../support/odd-scorer.ts';
import { parseLines, runProgram } from '../support/program.ts';

const odd = `module:${new URL('../support/odd-scorer.ts', import.meta.url).pathname}`;
const folder = mkdtempSync(join(tmpdir(), 'undertone-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a scorer module', () => {
  it('leaves a balanced ledger in a replay, whatever it does', async () => {
    const names = Object.keys(outcomes).filter((name) => name !== 'exits' && name !== 'throws later');
    const posts = names.map((text) => ({
      text,
      links: ['https://pizza.example'],
      ...(text.endsWith('(de)') && { lang: 'de' }),
    }));
    const path = join(folder, 'posts.ndjson');
    writeFileSync(path, posts.map((post) => `${JSON.stringify(post)}\n`).join(''));
    const args = ['replay', path, '--track', 'pizza', '--json', '--lang', 'all', '--scorer', odd];
    const { code, stdout, stderr } = await runProgram(args);
    const lines = parseLines(stdout);
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { compound: 0, polarityIndex: 2, scored: false, post: { text: 'null' } },
      { compound: 0.25, polarityIndex: 0, topic: { compound: -1 }, post: { text: 'good' } },
      { scored: false, post: { lang: 'de' } },
      { engine: { received: 12, scored: 3, failed: 9, pending: 0 }, session: { routed: 3, delivered: 3 } },
    ]);
    expect(lines[1]).not.toHaveProperty('pos');
    expect(stderr).toContain('undertone: 1 posts could not be scored: The scorer odd failed: on purpose');
  });

  it.each(['serve', 'replay', 'score', 'check-config'])(
    'that can not be loaded ends %s with code 2 and a sentence',
    async (command) => {
      const operands = command === 'replay' ? [import.meta.filename, '--track', 'a'] : command === 'score' ? ['a'] : [];
      const { code, stderr } = await runProgram([command, ...operands, '--scorer', 'module:./nowhere.ts']);
      expect(code).toBe(2);
      const sentence = /^undertone: The scorer module \.\/nowhere\.ts is neither a file nor a package .*\.$/;
      expect(stderr.trim().split('\n').at(-1)).toMatch(sentence);
    },
  );
});

describe('a lexicon', () => {
  it('overlays the scores of texts and topics, and names itself in the explanation', async () => {
    const path = join(folder, 'slang.tsv');
    writeFileSync(path, 'zzgood\t3\nspellbinding\t-3\n');
    const { stdout } = await runProgram(['score', '--explain', '--topic', 'pizza', '--lexicon', path, 'zzgood pizza']);
    expect(stdout).toContain(`3.0000  in ${path}\n`);
    expect(stdout).toMatch(/0\.6124 {2}positive {2}about pizza/);
    expect(stdout).toContain(`noun phrase; ${path} has the word`);
    const own = await runProgram(['score', '--topic', 'pizza', '--lexicon', path, 'spellbinding pizza']);
    expect(own.stdout).toMatch(/-0\.6124 {2}negative {2}about pizza/);
  });

  it('is refused with another scorer', async () => {
    const { code, stderr } = await runProgram(['score', '--scorer', odd, '--lexicon', 'x.tsv', 'a']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^undertone: --lexicon overlays the lexicon of --scorer vader, and the scorer module:/);
  });
});
