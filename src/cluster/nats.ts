import { setImmediate } from 'node:timers/promises';
import {
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  type Consumer,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { defer, finalize, from, map } from 'rxjs';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { connectNats, pullMessages } from '../nats/index.ts';
import { LogFailure, type Log, type LogMessage, type NewMessage, type ReadOptions } from './log.ts';
import { ensureStream, logOf, type ClusterNames, type StreamLimits } from './streams.ts';

export interface NatsOptions extends StreamLimits {
  readonly servers: readonly string[];
  /** The path of a file with a JWT and an nkey; empty for none. */
  readonly credsFile: string;
  /** The path of a certificate of the servers' authority (PEM); empty for none. */
  readonly caFile: string;
  readonly names: ClusterNames;
  /** The name of this node, as the servers list it. */
  readonly node: string;
}

export interface NatsLog extends Log {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  /** The copies that are kept of each stream. */
  readonly replicas: number;
  readonly close: () => Promise<void>;
}

/** The longest wait for an answer, in ms. */
const answerMs = 1_500;
/** The most bytes that a reader has pulled and not read: bounded by messages alone, a server cuts a slow reader off. */
const maxPulledBytes = 4_194_304;

/** Connects to JetStream and makes the log where there is none. @throws UndertoneError with a sentence that says what to change. */
export async function openNats(options: NatsOptions): Promise<NatsLog> {
  const { names, servers } = options;
  const connection = await connectTo(options);
  try {
    const manager = await jetstreamManager(connection, { timeout: 5_000 });
    const replicas = await ensureStream(manager, options);
    const js = jetstream(connection, { timeout: answerMs });
    const requests = await jetstreamManager(connection, { timeout: answerMs, checkAPI: false });
    const access = { js, manager: requests, names };
    const close = async (): Promise<void> => {
      await connection.close();
    };
    return { ...createLog(access), connection, js, replicas, close };
  } catch (error) {
    await connection.close();
    if (error instanceof UndertoneError) throw error;
    throw new UndertoneError('unavailable', `JetStream of ${servers.join(', ')} can't be used: ${sentenceOf(error)}`, {
      cause: error,
    });
  }
}

async function connectTo({ servers, credsFile, caFile, node }: NatsOptions): Promise<NatsConnection> {
  try {
    return await connectNats({
      ...{ servers, name: node, isPersistent: true },
      creds: { option: '--nats-creds', path: credsFile },
      ca: { option: '--nats-ca', path: caFile },
    });
  } catch (error) {
    if (error instanceof UndertoneError) throw error;
    const sentence = `No NATS server of --nats ${servers.join(', ')} can be used: ${sentenceOf(error)}`;
    throw new UndertoneError('unavailable', sentence, { cause: error });
  }
}

interface Access {
  readonly js: JetStreamClient;
  /** Asks the stream's leader, which a replica may lag behind. */
  readonly manager: JetStreamManager;
  readonly names: ClusterNames;
}

function createLog({ js, manager, names }: Access): Log {
  return {
    append: (message, expected) => defer(() => from(append(message, expected, { js, manager, names }))),
    last: (source) => defer(() => from(lastOf(source, { js, manager, names }))),
    read: (options) =>
      defer(() => {
        const stop = new AbortController();
        return from(read(options, { js, manager, names }, stop.signal)).pipe(
          finalize(() => {
            stop.abort();
          }),
        );
      }),
    state: () =>
      defer(() => from(manager.streams.info(names.stream))).pipe(
        map(({ created, state }) => {
          return { epoch: Date.parse(created).toString(36), first: state.first_seq, last: state.last_seq };
        }),
      ),
  };
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
