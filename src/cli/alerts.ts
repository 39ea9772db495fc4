import { testAlert } from '../app/compose/test-alert.ts';
import { resolveConfig } from '../app/config/index.ts';
import { UndertoneError } from '../model/index.ts';
import type { Args, CommandSpec } from './command.ts';
import { createOutput } from './output.ts';

/** Sends a test to every destination of an alert, and prints what each answered. */
export const alerts: CommandSpec = {
  operands: { usage: 'test NAME', meaning: 'The name of an alert in the file of --alerts' },
  keys: ['alerts', 'smtp', 'smtpFrom'],
  run: runAlerts,
};

async function runAlerts({ values, file, operands }: Args): Promise<number> {
  const [verb, name, ...rest] = operands;
  if (verb !== 'test' || name === undefined || rest.length > 0) {
    throw new UndertoneError('bad_option', 'Expected `alerts test NAME --alerts FILE`.');
  }
  const config = resolveConfig({ flags: values, env: process.env, file });
  if (config.alerts === '') throw new UndertoneError('bad_option', '`alerts test` needs --alerts FILE.');
  const output = createOutput();
  let failed = false;
  for (const { destination, sentence, isDelivered } of await testAlert(config, name, process.env)) {
    output.line(`${destination}: ${sentence}`);
    failed ||= !isDelivered;
  }
  return failed ? 1 : 0;
}
