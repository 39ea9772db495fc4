import { existsSync } from 'node:fs';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { etag } from 'hono/etag';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import { tokenCookie } from '../protocol/index.ts';
import type { Routes, RoutesEnv } from './api/ports.ts';
import type { ReadClient } from './client.ts';

const own = ["'self'"];
const none = ["'none'"];

/** The security headers of every answer: only our own files are allowed. Styles are set by the CSSOM, which needs no exception. */
export const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: none,
    scriptSrc: own,
    styleSrc: own,
    connectSrc: own,
    imgSrc: ["'self'", 'data:', 'blob:'],
    baseUri: none,
    formAction: none,
    frameAncestors: none,
  },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  xXssProtection: false,
  // Only the operator can promise that the host will always have TLS.
  strictTransportSecurity: false,
});

/**
 * Adds the page at `/` and its files under `/assets`, whose names change with their content. Opening it with
 * `?access_token=` sets a cookie with the token, which then authorizes its files, its requests and its WebSocket. Adds
 * nothing if the page has not been built.
 */
export function addPage(routes: Routes, folder: string, readClient: ReadClient): void {
  if (!existsSync(`${folder}index.html`)) return;
  const files = serveStatic({ root: folder, precompressed: true });
  routes.use('/', etag(), cacheControl('no-cache'), rememberToken(readClient));
  routes.get('/', files);
  routes.use('/assets/*', cacheControl('private, max-age=31536000, immutable'));
  routes.get('/assets/*', files);
}

/** Sets the cache policy of the files that exist. */
const cacheControl = (policy: string) =>
  createMiddleware(async (context, next) => {
    await next();
    if (context.res.status === 200) context.header('Cache-Control', policy);
  });

/** Sets the token as a cookie. Access control comes first, so the token is valid if one is required. */
const rememberToken = (readClient: ReadClient) =>
  createMiddleware<RoutesEnv>(async (context, next) => {
    const token = context.req.query('access_token') ?? '';
    if (token !== '') setToken(context, token, readClient);
    await next();
  });

/** Sets a valid token as a cookie, which only this server gets back, over TLS alone where that was used. */
export function setToken(context: Context<RoutesEnv>, token: string, readClient: ReadClient): void {
  const { isSecure: secure } = readClient(context);
  setCookie(context, tokenCookie, token, { path: '/', httpOnly: true, sameSite: 'Strict', secure });
}
