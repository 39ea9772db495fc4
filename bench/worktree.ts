import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A revision that git does not know. */
export class UnknownRevisionError extends Error {
  override readonly name = 'UnknownRevisionError';
}

/** A checkout of another revision that exists as long as the work on it. */
export interface Worktree {
  readonly root: string;
  /** The full hash of the revision. */
  readonly commit: string;
  /** Runs a program and returns its stdout; stderr passes through. The program ends with the worktree. */
  readonly run: (command: string, args: readonly string[], cwd: string) => Promise<string>;
}

export interface WorktreeOptions {
  /** The repository's working tree. */
  readonly root: string;
  readonly revision: string;
  /** The folder that benches of either revision find as `shared/data` beside their checkout; it may be missing. */
  readonly data: string;
}

/**
 * Checks out a revision in a temporary folder, with the dependencies of its lock file, for the time of some work. The
 * folder, its entry in git and the programs that run in it are gone afterwards, also after a failure or a signal.
 */
export async function withWorktree<T>(options: WorktreeOptions, work: (tree: Worktree) => Promise<T>): Promise<T> {
  const { root, revision, data } = options;
  const commit = resolveCommit(root, revision);
  const folder = mkdtempSync(join(tmpdir(), 'undertone-against-'));
  const tree = join(folder, 'checkout');
  const running = new Set<ChildProcess>();
  const remove = (): void => {
    for (const child of running) killGroup(child);
    git(root, 'worktree', 'remove', '--force', '--force', tree);
    rmSync(folder, { recursive: true, force: true });
    git(root, 'worktree', 'prune');
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    remove();
    process.exit(128 + (signal === 'SIGINT' ? 2 : signal === 'SIGHUP' ? 1 : 15));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, onSignal);
  const run: Worktree['run'] = (command, args, cwd) => output(spawnIn(running, { command, args, cwd }));
  try {
    const added = git(root, 'worktree', 'add', '--detach', '--quiet', tree, commit);
    if (added.status !== 0) throw new Error(`git can't check out ${revision}: ${added.stderr.trim()}`);
    if (existsSync(data)) {
      mkdirSync(join(folder, 'shared'));
      symlinkSync(data, join(folder, 'shared/data'));
    }
    await installDependencies(root, tree, run);
    return await work({ root: tree, commit, run });
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
    remove();
  }
}

function resolveCommit(root: string, revision: string): string {
  const { status, stdout } = git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  if (status !== 0) throw new UnknownRevisionError(`git knows no revision "${revision}".`);
  return stdout.trim();
}

/** Links the dependencies of the working tree where both lock files are the same, else installs the revision's own. */
async function installDependencies(root: string, tree: string, run: Worktree['run']): Promise<void> {
  const lock = (folder: string) => readFileSync(join(folder, 'package-lock.json'), 'utf8');
  if (lock(root) === lock(tree)) {
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  } else {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], tree);
  }
}

function git(root: string, ...args: readonly string[]) {
  return spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' });
}

/** Starts a program as the head of a process group, so that its own children can be ended with it. */
function spawnIn(running: Set<ChildProcess>, program: { command: string; args: readonly string[]; cwd: string }) {
  const options: SpawnOptions = { cwd: program.cwd, detached: true, stdio: ['ignore', 'pipe', 'inherit'] };
  const child = spawn(program.command, program.args, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended by itself in the meantime.
  }
}

async function output(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | NodeJS.Signals | null>();
  child.once('error', reject);
  child.once('close', (code, signal) => {
    resolve(signal ?? code);
  });
  const status = await promise;
  if (status !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${status}.`);
  return text;
}
