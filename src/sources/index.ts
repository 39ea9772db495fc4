/**
 * Sources: where posts come from, each upstream in a file of its own behind one port.
 *
 * Owns the wire formats of the upstreams. Promises that whatever bytes come in, posts or counted invalid lines come
 * out; that a restart keeps the connection; that nothing is read faster than it is consumed where a source can wait; that
 * an interruption is mended, or said to be for good, and told of as a gap; that no connection outlives its subscriber.
 */
export { createBluesky } from './bluesky/bluesky.ts';
export type { BlueskyOptions } from './bluesky/bluesky.ts';
export { createFileCursors, noCursors } from './cursors.ts';
export type { Cursors } from './cursors.ts';
export { digestOf } from './digest.ts';
export { createDemo } from './demo.ts';
export { demoQueries } from './demo/queries.ts';
export { createFileSource } from './file.ts';
export type { FileOptions } from './file.ts';
export { createMastodon } from './mastodon/mastodon.ts';
export type { MastodonOptions } from './mastodon/mastodon.ts';
export { createPoll } from './poll/poll.ts';
export type { PollOptions } from './poll/poll.ts';
export type { Backpressure } from './backpressure.ts';
export { createX } from './x/x.ts';
export type { XOptions } from './x/x.ts';
export { createRecorder } from './recorder.ts';
export type { Recorder } from './recorder.ts';
export { createStdinSource } from './stdin.ts';
export type { StdinOptions } from './stdin.ts';
