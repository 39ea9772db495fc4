/**
 * Sources: where posts come from, each upstream in a file of its own behind one port.
 *
 * Owns the wire formats of the upstreams. Promises that whatever bytes come in, posts or counted invalid lines come
 * out; that a restart keeps the connection; that nothing is read faster than it is consumed where a source can wait.
 */
export { createDemo } from './demo.ts';
export { createFileSource } from './file.ts';
export type { FileOptions } from './file.ts';
export type { Flow } from './flow.ts';
export { createStdinSource } from './stdin.ts';
export type { StdinOptions } from './stdin.ts';
