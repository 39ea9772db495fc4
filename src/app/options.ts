import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { choice, duration, integer, text, texts } from './option.ts';

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

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
    meaning: 'Where sources keep how far they have read; `none` keeps nothing',
  }),
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
  maxFrameBytes: integer(
    { default: '65536', unit: 'bytes', meaning: 'The longest message of a client; beyond, close code 1009' },
    { min: 1 },
  ),
  maxOutboxFrames: integer(
    { default: '1000', unit: 'frames', meaning: 'Frames that wait for a slow client; the oldest is dropped beyond' },
    { min: 1 },
  ),
  maxOutboxBytes: integer(
    { default: '1048576', unit: 'bytes', meaning: 'Bytes that wait for a slow client; the oldest is dropped beyond' },
    { min: 1 },
  ),
  ping: duration(
    {
      default: '30s',
      meaning: 'Time between two pings; a client that leaves two unanswered is closed with 4410',
    },
    { minMs: 1_000 },
  ),
  drain: duration({ default: '5s', meaning: 'How long a shutdown may take for what is in flight' }),
  logLevel: choice({ default: 'info', meaning: 'The least level that is logged' }, levels),
} as const;
