import { checkServer } from '../app/check.ts';
import { resolveConfig } from '../app/config.ts';
import { allKeys, noPositionals, readArgs } from './args.ts';
import { createOutput } from './output.ts';

/** Validates a configuration without starting anything, and says so. */
export function checkConfig(argv: readonly string[]): Promise<number> {
  const { said, config: file, positionals } = readArgs(argv, allKeys);
  noPositionals(positionals);
  checkServer(resolveConfig({ flags: said, env: process.env, file }), process.env);
  createOutput().line('The configuration is fine.');
  return Promise.resolve(0);
}
