import { resolveConfig } from '../app/config.ts';
import { parseSources } from '../app/source-spec.ts';
import { parseStoreSpec } from '../app/store-spec.ts';
import { allKeys, noPositionals, readArgs } from './args.ts';
import { createOutput } from './output.ts';

/** Validates a configuration as `serve` would, and says so. */
export function checkConfig(argv: readonly string[]): Promise<number> {
  const { said, config: file, positionals } = readArgs(argv, allKeys);
  noPositionals(positionals);
  const { source, store, dataFolder } = resolveConfig({ flags: said, env: process.env, file });
  parseSources(source, process.env);
  parseStoreSpec(store, dataFolder);
  createOutput().line('The configuration is fine.');
  return Promise.resolve(0);
}
