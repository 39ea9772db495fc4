import { existsSync } from 'node:fs';
import { serveStatic } from '@hono/node-server/serve-static';
import { setCookie } from 'hono/cookie';
import { etag } from 'hono/etag';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import { tokenCookie } from '../protocol/index.ts';
import type { Routes } from './api/ports.ts';

/** Where the page is once it is built, both in the checkout and in the published package. */
export const builtPage = new URL('../../dist/web/', import.meta.url).pathname;

const own = ["'self'"];
const none = ["'none'"];

/** For every answer: nothing but our own files; styles are set by CSSOM alone, so that nothing unsafe is needed. */
export const headers = secureHeaders({
  contentSecurityPolicy: {
    ...{ defaultSrc: none, scriptSrc: own, styleSrc: own, connectSrc: own },
    ...{ imgSrc: ["'self'", 'data:', 'blob:'], baseUri: none, formAction: none, frameAncestors: none },
  },
  ...{ referrerPolicy: 'no-referrer', xFrameOptions: 'DENY', xXssProtection: false },
  // Whether the host has TLS for ever is not ours to say.
  strictTransportSecurity: false,
});

/**
 * The page at `/`, with its files under `/assets`, whose names change with their content. Who opens it with
 * `?access_token=` is given the token as a cookie, which is what its files, its requests and its WebSocket are let in
 * by. Without a built page nothing is added.
 */
export function addPage(routes: Routes, folder: string): void {
  if (!existsSync(`${folder}index.html`)) return;
  const files = serveStatic({ root: folder, precompressed: true });
  routes.use('/', etag(), kept('no-cache'), tokenKept);
  routes.get('/', files);
  routes.use('/assets/*', kept('private, max-age=31536000, immutable'));
  routes.get('/assets/*', files);
}

/** Says how long a file may be kept, if it is there. */
const kept = (howLong: string) =>
  createMiddleware(async (context, next) => {
    await next();
    if (context.res.status === 200) context.header('Cache-Control', howLong);
  });

/** Who is here has shown a token that is good, if there is need of one. */
const tokenKept = createMiddleware(async (context, next) => {
  const token = context.req.query('access_token') ?? '';
  if (token !== '') {
    const secure = new URL(context.req.url).protocol === 'https:';
    setCookie(context, tokenCookie, token, { path: '/', httpOnly: true, sameSite: 'Strict', secure });
  }
  await next();
});
