import { readFile } from 'node:fs/promises';
import { connect, credsAuthenticator, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { sentenceOf, UndertoneError } from '../model/index.ts';

/** A file of a connection, by the option that names it. */
export interface NamedFile {
  /** As in `--nats-creds`, for sentences. */
  readonly option: string;
  /** Empty for none. */
  readonly path: string;
}

export interface NatsOptions {
  readonly servers: readonly string[];
  /** The name of this client, as the servers list it. */
  readonly name: string;
  /** A file with a JWT and an nkey. */
  readonly creds: NamedFile;
  /** A certificate of the servers' authority (PEM). */
  readonly ca?: NamedFile;
  /** Whether the connection is made anew for as long as it takes. Without, it ends with its socket. */
  readonly isPersistent: boolean;
}

const persistent: ConnectionOptions = { maxReconnectAttempts: -1, reconnectTimeWait: 250, reconnectJitter: 100 };

/**
 * Connects to NATS.
 * @throws UndertoneError `bad_option` with a sentence that names the option of a file that can't be read; else the error of
 *   the client.
 */
export async function connectNats(options: NatsOptions): Promise<NatsConnection> {
  const { servers, name, creds, ca, isPersistent } = options;
  const credsBytes = creds.path === '' ? undefined : await read(creds);
  if (ca !== undefined && ca.path !== '') await read(ca);
  return connect({
    servers: [...servers],
    name,
    ...(isPersistent ? persistent : { reconnect: false }),
    pingInterval: 2_000,
    maxPingOut: 2,
    timeout: 5_000,
    ...(credsBytes !== undefined && { authenticator: credsAuthenticator(credsBytes) }),
    ...(ca !== undefined && ca.path !== '' && { tls: { caFile: ca.path } }),
  });
}

function read({ option, path }: NamedFile): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw new UndertoneError('bad_option', `${option} ${path} can't be read: ${sentenceOf(error)}`, { cause: error });
  });
}
