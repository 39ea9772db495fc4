import { sentenceOf, type EngineLedger } from '../model/index.ts';
import { composeServer } from './compose/index.ts';
import { resolveConfig, type Config } from './config/index.ts';
import { run } from './lifecycle.ts';
import { createEventLog, createLogs } from './observe.ts';

export interface Server {
  /** Where it listens: `http://HOST:PORT`. */
  readonly url: string;
  /** What has become of every post so far. */
  readonly ledger: () => EngineLedger;
  /** Drains and closes; resolves when all is released. Idempotent. */
  readonly stop: () => Promise<void>;
}

/**
 * A server within another program, configured as `undertone serve` is: durations in ms, what is left out has its
 * default. It logs warnings and errors unless `logLevel` says otherwise.
 * @throws UndertoneError for options that can't be used; whatever `listen` of Node throws when the port is taken.
 */
export async function createServer(options: Partial<Config> = {}): Promise<Server> {
  const config = { ...resolveConfig({ flags: { logLevel: ['warn'] }, env: {} }), ...options };
  const logs = createLogs(config.logLevel);
  const system = composeServer(config, logs, process.env);
  const running = run(system, { onEvent: createEventLog(logs.of('sources')), drainMs: config.drain });
  // A failure of the graph is told to who stops it; before that nobody asks.
  running.done.catch((error: unknown) => {
    logs.of('app').error({}, sentenceOf(error));
  });
  const stop = async (): Promise<void> => {
    running.stop();
    await running.done;
  };
  try {
    return { url: await system.listen(), ledger: system.ledger, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
