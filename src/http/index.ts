/**
 * HTTP: the listening socket and every route but the WebSocket.
 *
 * Owns the routes and their description. Promises errors as JSON with a code and a sentence. Never touches sessions.
 */
export type { CutReason, HandshakeOptions } from './handshake.ts';
export type { AccessCheck } from './access-control.ts';
export type { ApiOptions } from './api/ports.ts';
export { builtPage } from './built-page.ts';
export { pathOf } from './request.ts';
export type { AlertStatus } from './api/alerts.ts';
export { createHttp } from './server.ts';
export type { HostCheck, HttpOptions, HttpServer, UpgradeHandler } from './server.ts';
