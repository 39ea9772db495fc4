import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { documents, fencesOf, proseOf, root, textOf } from '../support/documents.ts';

const maxColumns = 130;
const maxReadmeLines = 135;

describe.each(documents())('%s', (document) => {
  it('links only to files that exist', () => {
    const targets = Array.from(textOf(document).matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g), ([, target = '']) => target);
    expect(targets.filter((target) => !existsSync(join(root, dirname(document), target)))).toEqual([]);
  });

  it('can be read without scrolling sideways, tables aside', () => {
    const mayBeLong = /^(?:\||    )/;
    expect(proseOf(document).filter((line) => line.length > maxColumns && !mayBeLong.test(line))).toEqual([]);
  });

  it('has code that parses', () => {
    const faults = fencesOf(document).flatMap(({ language, lines }) => {
      if (language === 'json') return faultOfJson(lines.join('\n'));
      return language === 'ts' || language === 'js' ? faultsOfCode(lines.join('\n')) : [];
    });
    expect(faults).toEqual([]);
  });
});

describe('the map of the code', () => {
  it('names only files and folders that exist', () => {
    const names = Array.from(
      textOf('src/README.md').matchAll(/`((?:[\w.-]+\/)+(?:[\w.-]+\.\w+)?)`/g),
      ([, name = '']) => name,
    );
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !existsSync(join(root, 'src', name)) && !existsSync(join(root, name)))).toEqual([]);
  });
});

describe('the recipes for contributors', () => {
  it('name only files that exist', () => {
    const names = Array.from(
      textOf('.github/CONTRIBUTING.md').matchAll(/`((?:src|test|bench)\/[\w./-]+)`/g),
      ([, name = '']) => name,
    ).filter((name) => !name.includes('NAME'));
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });
});

describe('the README', () => {
  it('stays short', () => {
    expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(maxReadmeLines);
  });
});

function faultsOfCode(code: string): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(code, {
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
  });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

function faultOfJson(text: string): readonly string[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [String(error)];
  }
}
