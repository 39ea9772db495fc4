import { checkServer } from '../app/check.ts';
import { resolveConfig } from '../app/config/index.ts';
import { noOperands, type CommandSpec } from './command.ts';
import { createOutput } from './output.ts';

/** Validates a configuration without starting anything. */
export const checkConfig: CommandSpec = {
  keys: 'all',
  run: async ({ values, file, operands }) => {
    noOperands(operands);
    const warnings = await checkServer(resolveConfig({ flags: values, env: process.env, file }), process.env);
    for (const warning of warnings) process.stderr.write(`undertone: ${warning}\n`);
    createOutput().line('The configuration is fine.');
    return 0;
  },
};
