import type { Scorer } from '../graph/index.ts';
import { sentenceOf, UndertoneError, type EngineLedger } from '../model/index.ts';
import { composeScorer, composeServer, connectCluster, ownScorer } from './compose/index.ts';
// Not from the index, whose types lead to those of packages that few need.
import type { ScorerDefinition, SourceDefinition } from './compose/library.ts';
import { resolveConfig, type Config } from './config/index.ts';
import { run } from './lifecycle.ts';
import { createEventLog, createLogs } from './observe.ts';

export interface Server {
  /** The address of the server: `http://HOST:PORT`. */
  readonly url: string;
  /** Returns the number of posts in each state, since the start. */
  readonly ledger: () => EngineLedger;
  /** Drains and closes; resolves when everything has been released. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** The options of `undertone serve` by their keys, and what a program can bring along. */
export interface ServerOptions extends Partial<Omit<Config, 'scorer'>> {
  /** Sources that `source` can select by their names, beside the built-in ones. */
  readonly sources?: readonly SourceDefinition[];
  /**
   * A value of `--scorer`; or a definition or a port of the graph, which run in the main thread.
   */
  readonly scorer?: string | ScorerDefinition | Scorer;
}

/**
 * Starts a server within another program, with the options of `undertone serve`. Durations are ms; an option that is
 * absent has its default. It logs warnings and errors unless `logLevel` says otherwise.
 * @throws UndertoneError for options that can't be used; the error of Node's `listen` when the port is taken.
 * @example
 * const server = await createServer({ port: 0, source: ['demo'] });
 * console.log(server.url); // http://127.0.0.1:49152
 * await server.stop();
 * @example
 * await createServer({ source: ['tick:pizza'], sources: [tickSource], scorer: { name: 'mine', create: () => mine } });
 */
export async function createServer({ sources = [], scorer, ...options }: ServerOptions = {}): Promise<Server> {
  const name = typeof scorer === 'string' ? { scorer: [scorer] } : {};
  const config = { ...resolveConfig({ flags: { logLevel: ['warn'], ...name }, env: {} }), ...options };
  const logs = await createLogs(config.logLevel);
  const own = scorer === undefined || typeof scorer === 'string' ? undefined : await ownScorer(scorer, config);
  const system = composeServer(config, {
    logs,
    env: process.env,
    sources,
    cluster: await connectCluster(config, logs.of('app')),
    scorer: composeScorer(config, { log: logs.of('scoring'), own }),
  });
  const running = run(system, { onEvent: createEventLog(logs.of('sources')), drainMs: config.drain });
  // A failure of the graph rejects `stop`, which may be called much later, or never.
  running.done.catch((error: unknown) => {
    logs.of('app').error({}, sentenceOf(error));
  });
  const stop = async (): Promise<void> => {
    running.stop();
    await running.done;
  };
  try {
    return { url: await Promise.race([system.listen(), endOf(running.done)]), ledger: system.ledger, stop };
  } catch (error) {
    if (running.isReleasing()) return endOf(running.done);
    await stop();
    throw error;
  }
}

/** Rejects when the server ends, since it then never listens. */
async function endOf(done: Promise<unknown>): Promise<never> {
  await done;
  throw new UndertoneError('unavailable', 'The server has ended before it could listen.');
}
