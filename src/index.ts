/**
 * Undertone as a library: the graph to build upon, the server as a whole, and the pure parts by themselves.
 */
export { createServer } from './app/create-server.ts';
export type { Server } from './app/create-server.ts';
export type { Config } from './app/config/index.ts';
export { createGraph, defaultLimits } from './graph/index.ts';
export type {
  Delivery,
  GraphEvent,
  Intent,
  Limits,
  MatchedPost,
  Ports,
  Probe,
  ScoredPost,
  Scorer,
  Session,
  Source,
  SourceEvent,
} from './graph/index.ts';
export { UndertoneError } from './model/index.ts';
export type {
  EngineLedger,
  ErrorCode,
  Match,
  PolarityIndex,
  Post,
  Query,
  Score,
  SessionLedger,
} from './model/index.ts';
export { parseQuery } from './query/index.ts';
export { scoreText } from './sentiment/index.ts';
