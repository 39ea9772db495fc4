/**
 * A client of `undertone.v1` for browsers and Node (22 or newer): `undertone/client`.
 *
 * Owns one connection and what is tracked over it. Promises to come back after a loss, to go on where it was or to say
 * what was missed, and to hold itself to the server's limits. Never throws for what a server sends, and depends on
 * nothing but the global WebSocket, which can be replaced.
 */
export { connect } from './connect.ts';
export type { Client, ClientOptions } from './connect.ts';
export type { Clock } from './clock.ts';
export type { ClientState, CloseReason } from './states.ts';
export type { SocketConstructor, SocketLike } from './web-socket.ts';
export type { Observer, Stream, Subscription } from './stream.ts';
export type { OverflowEvent, TrackingEvent, TrackOptions } from './tracking.ts';
export type * from '../protocol/v1/messages.ts';
