/**
 * HTTP: what the server says to those who open no WebSocket.
 *
 * Owns the listening socket, the routes and their description. Promises errors as JSON with a code and a sentence. Never touches sessions.
 */
export type { CutReason, HandshakeOptions } from './handshake.ts';
export type { Guard } from './guard.ts';
export type { ApiOptions, Archive } from './api/ports.ts';
export { builtPage } from './page.ts';
export { pathOf } from './request.ts';
export { createHttp } from './server.ts';
export type { HttpOptions, HttpServer, UpgradeHandler } from './server.ts';
