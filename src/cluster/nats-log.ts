import { setImmediate } from 'node:timers/promises';
import {
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type Consumer,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { defer, finalize, from } from 'rxjs';
import { sentenceOf } from '../model/index.ts';
import { pullMessages } from '../nats/index.ts';
import { LogFailure, type Log, type LogMessage, type LogState, type NewMessage, type ReadOptions } from './log.ts';
import { ensureStream, isMissing, logOf, type ClusterNames, type StreamLimits } from './streams.ts';

/** The longest wait for an answer, in ms. */
export const answerMs = 1_500;
/** The most bytes that a reader has pulled and not read: bounded by messages alone, a server cuts a slow reader off. */
const maxPulledBytes = 4_194_304;

/** NATS, as the log uses it. */
export interface Access {
  readonly js: JetStreamClient;
  /** Asks the stream's leader, which a replica may lag behind. */
  readonly manager: JetStreamManager;
  readonly names: ClusterNames;
  readonly limits: StreamLimits;
}

/** Creates the log in NATS. `access` throws while there is no connection yet. */
export function createNatsLog(access: () => Access): Log {
  return {
    append: (message, expected) => defer(() => from(append(message, expected, access()))),
    last: (source) => defer(() => from(lastOf(source, access()))),
    read: (options) =>
      defer(() => {
        const stop = new AbortController();
        return from(read(options, access(), stop.signal)).pipe(
          finalize(() => {
            stop.abort();
          }),
        );
      }),
    state: () => defer(() => from(stateOf(access()))),
  };
}

/** Makes the log again where somebody has deleted it, or its only server has lost its disk. */
async function stateOf({ manager, names, limits }: Access): Promise<LogState> {
  try {
    const { created, state } = await manager.streams.info(names.stream);
    return { epoch: Date.parse(created).toString(36), first: state.first_seq, last: state.last_seq };
  } catch (error) {
    if (isMissing(error)) await ensureStream(manager, limits);
    throw error;
  }
}

async function append(message: NewMessage, expected: number, { js, names }: Access): Promise<number> {
  const fields = headers();
  fields.set('Ut', message.header);
  try {
    const ack = await js.publish(names.subjectOf(message.source), message.body, {
      headers: fields,
      msgID: message.id,
      expect: { lastSubjectSequence: expected },
      timeout: answerMs,
      retries: 1,
    });
    return ack.seq;
  } catch (error) {
    const isRefused = error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence;
    throw new LogFailure(isRefused ? 'refused' : 'unknown', sentenceOf(error), error);
  }
}

async function lastOf(source: string, { manager, names }: Access): Promise<LogMessage | undefined> {
  const stored = await manager.streams.getMessage(names.stream, { last_by_subj: names.subjectOf(source) });
  if (stored === null) return undefined;
  return {
    source,
    id: stored.header.get('Nats-Msg-Id'),
    header: stored.header.get('Ut'),
    body: stored.data,
    sequence: stored.seq,
    storedAt: stored.time.getTime(),
  };
}

async function* read(options: ReadOptions, access: Access, signal: AbortSignal): AsyncGenerator<LogMessage> {
  const consumer = await consumerOf(options, access);
  try {
    for await (const message of pullMessages(consumer, { max_bytes: maxPulledBytes }, signal)) {
      await options.ready?.();
      if (signal.aborted) return;
      yield messageOf(message, access.names);
      // Messages that have arrived already are read without a pause, but other work gets its turn.
      await setImmediate();
    }
  } finally {
    consumer.delete().catch(() => undefined);
  }
}

function consumerOf({ from: start, source }: ReadOptions, { js, names }: Access): Promise<Consumer> {
  return js.consumers.get(names.stream, {
    ...(source !== undefined && { filter_subjects: names.subjectOf(source) }),
    ...(typeof start === 'number'
      ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: start }
      : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: new Date(start.storedAt).toISOString() }),
    inactive_threshold: 30_000,
  });
}

function messageOf(message: JsMsg, names: ClusterNames): LogMessage {
  return {
    source: logOf(message.subject, names),
    id: message.headers?.get('Nats-Msg-Id') ?? '',
    header: message.headers?.get('Ut') ?? '',
    body: message.data,
    sequence: message.seq,
    storedAt: Number(message.timestampNanos / 1_000_000n),
  };
}
