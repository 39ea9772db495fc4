import { pino } from 'pino';
import type { GraphEvent, RegistryView, Probe, TrackedQuery } from '../graph/index.ts';
import { parseLogLevels, type LogModule } from './config/index.ts';
import { createEngineLedger, type EngineLedger } from '../model/index.ts';
import { createLineFormat } from './log-format.ts';
import { createStderrWriter, isTerminal } from './stderr.ts';

/** A structured log. Fields never contain the text of a post. */
export interface Log {
  readonly debug: (fields: object, sentence: string) => void;
  readonly info: (fields: object, sentence: string) => void;
  readonly warn: (fields: object, sentence: string) => void;
  readonly error: (fields: object, sentence: string) => void;
}

/** The logs of the modules; each writes its module as a field. */
export interface Logs {
  readonly of: (module: LogModule) => Log;
  /** Returns the number of lines that could not be written. */
  readonly dropped: () => number;
}

/**
 * Creates the logs, which go to stderr: JSON lines, or prose on a terminal. `parseLogLevels` reads `levels`. Lines that
 * stderr does not accept in time are dropped, since a log must not block the server.
 */
export async function createLogs(levels: string): Promise<Logs> {
  const stderr = createStderrWriter({
    onDropped: (lines) => {
      root.child({ module: 'app' }).warn({ lines }, 'lines of the log have been lost');
    },
  });
  const format = await createLineFormat({ isTerminal: isTerminal() });
  const write = (line: string): void => {
    stderr.write(format(line));
  };
  const root = pino({ base: null }, { write });
  const levelOf = parseLogLevels(levels);
  return {
    of: (module) => root.child({ module }, { level: levelOf[module] }),
    dropped: () => stderr.dropped,
  };
}

/** Creates a log of the events of sources. A problem is logged once, until its source is live again or has another. */
export function createEventLog(log: Log): (event: GraphEvent) => void {
  const troubles = new Map<string, string>();
  const states = new Map<string, string>();
  return (event) => {
    const { type, source } = event;
    if (type === 'gap') {
      const { from, to, filled, cause } = event;
      const fields = { source, from, to, filled, cause };
      if (filled === 'full') log.info(fields, 'an interruption has been filled');
      else log.warn(fields, 'posts may be missing');
      return;
    }
    const { state, reason } = event;
    if (state === 'live' && reason === undefined) troubles.delete(source);
    const known = reason === undefined ? states.get(source) === state : troubles.get(source) === reason.message;
    states.set(source, state);
    if (reason === undefined) {
      if (!known) log.info({ source, state }, 'a source has changed its state');
      return;
    }
    troubles.set(source, reason.message);
    if (state === 'down') log.error({ source, state, code: reason.code }, reason.message);
    else if (!known) log.warn({ source, state, code: reason.code }, reason.message);
  };
}

/** The observed state of a graph. */
export interface Observed {
  readonly probe: Probe;
  readonly ledger: () => EngineLedger;
  /** Returns the number of posts that came after their bucket of event time was closed. */
  readonly late: () => number;
  /** Returns the number of sessions that track something, and of distinct queries. */
  readonly registered: () => { readonly sessions: number; readonly queries: number };
  /** As in `RegistryView`. */
  readonly tracked: (limit: number) => readonly TrackedQuery[];
  /** Returns the number of backfills of which a part was skipped. */
  readonly skippedBackfills: () => number;
  /** Returns the number of distinct windows with subscribers. */
  readonly windows: () => number;
}

/** Creates a probe that keeps the ledger, and forwards its calls to others. */
export function observe(...others: readonly Partial<Probe>[]): Observed {
  const ledger = createEngineLedger();
  let late = 0;
  let skippedBackfills = 0;
  let registered = { sessions: 0, queries: 0 };
  let registry: RegistryView | undefined;
  return {
    probe: {
      receive: (count) => {
        ledger.receive(count);
        for (const other of others) other.receive?.(count);
      },
      record: (outcome, count) => {
        ledger.record(outcome, count);
        for (const other of others) other.record?.(outcome, count);
      },
      late: () => {
        late += 1;
      },
      backfillSkipped: () => {
        skippedBackfills += 1;
      },
      registryCreated: (view) => {
        registry = view;
      },
      registryChanged: (sessions, queries) => {
        registered = { sessions, queries };
      },
      shed: (query, reason) => {
        for (const other of others) other.shed?.(query, reason);
      },
      resultShed: (stage, query) => {
        for (const other of others) other.resultShed?.(stage, query);
      },
      scored: (oldestMs) => {
        for (const other of others) other.scored?.(oldestMs);
      },
    },
    ledger: ledger.read,
    registered: () => registered,
    tracked: (limit) => registry?.tracked(limit) ?? [],
    windows: () => registry?.windows ?? 0,
    late: () => late,
    skippedBackfills: () => skippedBackfills,
  };
}
