import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runAgainst, type AgainstResult } from './against.ts';
import { keepCompiledCode } from '../src/node/compile-cache.ts';
import { benches, type Bench } from './benches.ts';
import type { FigureComparison } from './comparison.ts';
import { dataFolder, format, formatNumber } from './support.ts';
import { UnknownRevisionError } from './worktree.ts';

const usage = `Usage: npm run bench -- [NAME]... [--json] [--small] [--data FOLDER] [--against REVISION [--rounds N]]
Names: ${Object.keys(benches).join(', ')}.`;

const options = {
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
  against: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  small: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** A command line that can't be run. */
class UsageError extends Error {}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof UnknownRevisionError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values, positionals } = parse();
  if (values.help) {
    console.log(usage);
    return;
  }
  const chosen = choose(positionals);
  // As the program does, so that a worker starts as fast as there.
  keepCompiledCode();
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError('--rounds takes a whole number from 1.');
  // Benches run other processes, which read the same data.
  if (values.data !== undefined) process.env['BENCH_DATA'] = resolve(values.data);
  const print = (result: Readonly<Record<string, unknown>>): void => {
    console.log(values.json ? JSON.stringify(result) : format(result));
  };
  for (const [name, bench] of chosen) {
    if (values.against === undefined) {
      print({ bench: name, ...(await (await bench.load()).run({ small: values.small })) });
      continue;
    }
    const result = await runAgainst({
      bench: name,
      main: bench.main,
      root: new URL('..', import.meta.url).pathname,
      revision: values.against,
      rounds,
      small: values.small,
      data: dataFolder(),
      onProgress: console.error,
    });
    print(values.json ? { ...result } : { ...result, figures: linesOf(result) });
  }
}

/** Returns a line for each compared figure. */
function linesOf({ figures }: AgainstResult): Readonly<Record<string, string>> {
  const line = ({ current, base, currentOverBase }: FigureComparison): string =>
    `${formatNumber(current)} here, ${formatNumber(base)} there: ${formatNumber(currentOverBase)}`;
  return Object.fromEntries(Object.entries(figures).map(([path, figure]) => [path, line(figure)]));
}

function parse() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

/** Returns the named benches, or all that may run unnamed. */
function choose(names: readonly string[]): readonly (readonly [string, Bench])[] {
  if (names.length === 0) return Object.entries(benches).filter(([, { byNameOnly }]) => byNameOnly !== true);
  return names.map((name) => {
    const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
    if (bench === undefined) throw new UsageError(`There is no bench "${name}".\n${usage}`);
    return [name, bench] as const;
  });
}
