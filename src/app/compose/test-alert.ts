import { randomUUID } from 'node:crypto';
import type { Environment } from '../../alerts/index.ts';
import { UndertoneError } from '../../model/index.ts';
import type { Config } from '../config/index.ts';
import { composeNotifier, readAlertFile } from './alerts.ts';

/** The answer of a destination to a test. */
export interface TestAnswer {
  readonly destination: string;
  /** As in `204` or a sentence. */
  readonly sentence: string;
  readonly isDelivered: boolean;
}

/**
 * Sends one `alert.test` to every destination of an alert.
 * @throws UndertoneError `bad_option` when there is no alert of that name.
 */
export async function testAlert(config: Config, name: string, env: Environment): Promise<readonly TestAnswer[]> {
  const specs = readAlertFile(config, env);
  const spec = specs.find((each) => each.name === name);
  if (spec === undefined) {
    const names = specs.map((each) => each.name).join(', ');
    throw new UndertoneError('bad_option', `There is no alert called \`${name}\`: there are ${names}.`);
  }
  const notify = composeNotifier(config, env);
  const at = Date.now();
  const id = `alert_test_${randomUUID()}`;
  const { written: query, writtenWhen: when } = spec;
  const why = { words: [], posts: [] };
  const body = { ...{ type: 'alert.test' as const, id, alert: name, query, when, at }, ...{ from: at, to: at, why } };
  return Promise.all(
    spec.to.map(async (destination) => {
      const outcome = await notify(destination, { id, body }, new AbortController().signal);
      if ('error' in outcome) return { destination: destination.name, sentence: outcome.error, isDelivered: false };
      const { status } = outcome;
      return { destination: destination.name, sentence: String(status), isDelivered: status >= 200 && status < 300 };
    }),
  );
}
