/**
 * NATS, as the edges that use it need it: the connection, and what is read from subjects and streams.
 *
 * Owns how a connection is made and when it counts as lost. Knows nothing of posts. It is loaded only where NATS is used.
 */
export { connectNats } from './connect.ts';
export { refusalOf, type NatsRefusal } from './failures.ts';
export { openNats } from './open.ts';
export { openAt, openDurable, pullMessages, readSubject, type NatsMessage, type OpenedStream } from './read.ts';
