/// <reference types="node" preserve="true" />
/**
 * Undertone as a library: the graph to build upon, what fills its ports, the server as a whole, and the pure parts.
 */
export * from './app/compose/library.ts';
export { createServer, type Server, type ServerOptions } from './app/create-server.ts';
export type { Config } from './app/config/index.ts';
export { Slots } from './budget/index.ts';
export type { Claim, Exceeded, Payer, Release, ShedReason, SlotsOptions } from './budget/index.ts';
export { createGraph, defaultLimits } from './graph/index.ts';
export type * from './graph/index.ts';
export { balances, createEngineLedger, parseJson, parsePost, polarityIndexOf, UndertoneError } from './model/index.ts';
export type * from './model/index.ts';
export { parseQuery } from './query/index.ts';
export { scoreText } from './sentiment/index.ts';
export type { LexiconWord } from './sentiment/index.ts';
