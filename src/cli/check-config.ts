import { resolveConfig } from '../app/config.ts';
import { parseSources } from '../app/source-spec.ts';
import { allKeys, noPositionals, readArgs } from './args.ts';
import { createOutput } from './output.ts';

/** Validates a configuration as `serve` would, and says so. */
export function checkConfig(argv: readonly string[]): Promise<number> {
  const { said, config: file, positionals } = readArgs(argv, allKeys);
  noPositionals(positionals);
  const { source } = resolveConfig({ flags: said, env: process.env, file });
  parseSources(source);
  createOutput().line('The configuration is fine.');
  return Promise.resolve(0);
}
