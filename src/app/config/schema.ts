import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { defaultLimits } from '../../graph/limits.ts';
import { defaultWindowBudget } from '../../model/window.ts';
import { folders } from '../../node/folders.ts';
import { topicMethods } from '../compose/scorer-names.ts';
import { sourceUsages } from '../compose/source-usages.ts';
import {
  choice,
  duration,
  flag,
  guardList,
  guardText,
  integer,
  jsonObject,
  list,
  optionalText,
  parsedText,
  patternText,
  text,
  tokens,
} from './kinds.ts';
import { alertOptions } from './alert-options.ts';
import { clusterOptions } from './cluster-options.ts';
import { logLevels, logModules, parseLogLevels } from './log-levels.ts';
import { pageOptions } from './page-options.ts';
import { scorerNames } from './scorer-names.ts';

/**
 * Every option, with its type, bounds, default, unit and meaning. The key is its name in a configuration file; the flag
 * is the key in kebab case (`--idle-grace`), the environment variable is the key in capitals (`UNDERTONE_IDLE_GRACE`).
 * The table in OPTIONS.md, `--help`, `undertone config` and the JSON Schema of the file are made from this.
 */
export const configSchema = z.strictObject({
  port: integer({ default: 8_000, meaning: 'The port to listen on; 0 picks a free one' }, { max: 65_535 }),
  host: text({ default: '127.0.0.1', meaning: 'The address to listen on' }),
  source: list({ default: 'demo', meaning: `Where posts come from: ${sourceUsages}; may be repeated` }),
  lang: list({
    default: defaultLimits.languages.join(','),
    meaning:
      'Languages to accept; posts that declare another one are dropped; may be repeated, `all` accepts every one',
  }),
  record: text({
    default: 'none',
    meaning: 'A file to which every incoming post is appended, as NDJSON that `replay` reads',
  }),
  dataFolder: text({
    default: folders.data,
    usualDefault: '~/.local/share/undertone',
    meaning: 'The folder for the default store and for the read positions of sources; `none` keeps nothing',
  }),
  store: optionalText({
    meaning:
      'Where results are stored: `sqlite:PATH` or `postgres://…`; empty is a file in the data folder, `sqlite::memory:` keeps nothing',
  }),
  keepPosts: duration({
    default: 86_400_000,
    meaning: 'How long scored posts are stored; of posts from X only the ids are',
  }),
  allowOrigin: guardList({
    meaning: 'Hosts whose pages may connect, `example.com` or `*.example.com`; may be repeated',
  }),
  allowHost: guardList({
    meaning:
      'Names under which the server answers, `example.com` or `*.example.com`, besides addresses, `localhost`, the name in `--host` and the hosts in `--allow-origin`; may be repeated',
  }),
  ...pageOptions,
  scorer: patternText(
    {
      default: 'vader',
      meaning:
        'The scorer: the built-in exact VADER, the npm package of that name, a model learned from rated texts, or a module of your own',
    },
    scorerNames,
  ),
  scorerOptions: jsonObject({ meaning: 'The options that a scorer module gets, as a JSON object' }),
  topics: choice(
    {
      default: 'rules',
      meaning: 'How topics are scored that the scorer leaves: by rules, or by models where they know such texts',
    },
    topicMethods,
  ),
  lexicon: list({
    default: '',
    meaning:
      "A file of words that overlay VADER's lexicon and the words of the topic rules, lines of a word, a tab and a valence from -4 to 4; may be repeated",
  }),
  workers: integer(
    {
      default: Math.max(1, availableParallelism() - 1),
      usualDefault: 'cores − 1',
      meaning: 'Threads that score; 0 scores in the main thread',
    },
    { unit: 'threads', max: 256 },
  ),
  maxBatchPosts: integer(
    { default: defaultLimits.maxBatchPosts, meaning: 'The most posts sent to a worker at once' },
    { unit: 'posts', min: 1 },
  ),
  maxBatchWait: duration({
    default: defaultLimits.maxBatchWaitMs,
    meaning: 'The longest time a post waits for its batch to fill while the workers are busy',
  }),
  maxWaitingPosts: integer(
    {
      default: defaultLimits.maxWaitingPosts,
      meaning: 'The most posts that wait for a worker; beyond it, some are shed',
    },
    { unit: 'posts', min: 1 },
  ),
  maxRecentPosts: integer(
    { default: defaultLimits.maxRecentPosts, meaning: 'The number of posts remembered to recognise duplicates' },
    { unit: 'posts' },
  ),
  quiet: duration({
    default: defaultLimits.quietMs,
    meaning: 'How long the set of queries must stay unchanged before it is sent upstream',
  }),
  maxQuiet: duration({
    default: defaultLimits.maxQuietMs,
    meaning: 'The longest time for which changing queries can delay that',
  }),
  idleGrace: duration({
    default: defaultLimits.idleGraceMs,
    meaning: 'How long upstream connections are kept after the last query has ended',
  }),
  resumeWindow: duration({
    default: defaultLimits.resumeWindowMs,
    meaning: 'How long a query and its results are kept for a client that may reconnect',
  }),
  maxResumeResults: integer(
    {
      default: defaultLimits.maxResumeResults,
      meaning: 'The number of results per query kept for clients that reconnect, at least',
    },
    { unit: 'results' },
  ),
  xShareText: flag({
    meaning:
      "Sends the texts of posts from X to clients, which X's terms allow to some; without it clients get the ids",
  }),
  token: tokens({
    meaning:
      'A token that clients must send, as `Authorization: Bearer TOKEN` or `?access_token=TOKEN`; may be repeated',
  }),
  tokenFile: guardText({ meaning: 'A file of accepted tokens, one SHA-256 in hexadecimal per line' }),
  trustProxy: guardList({
    meaning:
      'Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, `10.0.0.1` or `10.0.0.0/8`; may be repeated',
  }),
  cert: guardText({ alias: 'CERTFILE', meaning: 'A file with the TLS certificate (PEM), to serve https and wss' }),
  key: guardText({ alias: 'KEYFILE', meaning: 'A file with the private key of that certificate (PEM)' }),
  ...alertOptions,
  maxSessions: integer(
    { default: 20_000, meaning: 'The most sessions at a time; further ones are closed with code 1013' },
    { unit: 'sessions' },
  ),
  maxSessionsPerAddress: integer(
    {
      default: 128,
      meaning:
        'The most sessions at a time from one address, and new ones at once; further ones are closed with code 1013',
    },
    { unit: 'sessions' },
  ),
  handshakeTimeout: duration(
    { default: 10_000, meaning: 'The maximum time to receive a complete request or handshake' },
    { minMs: 100 },
  ),
  maxQueriesPerSession: integer(
    { default: 64, meaning: 'The most queries of one session at a time' },
    { unit: 'queries', min: 1 },
  ),
  maxQueriesPerAddress: integer(
    {
      default: 4_096,
      meaning:
        'The most distinct queries of the clients of one address, those kept for a resume included; further ones are refused',
    },
    { unit: 'queries', min: 1 },
  ),
  maxQueries: integer(
    { default: 100_000, meaning: 'The most distinct queries of all clients; further ones are refused' },
    { unit: 'queries', min: 1 },
  ),
  maxWindowCostPerSession: integer(
    {
      default: defaultWindowBudget.perSession,
      meaning:
        'The most that the distinct windows of a session cost: the panes that each keeps, and 10 for each summary per second',
    },
    { unit: 'panes' },
  ),
  maxWindowCostPerAddress: integer(
    { default: defaultWindowBudget.perAddress, meaning: 'The same for the clients of one address together' },
    { unit: 'panes' },
  ),
  maxWindowCost: integer(
    { default: defaultWindowBudget.total, meaning: 'The same for all clients together' },
    { unit: 'panes' },
  ),
  maxMessagesPerSecond: integer(
    {
      default: 50,
      meaning:
        'Messages, pings and other frames per second accepted from a client, twice as many in a burst; a flood is closed with code 1008',
    },
    { unit: 'messages', min: 1 },
  ),
  maxFrameBytes: integer(
    { default: 65_536, meaning: 'The longest message accepted from a client; a longer one is closed with code 1009' },
    { unit: 'bytes', min: 1 },
  ),
  maxOutboxFrames: integer(
    { default: 1_000, meaning: 'The most frames that wait for a client; a client with more counts as slow' },
    { unit: 'frames', min: 1 },
  ),
  maxOutboxBytes: integer(
    { default: 1_048_576, meaning: 'The most bytes that wait for a client; a client with more counts as slow' },
    { unit: 'bytes', min: 1 },
  ),
  ping: duration(
    {
      default: 30_000,
      meaning: 'The time between two pings; a client that leaves two unanswered is closed with code 4410',
    },
    { minMs: 1_000 },
  ),
  stats: duration(
    { default: 10_000, meaning: 'The time between two `stats` frames with the ledger of a session' },
    { minMs: 100 },
  ),
  ...clusterOptions,
  drain: duration({ default: 5_000, meaning: 'The longest time a shutdown waits for what is in flight' }),
  logLevel: parsedText(
    {
      default: 'info',
      unit: logLevels.join(', '),
      meaning: `The lowest level that is logged; also by module, as in \`info,store=debug\`: ${logModules.join(', ')}`,
    },
    parseLogLevels,
  ),
});

/** The value of every option, with its unit in the program: durations are ms. */
export type Config = Readonly<z.output<typeof configSchema>>;

export type OptionKey = keyof Config;
