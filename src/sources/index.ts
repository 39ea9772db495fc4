/**
 * Sources: where posts come from, each upstream in a folder or file of its own behind one port.
 *
 * Owns the wire formats of the upstreams. Promises that whatever bytes arrive become posts or counted invalid lines;
 * that a restart keeps the connection; that nothing is read faster than it is consumed where a source can wait; that
 * an interruption is repaired or reported as final, and reported as a gap; that no connection outlives its subscriber.
 */
export type { Backpressure } from './backpressure.ts';
export { createBluesky, type BlueskyOptions } from './bluesky/bluesky.ts';
export type { Endpoint as BlueskyEndpoint } from './bluesky/endpoints.ts';
export type { Wire as BlueskyWire } from './bluesky/frames.ts';
export { builtinSources } from './builtin.ts';
export { createFileCursors, noCursors, type Cursors, type FileCursors } from './cursors.ts';
export * from './define.ts';
export { createDemo, type DemoOptions } from './demo/source.ts';
export { createFileSource, faultOfFile, parseSpeed, type FileOptions } from './file.ts';
export { createHackerNews, type HackerNewsOptions } from './hackernews/hackernews.ts';
export { createLemmy, type LemmyOptions } from './lemmy/lemmy.ts';
export type { Feeds as MastodonFeeds } from './mastodon/instance.ts';
export { createMastodon, type MastodonOptions } from './mastodon/mastodon.ts';
export { createNats, type NatsSourceOptions } from './nats/nats.ts';
export type { NatsPlace } from './nats/place.ts';
export { createNdjsonReader, type LineEvent, type NdjsonOptions, type NdjsonReader } from './ndjson.ts';
export { createNostr, type NostrOptions } from './nostr/nostr.ts';
export type { OriginHeaders as PollOriginHeaders } from './net/http.ts';
export { failureOf, type RefusedRequest } from './net/http-failure.ts';
export type { AddressZone } from './net/address-zone.ts';
export type { Network } from './net/network.ts';
export type { PollRequestOptions } from './poll/poll-request.ts';
export { createPoll, type PollOptions } from './poll/poll.ts';
export { createPush, type PushOptions } from './push/push.ts';
export type { Receipt, ReceivePosts } from './push/receipt.ts';
export { createRecorder, noRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
export { createRss, type RssOptions } from './rss/rss.ts';
export * from './select.ts';
export * from './source-name.ts';
export { createStdinSource, type StdinOptions } from './stdin.ts';
export { UpstreamFailure, type FailureFacts, type FailureKind } from './supervisor/failure.ts';
export * from './supervisor/supervise.ts';
export type { RuleLimits as XRuleLimits } from './x/compile/rule-packer.ts';
export { createX, type XOptions } from './x/x.ts';
