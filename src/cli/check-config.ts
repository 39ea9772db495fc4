import { checkServer } from '../app/check.ts';
import { checkScorer } from '../app/compose/scorer.ts';
import { resolveConfig } from '../app/config/index.ts';
import { noOperands, type CommandSpec } from './command.ts';
import { createOutput } from './output.ts';

/** Validates a configuration without starting anything. */
export const checkConfig: CommandSpec = {
  keys: 'all',
  run: async ({ values, file, operands }) => {
    noOperands(operands);
    const config = resolveConfig({ flags: values, env: process.env, file });
    const warnings = checkServer(config, process.env);
    await checkScorer(config);
    for (const warning of warnings) process.stderr.write(`undertone: ${warning}\n`);
    createOutput().line('The configuration is fine.');
    return 0;
  },
};
