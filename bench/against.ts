import { isRecord } from '../src/model/index.ts';
import { compare, type Comparison, type MainFigures, type Round } from './comparison.ts';
import { withWorktree } from './worktree.ts';

export interface AgainstOptions {
  readonly bench: string;
  readonly main: MainFigures;
  /** The working tree, whose files are measured as they stand, uncommitted changes included. */
  readonly root: string;
  /** The version to compare with, by a name that git knows: a hash, a branch or a tag. */
  readonly revision: string;
  /** The number of runs of each side, 1 or more. */
  readonly rounds: number;
  /** Runs at small sizes; a revision that has none fails. */
  readonly small?: boolean;
  /** The folder of the public data; it may be missing. */
  readonly data: string;
  /** Called with a line after each round. */
  readonly onProgress: (line: string) => void;
}

export interface AgainstResult extends Comparison {
  readonly bench: string;
  readonly against: string;
  readonly commit: string;
  readonly rounds: number;
}

/**
 * Runs a bench of the working tree and of another revision in turns, each by its own code on the same Node, and compares
 * their figures. The side that begins changes with each round, so that neither always meets the warmer machine.
 */
export async function runAgainst(options: AgainstOptions): Promise<AgainstResult> {
  const { bench, main, root, revision, rounds, small = false, data, onProgress } = options;
  const args = ['--expose-gc', 'bench/main.ts', bench, '--json', ...(small ? ['--small'] : [])];
  return withWorktree({ root, revision, data }, async (tree) => {
    const runIn = async (cwd: string): Promise<unknown> => lastObject(await tree.run(process.execPath, args, cwd));
    const done: Round[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      done.push(await runRound(runIn, { current: root, base: tree.root, startsWithBase: round % 2 === 0 }));
      onProgress(`round ${round} of ${rounds}: ratio ${compare(done.slice(-1), main).ratio.toFixed(3)}`);
    }
    return { bench, against: revision, commit: tree.commit, rounds, ...compare(done, main) };
  });
}

interface Sides {
  readonly current: string;
  readonly base: string;
  readonly startsWithBase: boolean;
}

async function runRound(runIn: (cwd: string) => Promise<unknown>, sides: Sides): Promise<Round> {
  if (sides.startsWithBase) {
    const base = await runIn(sides.base);
    return requireSameTexts({ current: await runIn(sides.current), base });
  }
  const current = await runIn(sides.current);
  return requireSameTexts({ current, base: await runIn(sides.base) });
}

/** Figures over other texts can't be compared: `source` says which a bench has read. */
function requireSameTexts(round: Round): Round {
  const [current, base] = [sourceOf(round.current), sourceOf(round.base)];
  if (current !== base) throw new Error(`The sides read different texts: ${String(current)}, ${String(base)}.`);
  return round;
}

const sourceOf = (result: unknown): unknown => (isRecord(result) ? result['source'] : undefined);

function lastObject(stdout: string): unknown {
  const value: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  if (!isRecord(value)) throw new Error('The bench printed no JSON object.');
  return value;
}
