import { choice, duration, integer, invalid, list, optionalText, parsedText } from './kinds.ts';

/** The roles of a node in a cluster. */
const roles = ['all', 'ingest', 'gateway'] as const;

/** The options of a cluster. Without `nats`, the others mean nothing. */
export const clusterOptions = {
  nats: list({
    default: '',
    meaning:
      'A NATS server through which nodes form a cluster, `nats://HOST:PORT` or `tls://HOST:PORT`; may be repeated',
  }),
  role: choice(
    { default: 'all', meaning: 'The part of this node in a cluster: it reads sources, serves clients, or both' },
    roles,
  ),
  clusterName: parsedText(
    { default: 'undertone', unit: '', meaning: 'The name of the cluster, which keeps several apart in one NATS' },
    (raw) => {
      if (!/^[A-Za-z0-9_-]{1,32}$/.test(raw)) throw invalid('must be 1 to 32 letters, digits, `-` or `_`');
    },
  ),
  natsCreds: optionalText({ meaning: 'A file with the credentials (JWT and nkey) of this node in NATS' }),
  natsCa: optionalText({ meaning: "A file with the certificate of the NATS servers' authority (PEM)" }),
  logKeep: duration(
    {
      default: 600_000,
      meaning: 'How long the log of a cluster keeps posts, within which a client may resume on any node',
    },
    { minMs: 10_000 },
  ),
  maxLag: duration(
    { default: 60_000, meaning: 'How far a gateway may lag behind the log before it skips what it has not read' },
    { minMs: 1_000 },
  ),
  replicas: integer(
    { default: 0, meaning: 'Copies of the log in NATS; 0 is 3 where there are three servers, else 1' },
    { unit: 'copies', max: 5 },
  ),
} as const;
