import { pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { GraphEvent, RegistryView, Probe, TrackedQuery } from '../graph/index.ts';
import { parseLogLevels, type LogModule } from './config/index.ts';
import { createEngineLedger, type EngineLedger } from '../model/index.ts';

/** Structured logs. Fields never hold the text of a post. */
export interface Log {
  readonly debug: (fields: object, sentence: string) => void;
  readonly info: (fields: object, sentence: string) => void;
  readonly warn: (fields: object, sentence: string) => void;
  readonly error: (fields: object, sentence: string) => void;
}

/** A log for each module of the program, which is also a field of what it writes. */
export interface Logs {
  readonly of: (module: LogModule) => Log;
}

// What may wait for a reader of stderr that does not read; more is lost rather than holding up the server.
const maxLogBytes = 1_048_576;

/** Logs on stderr: JSON lines, or prose on a terminal. `levels` is as `parseLogLevels` reads it. */
export function createLogs(levels: string): Logs {
  const destination = process.stderr.isTTY
    ? PinoPretty({ destination: 2, sync: true, ignore: 'pid,hostname' })
    : pino.destination({ dest: 2, sync: false, maxLength: maxLogBytes });
  const root = pino({ base: null }, destination);
  const levelOf = parseLogLevels(levels);
  return { of: (module) => root.child({ module }, { level: levelOf[module] }) };
}

/** Writes what sources tell of themselves; a trouble is said once, until its source is live again or it is another one. */
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

/** What is observed of an engine: its ledger, and what its registry holds. */
export interface Observed {
  readonly probe: Probe;
  readonly ledger: () => EngineLedger;
  /** Posts that came after their bucket of event time was closed. */
  readonly late: () => number;
  readonly held: () => { readonly sessions: number; readonly queries: number };
  /** As in `RegistryView`. */
  readonly tracked: (limit: number) => readonly TrackedQuery[];
  /** The distinct windows that are wanted. */
  readonly windows: () => number;
}

/** A probe that keeps the ledger, and tells others what it is told. */
export function observe(...others: readonly Partial<Probe>[]): Observed {
  const ledger = createEngineLedger();
  let late = 0;
  let held = { sessions: 0, queries: 0 };
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
      registryCreated: (view) => {
        registry = view;
      },
      registryChanged: (sessions, queries) => {
        held = { sessions, queries };
      },
      scored: (oldestMs) => {
        for (const other of others) other.scored?.(oldestMs);
      },
    },
    ledger: ledger.read,
    held: () => held,
    tracked: (limit) => registry?.tracked(limit) ?? [],
    windows: () => registry?.windows ?? 0,
    late: () => late,
  };
}
