import { invalidSource, type Environment, type SourceName } from '../source-name.ts';

/** A subject or stream of NATS to read. */
export interface NatsPlace {
  /** `nats://HOST:PORT` or `tls://HOST:PORT`. */
  readonly server: string;
  /** May have the wildcards `*` and `>`. */
  readonly subject: string;
  /** The name of a stream of JetStream; undefined for the subject alone. */
  readonly stream: string | undefined;
  /** The path of a file with a JWT and an nkey; empty for none. */
  readonly credsFile: string;
}

const example = 'nats:nats://127.0.0.1:4222/posts.>';

/** Reads the place that a `--source` names. @throws UndertoneError `bad_option`. */
export function readPlace(name: SourceName, env: Environment): NatsPlace {
  const { server = '', subject = '' } =
    /^(?<server>[^/]*:\/\/[^/]*)\/(?<subject>.*)$/.exec(name.rest ?? '')?.groups ?? {};
  const url = URL.parse(server);
  if (url === null || !['nats:', 'tls:'].includes(url.protocol) || url.hostname === '') {
    throw invalidSource(name, `needs the address of a server and a subject, as in ${example}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidSource(name, 'must not hold a password: NATS_CREDS names a file of credentials');
  }
  if (!isSubject(subject)) throw invalidSource(name, `needs a subject, as in ${example}`);
  const stream = name.query.get('stream') ?? undefined;
  if (stream !== undefined && !/^[^\s.*>/\\]+$/.test(stream)) throw invalidSource(name, 'needs the name of a stream');
  return { server, subject, stream, credsFile: env['NATS_CREDS'] ?? '' };
}

/** Returns whether a text is a subject: words between dots, of which `>` can only be the last. */
const isSubject = (text: string): boolean => /^(?:(?:[^\s.*>]+|\*)\.)*(?:[^\s.*>]+|\*|>)$/.test(text);
