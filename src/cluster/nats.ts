import { jetstream, jetstreamManager, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { connectNats, refusalOf } from '../nats/index.ts';
import { LogFailure, type Log } from './log.ts';
import { answerMs, createNatsLog, type Access } from './nats-log.ts';
import { ensureStream, type ClusterNames, type StreamLimits } from './streams.ts';

export interface NatsOptions extends StreamLimits {
  readonly servers: readonly string[];
  /** The path of a file with a JWT and an nkey; empty for none. */
  readonly credsFile: string;
  /** The path of a certificate of the servers' authority (PEM); empty for none. */
  readonly caFile: string;
  readonly names: ClusterNames;
  /** The name of this node, as the servers list it. */
  readonly node: string;
  /** Called with a sentence when NATS is away, also at the start, and with undefined when it is there. */
  readonly onTrouble?: (sentence: string | undefined) => void;
}

/** NATS, once it has been reached. */
export interface OpenedNats {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  /** The copies that are kept of each stream. */
  readonly replicas: number;
}

export interface NatsLog extends Log {
  /** Resolves when NATS has been reached for the first time. */
  readonly opened: Promise<OpenedNats>;
  readonly close: () => Promise<void>;
}

const retryMs = 1_000;

/**
 * Connects to JetStream and makes the log where there is none. Where no server answers, it goes on trying: the calls of the
 * log fail until then.
 * @throws UndertoneError with a sentence that says what to change, for what no waiting mends.
 */
export async function openNats(options: NatsOptions): Promise<NatsLog> {
  const opening = new Opening(options);
  await opening.begin();
  const { opened, access, close } = opening;
  return { ...createNatsLog(access), opened, close };
}

/** A connection that is tried until it is there, and then for as long as it is not closed. */
class Opening {
  readonly #options: NatsOptions;
  readonly #opened = Promise.withResolvers<OpenedNats>();
  readonly opened = this.#opened.promise;
  #connection: NatsConnection | undefined;
  #access: Access | undefined;
  #trouble: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: NatsOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      if (!(error instanceof UndertoneError && error.transient)) throw error;
      this.#tryLater(error.message);
    }
  }

  readonly access = (): Access => {
    if (this.#access !== undefined) return this.#access;
    throw new LogFailure('unknown', this.#trouble ?? 'NATS has not been reached yet.');
  };

  readonly close = async (): Promise<void> => {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#connection?.close();
  };

  async #open(): Promise<void> {
    const connection = await connectTo(this.#options);
    try {
      const manager = await jetstreamManager(connection, { timeout: 5_000 });
      const replicas = await ensureStream(manager, this.#options);
      const js = jetstream(connection, { timeout: answerMs });
      const requests = await jetstreamManager(connection, { timeout: answerMs, checkAPI: false });
      if (this.#isClosed) throw new Error('it was closed meanwhile');
      this.#connection = connection;
      this.#access = { js, manager: requests, names: this.#options.names, limits: this.#options };
      this.#report(undefined);
      void this.#watch(connection);
      this.#opened.resolve({ connection, js, replicas });
    } catch (error) {
      await connection.close();
      throw error instanceof UndertoneError ? error : failureOf(error, this.#options);
    }
  }

  #tryLater(sentence: string): void {
    this.#report(sentence);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#open().catch((error: unknown) => {
        this.#tryLater(sentenceOf(error));
      });
    }, retryMs);
  }

  /** The connection is made again by itself: only what is to be told is read from it. */
  async #watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.#report('The connection to NATS is lost.');
      if (type === 'reconnect') this.#report(undefined);
    }
  }

  #report(sentence: string | undefined): void {
    if (this.#isClosed || sentence === this.#trouble) return;
    this.#trouble = sentence;
    this.#options.onTrouble?.(sentence);
  }
}

async function connectTo(options: NatsOptions): Promise<NatsConnection> {
  const { servers, credsFile, caFile, node } = options;
  try {
    return await connectNats({
      ...{ servers, name: node, isPersistent: true },
      creds: { option: '--nats-creds', path: credsFile },
      ca: { option: '--nats-ca', path: caFile },
    });
  } catch (error) {
    if (error instanceof UndertoneError) throw error;
    const sentence = `No NATS server of --nats ${servers.join(', ')} can be used: ${sentenceOf(error)}`;
    throw new UndertoneError('unavailable', sentence, { cause: error, transient: refusalOf(error) === undefined });
  }
}

/** Returns why JetStream can't be used. It may be about to elect its leaders, and then says that it is not enabled. */
function failureOf(error: unknown, { servers }: NatsOptions): UndertoneError {
  const transient = refusalOf(error) !== 'permission';
  const sentence = `JetStream of ${servers.join(', ')} can't be used: ${sentenceOf(error)}`;
  return new UndertoneError('unavailable', sentence, { cause: error, transient });
}
