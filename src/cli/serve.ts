import { composeScorer } from '../app/compose/scorer.ts';
import { resolveConfig, type Config } from '../app/config/index.ts';
import { run } from '../app/lifecycle.ts';
import { createEventLog, createLogs } from '../app/observe.ts';
import type { GraphEvent } from '../graph/index.ts';
import { isRecord, sentenceOf, stringField, UndertoneError } from '../model/index.ts';
import { boundGarbage } from '../node/garbage.ts';
import { saveCompiledCode } from '../node/save-compiled-code.ts';
import { noOperands, type Args, type CommandSpec } from './command.ts';
import { createOutput } from './output.ts';
import { onStopSignals } from './signals.ts';

/** The time to write the log, with a margin, in ms. */
const logMs = 500;
/** The time after which the compiled code is written, in ms: by then most modules have been loaded. */
const saveCodeMs = 10_000;
/** The longest release after a second signal, in ms: longer than clients have to disconnect. */
const hurryMs = 3_000;

/** Runs the server until SIGTERM or SIGINT, which drain it; a second signal cuts it short. */
export const serve: CommandSpec = { keys: 'all', run: (args) => runServer(args).finally(exitSoon) };

async function runServer({ values, file, operands }: Args): Promise<number> {
  noOperands(operands);
  const config = resolveConfig({ flags: values, env: process.env, file });
  const logs = await createLogs(config.logLevel);
  const log = logs.of('app');
  // Its threads load what they need while this one loads the rest.
  const scorer = composeScorer(config, { log: logs.of('scoring') });
  const { composeServer, connectCluster } = await import('../app/compose/index.ts');
  const system = composeServer(config, {
    ...{ logs, env: process.env, scorer },
    cluster: await connectCluster(config, log),
  });
  const logEvent = createEventLog(logs.of('sources'));
  const down = new Set<string>();
  let failed = false;
  const onEvent = (event: GraphEvent): void => {
    logEvent(event);
    if (event.type === 'gap' || event.state !== 'down') return;
    down.add(event.source);
    failed ||= event.reason !== undefined;
    // No posts will come any more. It is better to end, so that a supervisor can start the server again.
    if (isDead()) running.stop();
  };
  const isDead = (): boolean => failed && system.sources.length > 0 && system.sources.every((name) => down.has(name));
  const onStuck = (error: unknown): void => {
    if (error !== undefined) log.error({}, sentenceOf(error));
    log.error(
      {},
      'The server cannot release its resources: it is killed, and results that are not written yet are lost',
    );
    kill();
  };
  const running = run(system, { onEvent, drainMs: config.drain, onStuck });
  // Without a store or a source there may be an end before there is an address.
  const ended = running.done.then(() => undefined);
  const address = await Promise.race([listen(system.listen, config), ended]).catch((error: unknown) => {
    // The parts that it waited for are being released, so its error is not the cause.
    if (running.isReleasing()) return ended;
    running.stop();
    throw error;
  });
  if (address === undefined) return isDead() ? 1 : 0;
  // The server serves on when nobody reads its address.
  createOutput((error) => {
    log.warn({}, `The address can't be printed on stdout: ${error.message}`);
  }).line(`listening on ${address}`);

  // Not earlier: what the start makes stays, so that more collections would free little of it.
  boundGarbage();
  setTimeout(saveCompiledCode, saveCodeMs).unref();
  process.on('SIGHUP', system.reload);
  onStopSignals({
    onStop: (signal) => {
      log.info({ signal }, 'draining');
      running.stop();
    },
    onSecondSignal: () => {
      // `exit` waits for the threads, and the release may be waiting for one that can't end.
      if (!running.isReleasing()) process.exit(1);
      running.done.then(exitHurried, exitHurried);
      setTimeout(kill, hurryMs);
    },
  });
  const outcome = await running.done;
  log.info({ outcome, ledger: system.ledger() }, 'the server has ended');
  return isDead() ? 1 : 0;
}

/** Kills the program, whatever its threads do, once the log is written. */
function kill(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), logMs);
}

/** Ends the program when all that keeps it is its last output, which nobody reads. */
function exitSoon(): void {
  setTimeout(() => process.exit(), logMs).unref();
}

function exitHurried(): void {
  process.exit(1);
}

/** @throws UndertoneError `unavailable` with a sentence that names the option to change. */
async function listen(listening: () => Promise<string>, { host, port }: Place): Promise<string> {
  try {
    return await listening();
  } catch (error) {
    if (error instanceof UndertoneError) throw error;
    const fault = listenFaults[codeOf(error)]?.({ host, port }) ?? sentenceOf(error);
    throw new UndertoneError('unavailable', `The server can't listen: ${fault}.`, { cause: error });
  }
}

type Place = Pick<Config, 'host' | 'port'>;

/** Sentences by the code of Node's error, which stays in them so that it can be searched for. */
const listenFaults: Readonly<Record<string, (place: Place) => string>> = {
  EADDRINUSE: ({ host, port }) =>
    `port ${port} of ${host} is taken (EADDRINUSE); choose another by --port, where 0 stands for any free one`,
  EACCES: ({ port }) => `port ${port} needs more rights than this user has (EACCES); choose one from 1024 on by --port`,
  EADDRNOTAVAIL: ({ host }) =>
    `${host} is not an address of this machine (EADDRNOTAVAIL); choose one by --host, where 0.0.0.0 stands for all`,
  ENOTFOUND: ({ host }) => `the name ${host} is not known (ENOTFOUND); choose another by --host`,
};

function codeOf(error: unknown): string {
  return isRecord(error) ? (stringField(error, 'code') ?? '') : '';
}
