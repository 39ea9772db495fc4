import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { isRecord } from '../../src/model/index.ts';

const root = new URL('../..', import.meta.url).pathname;
/** What a clean clone has of it, so far as the package is made from it. */
const sources = ['src', 'test/tooling', 'package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'LICENSE'];

/** The package as `npm pack` makes it, installed in an otherwise empty project. */
export interface InstalledPackage {
  /** The file that `npm pack` wrote. */
  readonly tarball: string;
  /** The project's folder; the package lies in its `node_modules/undertone`. */
  readonly project: string;
  /** Runs Node in the project and returns its stdout. */
  readonly node: (...args: readonly string[]) => string;
  /** Type-checks files of the project with the package's types and returns the compiler's complaints. */
  readonly typeCheck: (files: readonly string[], options?: TypeCheckOptions) => string;
  readonly remove: () => void;
}

export interface TypeCheckOptions {
  /** Settings of the compiler as a tsconfig.json has them, beside those of a strict project of Node. */
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  /** A package whose own declarations are not checked. */
  readonly unchecked?: string;
}

/**
 * Packs the checkout and installs the package without a registry: its production dependencies are linked, so that one
 * that package.json forgets is missed, and beside them what the examples are tested with. The checkout's own `dist` is
 * not touched, since other specs read it.
 */
export function installPackage(): InstalledPackage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'undertone-package-')));
  const [clone, project] = [join(folder, 'clone'), join(folder, 'project')];
  for (const path of sources) cpSync(join(root, path), join(clone, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: clone, stdio: 'pipe' });
  const manifest: unknown = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'));
  const { version } = isRecord(manifest) ? manifest : {};
  const tarball = join(folder, `undertone-${String(version)}.tgz`);
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'undertone'), { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', join(modules, 'undertone')]);
  for (const name of ['vitest', 'onnxruntime-web', ...dependenciesIn(manifest)]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  const node = (...args: readonly string[]): string =>
    execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8', stdio: 'pipe' });
  return {
    tarball,
    project,
    node,
    typeCheck: (files, { compilerOptions = {}, unchecked } = {}) => {
      const settings = ts.convertCompilerOptionsFromJson({ ...strict, ...compilerOptions }, project);
      const names = files.map((file) => join(project, file));
      const program = ts.createProgram(names, settings.options);
      const isChecked = ({ file }: ts.Diagnostic): boolean =>
        unchecked === undefined || file?.fileName.includes(`/node_modules/${unchecked}/`) !== true;
      const found = [...settings.errors, ...ts.getPreEmitDiagnostics(program).filter(isChecked)];
      return ts.formatDiagnostics(found, ts.createCompilerHost(settings.options));
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

const strict = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  module: 'nodenext',
  target: 'es2024',
  lib: ['es2024'],
  // The package names the types of Node that its own need.
  types: [],
};

/** Names of packages that npm installs along with the package. */
function dependenciesIn(manifest: unknown): readonly string[] {
  if (!isRecord(manifest)) return [];
  const { dependencies, peerDependencies } = manifest;
  return [dependencies, peerDependencies].flatMap((names) => (isRecord(names) ? Object.keys(names) : []));
}
