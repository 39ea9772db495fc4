import {
  AckPolicy,
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  type Consumer,
  type ConsumerInfo,
  type JsMsg,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { defer, finalize, from, Observable } from 'rxjs';
import { isString } from '../model/index.ts';

/** A message of a subject. */
export interface NatsMessage {
  readonly data: Uint8Array;
  /** Its number in its stream; undefined outside of one. */
  readonly sequence: number | undefined;
  /** Says that it is done with: it does not come again. */
  readonly ack: () => void;
}

/** Emits the messages of a subject from now on. Those that nobody waits for are lost. */
export function readSubject(connection: NatsConnection, subject: string): Observable<NatsMessage> {
  return new Observable((subscriber) => {
    // eslint-disable-next-line no-restricted-syntax -- A subscription of NATS, which is ended below.
    const subscription = connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) subscriber.error(error);
        else subscriber.next({ data: message.data, sequence: undefined, ack: () => undefined });
      },
    });
    return () => {
      if (!subscription.isClosed()) subscription.unsubscribe();
    };
  });
}

export interface DurableOptions {
  readonly stream: string;
  readonly subject: string;
  /** The name of the consumer, under which the server knows what is done with. */
  readonly durable: string;
}

/** A stream that is read on. */
export interface OpenedStream {
  /** The messages that wait. */
  readonly pending: number;
  /** Whether the stream has dropped messages that had not been done with. */
  readonly hasLost: boolean;
  /** The time of the reader's last sign of life, in epoch ms; undefined for a new one, and where the server does not know. */
  readonly activeAt: number | undefined;
  /** Emits its messages, one after another: the next when the one before has been handled. */
  readonly messages$: Observable<NatsMessage>;
}

/** The time in ns after which what is not acknowledged comes again. */
const ackWaitNs = 5_000_000_000;
/** The messages that are on their way at a time. */
const maxInFlight = 128;
const answerMs = 5_000;

/** Opens a durable consumer of the messages of a subject in a stream, and makes it where there is none: from now on. */
export async function openDurable(connection: NatsConnection, options: DurableOptions): Promise<OpenedStream> {
  const { stream, subject, durable } = options;
  const manager = await jetstreamManager(connection, { timeout: answerMs });
  const info = (await findConsumer(() => manager.consumers.info(stream, durable))) ?? undefined;
  const { state } = await manager.streams.info(stream);
  const consumer =
    info ??
    (await manager.consumers.add(stream, {
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.New,
      filter_subject: subject,
      ack_wait: ackWaitNs,
      max_ack_pending: maxInFlight,
    }));
  const { ack_floor: floor, num_pending: waiting, num_ack_pending: unacknowledged } = consumer;
  return {
    pending: waiting + unacknowledged,
    hasLost: info !== undefined && floor.stream_seq > 0 && state.first_seq > floor.stream_seq + 1,
    activeAt: info === undefined ? undefined : activeAtOf(info),
    messages$: messagesOf(() => jetstream(connection, { timeout: answerMs }).consumers.get(stream, durable)),
  };
}

export interface PositionOptions {
  readonly stream: string;
  readonly subject: string;
  /** The number of the last message that was done with; undefined begins with the next new one. */
  readonly after: number | undefined;
}

/** Opens a stream where the reader says, for a reader that keeps its own position. Nothing has to be acknowledged. */
export async function openAt(
  connection: NatsConnection,
  { stream, subject, after }: PositionOptions,
): Promise<OpenedStream & { readonly after: number }> {
  const manager = await jetstreamManager(connection, { timeout: answerMs });
  const { state } = await manager.streams.info(stream);
  const last = after ?? state.last_seq;
  const consumer = await jetstream(connection, { timeout: answerMs }).consumers.get(stream, {
    filter_subjects: subject,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: last + 1,
  });
  const { num_pending: pending } = await consumer.info();
  return {
    pending,
    hasLost: after !== undefined && state.first_seq > last + 1,
    activeAt: undefined,
    after: last,
    messages$: messagesOf(() => Promise.resolve(consumer)),
  };
}

function messagesOf(open: () => Promise<Consumer>): Observable<NatsMessage> {
  return defer(() => {
    const stop = new AbortController();
    return from(consume(open(), stop.signal)).pipe(
      finalize(() => {
        stop.abort();
      }),
    );
  });
}

function activeAtOf({ ack_floor: floor, created }: ConsumerInfo): number {
  // A time in the server's answers, whatever the types of the client say.
  const active: unknown = floor.last_active;
  return Date.parse(isString(active) ? active : created);
}

async function findConsumer(find: () => Promise<ConsumerInfo>): Promise<ConsumerInfo | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound) return undefined;
    throw error;
  }
}

async function* consume(opened: Promise<Consumer>, signal: AbortSignal): AsyncGenerator<NatsMessage> {
  for await (const message of pullMessages(await opened, { max_messages: maxInFlight }, signal)) {
    yield {
      data: message.data,
      sequence: message.seq,
      ack: () => {
        message.ack();
      },
    };
  }
}

/** Yields the messages of a consumer, pulled as far ahead as `pulled` says, until the signal. */
export async function* pullMessages(
  consumer: Consumer,
  pulled: { readonly max_messages: number } | { readonly max_bytes: number },
  signal: AbortSignal,
): AsyncGenerator<JsMsg> {
  const messages = await consumer.consume({ ...pulled, idle_heartbeat: 1_000 });
  const stop = (): void => {
    messages.close().catch(() => undefined);
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    yield* messages;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
