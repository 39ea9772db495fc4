/**
 * Sources: where posts come from, each upstream in a folder or file of its own behind one port.
 *
 * Owns the wire formats of the upstreams. Promises that whatever bytes arrive become posts or counted invalid lines;
 * that a restart keeps the connection; that nothing is read faster than it is consumed where a source can wait; that
 * an interruption is repaired or reported as final, and reported as a gap; that no connection outlives its subscriber.
 */
export type { Backpressure } from './backpressure.ts';
export { createBluesky, type BlueskyOptions } from './bluesky/bluesky.ts';
export { builtinSources } from './builtin.ts';
export { createFileCursors, noCursors, type Cursors, type FileCursors } from './cursors.ts';
export * from './define.ts';
export { createDemo } from './demo/source.ts';
export { createFileSource, faultOfFile, parseSpeed } from './file.ts';
export { createMastodon, type MastodonOptions } from './mastodon/mastodon.ts';
export { createPoll, type PollOptions } from './poll/poll.ts';
export { createRecorder, noRecorder, type Recorder } from './recorder.ts';
export * from './select.ts';
export * from './source-name.ts';
export { createStdinSource } from './stdin.ts';
export { UpstreamFailure, type FailureKind } from './supervisor/failure.ts';
export * from './supervisor/supervise.ts';
export { createX, type XOptions } from './x/x.ts';
