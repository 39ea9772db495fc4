import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord, parseJson, recordList } from '../../src/model/index.ts';
import { installPackage, type InstalledPackage } from '../support/installed-package.ts';
import { readDeclarations, unexportedTypes } from '../support/unexported-types.ts';

const maxClientBytes = 8 * 1_024;
const examples = new URL('../examples', import.meta.url).pathname;
const browserClient = 'browser-client.ts';
/** The compiler options of a page, which knows no types of Node. */
const web = { target: 'es2022', lib: ['es2022', 'dom'], types: [] };

let installed: InstalledPackage;
beforeAll(() => {
  installed = installPackage();
}, 240_000);
afterAll(() => {
  installed.remove();
});

const inModules = (path: string): string => join(installed.project, 'node_modules', path);
const inPackage = (path: string): string => inModules(join('undertone', path));

const write = (file: string, code: string): void => {
  writeFileSync(join(installed.project, file), code);
};

describe('the packed package', () => {
  it('has a file behind each of its exports', () => {
    const manifest: unknown = JSON.parse(readFileSync(inPackage('package.json'), 'utf8'));
    const targets = isRecord(manifest) && isRecord(manifest['exports']) ? Object.values(manifest['exports']) : [];
    const files = targets.flatMap((target) => (isRecord(target) ? Object.values(target) : [target])).map(String);
    expect(files).toContain('./dist/client/index.js');
    expect(files.filter((file) => !existsSync(inPackage(file)))).toEqual([]);
  });

  it('has no author and no address of a repository', () => {
    const manifest: unknown = JSON.parse(readFileSync(inPackage('package.json'), 'utf8'));
    const names = isRecord(manifest) ? Object.keys(manifest) : [];
    expect(names).toContain('keywords');
    expect(names.filter((name) => ['author', 'contributors', 'repository', 'homepage', 'bugs'].includes(name))).toEqual(
      [],
    );
  });

  it('brings what an operator imports', () => {
    const files = ['http/grafana/dashboard.json', 'http/prometheus/alerts.yml'];
    expect(files.filter((file) => !existsSync(inPackage(`dist/${file}`)))).toEqual([]);
  });

  it('has nothing that publint complains of', async () => {
    const tarball = readFileSync(installed.tarball);
    const { messages } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer } });
    expect(messages).toEqual([]);
  });

  it('has types that resolve wherever ES modules do', async () => {
    const result = await checkPackage(createPackageFromTarballData(readFileSync(installed.tarball)));
    if (result.types === false) throw new Error('the package has no types');
    // CommonJS and the resolution of Node 10 know no package that has ES modules and `exports` alone.
    const isRelevant = (kind: string): boolean => kind === 'node16-esm' || kind === 'bundler';
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem) || isRelevant(problem.resolutionKind),
    );
    expect(problems.map(({ kind }) => kind)).toEqual([]);
  });

  it('exports every type that its exports name', () => {
    const library = inPackage('dist/index.d.ts');
    const client = inPackage('dist/client/index.d.ts');
    const testing = inPackage('dist/testing/index.d.ts');
    const program = readDeclarations([library, client, testing]);
    expect(unexportedTypes(program, library)).toEqual([]);
    expect(unexportedTypes(program, client)).toEqual([]);
    expect(unexportedTypes(program, testing, [library])).toEqual([]);
  });

  it('exports its library and its client', () => {
    write(
      'use.js',
      `import { connect } from 'undertone/client';
      import { createServer, parseQuery } from 'undertone';
      import { describeSource } from 'undertone/testing';
      console.log(typeof connect, typeof createServer, typeof describeSource, parseQuery('b A').canonical);`,
    );
    expect(installed.node('use.js')).toBe('function function function a b\n');
  });

  it('has the program in a few files, with all that it reads, and the licences of what is in them', () => {
    // Some 1,200 modules; what is loaded on demand has files of its own.
    const files = readdirSync(inPackage('dist/program'));
    expect(files.length).toBeLessThan(150);
    const learned = installed.node(inPackage('dist/cli/main.js'), 'score', '--scorer', 'learned', '--raw', 'I love it');
    expect(learned).toContain('positive');
    const licences = readFileSync(inPackage('dist/program/LICENSES.txt'), 'utf8');
    expect(['rxjs', 'ws', 'zod'].filter((name) => !licences.includes(`\n${name} `))).toEqual([]);
  });

  it('serves its page and posts of the demo', async () => {
    const args = [inPackage('dist/cli/main.js'), 'serve', '--port', '0', '--store', 'sqlite::memory:'];
    const server = spawn(process.execPath, args, { cwd: installed.project, stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const lines: readonly unknown[] = await server.stdout.setEncoding('utf8').take(1).toArray();
      const [, address = ''] = /listening on (\S+)/.exec(String(lines[0])) ?? [];
      const page = await fetch(address, { headers: { accept: 'text/html' } });
      expect(await page.text()).toContain('<script');
      write(
        'follow.js',
        `import { connect } from 'undertone/client';
        const client = connect('${address.replace('http', 'ws')}/track');
        for await (const event of client.track('pizza OR coffee OR music')) {
          if (event.type === 'post') break;
        }
        await client.close();
        console.log('a post');`,
      );
      const follower = spawn(process.execPath, ['follow.js'], {
        cwd: installed.project,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(await follower.stdout.setEncoding('utf8').toArray()).toEqual(['a post\n']);
    } finally {
      server.kill('SIGKILL');
    }
  });

  it('has types that a project of the web can use, as an example does, without those of Node', () => {
    write(
      'use.ts',
      `import { connect, type PostFrame } from 'undertone/client';
      const client = connect('wss://host/track', { token: 'secret' });
      export const posts: PostFrame[] = [];
      for await (const event of client.track('pizza', { since: 0 })) {
        if (event.type === 'post') posts.push(event);
        // @ts-expect-error: a frame has no such type.
        if (event.type === 'weather') await client.close();
      }`,
    );
    cpSync(join(examples, browserClient), join(installed.project, browserClient));
    expect(installed.typeCheck(['use.ts', browserClient], { compilerOptions: web })).toBe('');
  });
});

describe('the examples', () => {
  const names = readdirSync(examples).filter((name) => name.endsWith('.ts'));

  beforeAll(() => {
    for (const name of names) cpSync(join(examples, name), join(installed.project, name));
  });

  it.each(names)('%s is short enough to be read at once', (name) => {
    expect(readFileSync(join(examples, name), 'utf8').split('\n').length).toBeLessThanOrEqual(80);
  });

  it('have types that check against the package in Node', () => {
    // The types of the model's runtime name those of a browser.
    const unchecked = 'onnxruntime-common';
    expect(
      installed.typeCheck(
        names.filter((name) => name !== browserClient),
        { unchecked },
      ),
    ).toBe('');
  }, 120_000);

  it('have tests that pass', () => {
    installed.node(inModules('vitest/vitest.mjs'), 'run', '--reporter=json', '--outputFile=report.json');
    const report = parseJson(readFileSync(join(installed.project, 'report.json'), 'utf8'));
    const specs = names.filter((name) => name.endsWith('.spec.ts'));
    expect(report).toMatchObject({ success: true, numFailedTests: 0, numPendingTests: 0 });
    expect(isRecord(report) && recordList(report['testResults']).length).toBe(specs.length);
  });

  it('work together: a source, a scorer, a server and the client of a page', async () => {
    const feed = createServer((_, response) => void response.write('{"text":"pizza 🎉"}\n'));
    await once(feed.listen(0, '127.0.0.1'), 'listening');
    const address = feed.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const server = spawn(process.execPath, ['server.ts', `lines:http://127.0.0.1:${port}`], {
      cwd: installed.project,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const lines: readonly unknown[] = await server.stdout.setEncoding('utf8').take(1).toArray();
      write(
        'show.ts',
        `import { showTopic } from './browser-client.ts';
        const [mood, posts] = [{ textContent: null }, { textContent: null }];
        const client = showTopic('pizza', { server: '${String(lines[0]).trim()}', mood, posts });
        while (posts.textContent === null) await new Promise((resolve) => setTimeout(resolve, 10));
        console.log(posts.textContent);
        await client.close();`,
      );
      const page = spawn(process.execPath, ['show.ts'], {
        cwd: installed.project,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(await page.stdout.setEncoding('utf8').toArray()).toEqual(['1.00 pizza 🎉\n']);
    } finally {
      server.kill('SIGKILL');
      feed.closeAllConnections();
      feed.close();
    }
  });
});

describe('the client in a bundle', () => {
  it('is small, alone, and free of Node', async () => {
    const entry = join(installed.project, 'node_modules/undertone/dist/client/index.js');
    const bundle = await build({
      ...({ configFile: false, logLevel: 'error', root: installed.project } as const),
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
