/**
 * One log of posts in NATS JetStream, from which every gateway reads all posts into a graph of its own.
 *
 * It owns who reads a source and how what is read gets into the log and out of it. It promises that the log has each post
 * of a source once, in order, that its counts balance, and that a post has the same position on every node. It never
 * matches, scores or delivers, and only `nats.ts`, `nats-log.ts`, `asks.ts`,
 * `streams.ts` and `interest-bucket.ts` know NATS; the connection is that of `src/nats/`.
 */
export { joinAsks } from './asks.ts';
export { createCluster } from './cluster.ts';
export type { Cluster, ClusterSource, Role } from './cluster.ts';
export type { TermContext } from './ingest.ts';
export { createInterest } from './interest-bucket.ts';
export { openNats } from './nats.ts';
export { namesOf } from './streams.ts';
