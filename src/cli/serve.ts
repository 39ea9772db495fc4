import { composeServer } from '../app/compose.ts';
import { resolveConfig } from '../app/config.ts';
import { run } from '../app/lifecycle.ts';
import { createLog } from '../app/observe.ts';
import type { GraphEvent } from '../graph/index.ts';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { allKeys, noPositionals, readArgs } from './args.ts';

/** Runs the server until SIGTERM or SIGINT, which drain it; a second signal cuts it short. */
export async function serve(argv: readonly string[]): Promise<number> {
  const { said, config: file, positionals } = readArgs(argv, allKeys);
  noPositionals(positionals);
  const config = resolveConfig({ flags: said, env: process.env, file });
  const log = createLog(config.logLevel);
  const system = composeServer(config, log);
  const states = new Map<string, GraphEvent['state']>();
  let failure: UndertoneError | undefined;
  const onEvent = ({ source, state, reason }: GraphEvent): void => {
    if (states.get(source) === state) return;
    states.set(source, state);
    if (reason === undefined) log.info({ source, state }, 'a source has changed its state');
    else log.error({ source, state, code: reason.code }, reason.message);
    failure ??= reason;
    // Nothing will ever come again: what a supervisor restarts is better than a server that only looks alive.
    if (isDead()) running.stop();
  };
  const isDead = (): boolean => failure !== undefined && system.sources.every((name) => states.get(name) === 'down');
  const running = run(system, { onEvent, drainMs: config.drain });
  const address = await listen(system.listen).catch((error: unknown) => {
    running.stop();
    throw error;
  });
  process.stdout.write(`listening on ${address}\n`);

  let isDraining = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isDraining) process.exit(1);
    isDraining = true;
    log.info({ signal }, 'draining');
    running.stop();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  const outcome = await running.done;
  process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
  log.info({ outcome, ledger: system.ledger() }, 'the server has ended');
  return isDead() ? 1 : 0;
}

async function listen(listening: () => Promise<string>): Promise<string> {
  try {
    return await listening();
  } catch (error) {
    throw new UndertoneError('unavailable', `The server can't listen: ${sentenceOf(error)}.`, { cause: error });
  }
}
