/**
 * A client of `undertone.v1` for browsers and Node (22 or newer), published as `undertone/client`.
 *
 * Owns one connection and the queries tracked over it. Reconnects after a loss and resumes each query, or reports the
 * gap; keeps within the server's limits; never throws because of what a server sends. It depends on nothing but the
 * global WebSocket, which an option can replace.
 */
export { connect } from './connect.ts';
export type { Client, ClientOptions } from './connect.ts';
export type { Clock } from './clock.ts';
export type { ClientState, CloseReason } from './states.ts';
export type { SocketConstructor, SocketLike } from './web-socket.ts';
export type { Observer, Stream, Subscription } from './stream.ts';
export type { OverflowEvent, TrackingEvent, TrackOptions } from './tracking.ts';
export type {
  HashtagCounts,
  PolarityIndex,
  Post,
  PostRef,
  ResultOutcome,
  SessionLedger,
  TopicScore,
} from '../model/index.ts';
export type * from '../protocol/v1/messages.ts';
