import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord } from '../../src/model/index.ts';

const root = new URL('../..', import.meta.url).pathname;
const maxClientBytes = 8 * 1_024;

/** A project that has the built package installed. */
let project: string;
beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'test/tooling/build.ts')], { stdio: 'pipe' });
  project = mkdtempSync(join(tmpdir(), 'undertone-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/undertone'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
}, 120_000);
afterAll(() => {
  rmSync(project, { recursive: true });
});

const inProject = (file: string, ...command: readonly string[]): string =>
  execFileSync(process.execPath, [...command, join(project, file)], { cwd: project, encoding: 'utf8', stdio: 'pipe' });

describe('the built package', () => {
  it('has a file behind each of its exports', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const targets = isRecord(manifest) && isRecord(manifest['exports']) ? Object.values(manifest['exports']) : [];
    const files = targets.flatMap((target) => (isRecord(target) ? Object.values(target) : [target])).map(String);
    expect(files).toContain('./dist/client/index.js');
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('brings what an operator imports', () => {
    const files = ['http/grafana/dashboard.json', 'http/prometheus/alerts.yml'];
    expect(files.filter((file) => !existsSync(join(root, 'dist', file)))).toEqual([]);
  });

  it('gives its exports to who imports it', () => {
    const code = `
      import { connect } from 'undertone/client';
      import { parseQuery } from 'undertone';
      console.log(typeof connect, parseQuery('b A').canonical);`;
    writeFileSync(join(project, 'use.js'), code);
    expect(inProject('use.js')).toBe('function a b\n');
  });

  it('has types that a project of the web can use, without those of Node', () => {
    const code = `
      import { connect, type PostFrame } from 'undertone/client';
      const client = connect('wss://host/track', { token: 'secret' });
      export const posts: PostFrame[] = [];
      for await (const event of client.track('pizza', { since: 0 })) {
        if (event.type === 'post') posts.push(event);
        // @ts-expect-error: a frame has no such type.
        if (event.type === 'weather') await client.close();
      }`;
    writeFileSync(join(project, 'use.ts'), code);
    const compilerOptions = {
      ...{ noEmit: true, strict: true, exactOptionalPropertyTypes: true },
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom'], types: [] },
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    expect(inProject('tsconfig.json', join(root, 'node_modules/typescript/bin/tsc'), '--project')).toBe('');
  });
});

describe('the client in a bundle', () => {
  it('is small, alone, and free of Node', async () => {
    const entry = join(root, 'dist/client/index.js');
    const bundle = await build({
      ...({ configFile: false, logLevel: 'error', root: project } as const),
      build: { write: false, minify: true, lib: { entry, formats: ['es'] } },
    });
    const [output, ...others] = [bundle].flat().flatMap((part) => ('output' in part ? part.output : []));
    if (output?.type !== 'chunk') throw new Error('the bundle has no code');
    expect(others).toEqual([]);
    expect([...output.imports, ...output.dynamicImports]).toEqual([]);
    expect(output.code).not.toMatch(/["'`]node:|\brequire\(|\bprocess\b|\bBuffer\b/);
    expect(output.code).toContain('undertone.v1');
    const gzipped = gzipSync(output.code).length;
    expect(gzipped).toBeLessThan(maxClientBytes);
    expect(gzipped).toBeGreaterThan(1_024);
  });
});
