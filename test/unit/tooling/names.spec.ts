import { ESLint } from 'eslint';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { retiredNames } from '../../tooling/eslint.config.ts';

const root = new URL('../../..', import.meta.url).pathname;

describe('a name that was given up', () => {
  it('is refused by ESLint when it is put back', async () => {
    const eslint = new ESLint({
      cwd: root,
      overrideConfigFile: 'test/tooling/eslint.config.ts',
      // The rule needs no types, and reading those of the whole project takes long.
      overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
      ruleFilter: ({ ruleId }) => ruleId === 'id-denylist',
    });
    const code =
      'export interface PlacedPost { readonly recall: number }\nexport function noticesOf(seat: string) { return seat; }\n';
    const [result] = await eslint.lintText(code, { filePath: 'src/graph/graph.ts' });
    const refused = result?.messages.map(
      ({ ruleId, message }) => `${ruleId ?? ''} ${/'(\w+)'/.exec(message)?.[1] ?? ''}`,
    );
    expect(new Set(refused)).toEqual(
      new Set(['PlacedPost', 'recall', 'noticesOf', 'seat'].map((name) => `id-denylist ${name}`)),
    );
  }, 120_000);

  it('is the name of no file', () => {
    const refused = new Set(retiredNames.map((name) => name.toLowerCase()));
    const files = ['src', 'test', 'bench'].flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }),
    );
    const named = files.filter((path) =>
      refused.has((basename(path).split('.')[0] ?? '').replaceAll('-', '').toLowerCase()),
    );
    expect(named).toEqual([]);
  });
});
