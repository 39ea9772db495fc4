import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { logLevels, logModules, parseLogLevels } from './log-levels.ts';
import { choice, duration, flag, integer, optionalText, spelled, text, texts } from './option.ts';

/** The scorers by name. */
export const scorerNames = ['vader', 'vader-sentiment'] as const;

/**
 * Every option. The key is the name in a configuration file; the flag is the key in kebab-case (`--idle-grace`), the
 * environment variable the key in capitals (`UNDERTONE_IDLE_GRACE`).
 */
export const options = {
  port: integer({ default: '8000', meaning: 'The port to listen on; 0 takes a free one' }, { max: 65_535 }),
  host: text({ default: '127.0.0.1', meaning: 'The address to listen on' }),
  source: texts({
    default: 'demo',
    meaning: 'Where posts come from: demo, file:PATH, stdin, bluesky, x, mastodon:URL, poll:URL; may be repeated',
  }),
  lang: texts({
    default: 'en',
    meaning: 'Languages taken of the posts that declare one; may be repeated, `all` takes every one',
  }),
  record: text({
    default: 'none',
    meaning: 'A file to which every post that comes in is added, as NDJSON that `replay` reads',
  }),
  dataFolder: text({
    default: join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'undertone'),
    meaning: 'Where sources keep how far they have read, and the store its file; `none` keeps nothing',
  }),
  store: optionalText({
    meaning:
      'Where results are kept: sqlite:PATH, postgres://…; a file in the data folder if empty, `sqlite::memory:` for none',
  }),
  keepPosts: duration({ default: '24h', meaning: 'How long scored posts are kept; of X only their ids' }),
  allowOrigin: texts({
    default: '',
    meaning: 'Hosts whose pages may connect, `example.com` or `*.example.com`; may be repeated',
  }),
  scorer: choice(
    { default: scorerNames[0], meaning: 'What scores a text: our exact VADER, or the npm package' },
    scorerNames,
  ),
  workers: integer(
    {
      default: String(Math.max(1, availableParallelism() - 1)),
      unit: 'threads',
      meaning: 'Threads that score; 0 scores in the main thread',
    },
    { max: 256 },
  ),
  maxBatchPosts: integer(
    { default: '256', unit: 'posts', meaning: 'Posts that go to a worker at a time, at most' },
    { min: 1 },
  ),
  maxBatchWait: duration({
    default: '5ms',
    meaning: 'How long a post waits for its batch to fill while the workers are busy',
  }),
  maxWaitingPosts: integer(
    { default: '20000', unit: 'posts', meaning: 'Posts that may wait for a worker; more are shed' },
    { min: 1 },
  ),
  maxRecentPosts: integer({
    default: '100000',
    unit: 'posts',
    meaning: 'Posts remembered to recognise one that comes twice',
  }),
  quiet: duration({ default: '250ms', meaning: 'Quiet time before upstream is asked for changed queries' }),
  maxQuiet: duration({ default: '2s', meaning: 'The longest that changing queries keep upstream from being asked' }),
  idleGrace: duration({ default: '30s', meaning: 'How long upstream is kept after the last query has gone' }),
  resumeWindow: duration({
    default: '30s',
    meaning: 'How long a query, and what it finds, are kept for a client that may come back',
  }),
  maxResumeResults: integer({
    default: '1000',
    unit: 'results',
    meaning: 'Results of a query that are kept for clients that come back, at least',
  }),
  xShareText: flag({
    meaning: 'Sends clients the texts of posts from X, which its terms allow to some; without it they get the ids',
  }),
  token: texts({
    default: '',
    meaning: 'A token that clients must show, as `Authorization: Bearer` or `?access_token=`; may be repeated',
  }),
  tokenFile: optionalText({ meaning: 'A file of such tokens, each as its SHA-256 in hexadecimal on a line' }),
  cert: optionalText({ alias: 'CERTFILE', meaning: 'A file with the TLS certificate (PEM), to serve https and wss' }),
  key: optionalText({ alias: 'KEYFILE', meaning: 'A file with the key of that certificate (PEM)' }),
  maxSessions: integer({
    default: '20000',
    unit: 'sessions',
    meaning: 'Sessions at a time; more are closed with 1013',
  }),
  maxSessionsPerAddress: integer({
    default: '128',
    unit: 'sessions',
    meaning: 'Sessions at a time from one address; likewise',
  }),
  handshakeTimeout: duration(
    { default: '10s', meaning: 'How long a request, or a handshake, may take to come in; it is cut then' },
    { minMs: 100 },
  ),
  maxQueriesPerSession: integer(
    { default: '64', unit: 'queries', meaning: 'Queries of a session at a time' },
    { min: 1 },
  ),
  maxMessagesPerSecond: integer(
    {
      default: '50',
      unit: 'messages',
      meaning: 'Messages of a client per second, twice as many at once; a flood is closed with 1008',
    },
    { min: 1 },
  ),
  maxFrameBytes: integer(
    { default: '65536', unit: 'bytes', meaning: 'The longest message of a client; beyond, close code 1009' },
    { min: 1 },
  ),
  maxOutboxFrames: integer(
    { default: '1000', unit: 'frames', meaning: 'Frames that may wait for a client; beyond, it is slow' },
    { min: 1 },
  ),
  maxOutboxBytes: integer(
    { default: '1048576', unit: 'bytes', meaning: 'Bytes that may wait for a client; likewise' },
    { min: 1 },
  ),
  ping: duration(
    {
      default: '30s',
      meaning: 'Time between two pings; a client that leaves two unanswered is closed with 4410',
    },
    { minMs: 1_000 },
  ),
  stats: duration({ default: '10s', meaning: 'Time between two ledgers that a client is told' }, { minMs: 100 }),
  drain: duration({ default: '5s', meaning: 'How long a shutdown may take for what is in flight' }),
  logLevel: spelled(
    {
      default: 'info',
      unit: logLevels.join(', '),
      meaning: `The least level that is logged; by module, \`info,store=debug\`, of ${logModules.join(', ')}`,
    },
    parseLogLevels,
  ),
} as const;
