/**
 * Composition: the only room that imports the edges, and so the place where ports meet what fills them.
 *
 * Owns how a configuration becomes a running system. Promises that nothing runs until the system is subscribed to or
 * told to listen, and that `close` releases all that was opened. Never decides what happens to a post.
 */
export { connectCluster } from './cluster.ts';
export { composeServer } from './server.ts';
export { composeScorer, ownScorer } from './scorer.ts';
