import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { accessRequestOf, type AccessCheck } from './access-control.ts';
import { tokenCookie } from '../protocol/index.ts';
import type { Routes, RoutesEnv } from './api/ports.ts';
import type { ReadClient } from './client.ts';
import { setToken } from './page.ts';

/** A token is a line that a person can paste. */
const maxBytes = 8_192;

/**
 * Asks a person who opens `/` without a valid token for one, by a form in place of the error that programs get. Sending
 * the form sets the cookie and opens the page. Comes before everything else at `/`, since its policy allows a form.
 */
export function addTokenForm(routes: Routes, check: AccessCheck, readClient: ReadClient): void {
  const askForToken = createMiddleware<RoutesEnv>(async (context, next) => {
    const { req } = context;
    const request = accessRequestOf(context);
    const isPerson = /\btext\/html\b/.test(req.header('accept') ?? '') && /^(?:GET|HEAD|POST)$/.test(req.method);
    if (!isPerson || check(request)?.status !== 401) {
      await next();
      return undefined;
    }
    if (req.method !== 'POST') return formAnswer(context, isRefused(request.url, request.headers.cookie));
    const token = await req.parseBody().then(
      (body) => body['access_token'],
      () => undefined,
    );
    const isValid =
      typeof token === 'string' &&
      check({ ...request, url: `/?access_token=${encodeURIComponent(token)}` }) === undefined;
    if (!isValid) return formAnswer(context, true);
    setToken(context, token, readClient);
    return context.redirect(pageAt(req.url), 303);
  });
  routes.use('/', bodyLimit({ maxSize: maxBytes, onError: (context) => formAnswer(context, true) }), askForToken);
}

/** Returns whether a request has a token, which was refused then. */
const isRefused = (url: string, cookie = ''): boolean =>
  new URL(url).searchParams.has('access_token') || cookie.includes(`${tokenCookie}=`);

/** Returns the address of the page with the same view, without a token. */
function pageAt(url: string): string {
  const { searchParams } = new URL(url);
  searchParams.delete('access_token');
  const search = searchParams.toString();
  return search === '' ? '/' : `/?${search}`;
}

const style = `
:root { color-scheme: light dark }
body { display: grid; min-height: 90vh; place-content: center; margin: 0 16px; font: 15px/1.5 system-ui, sans-serif }
main { width: min(26rem, 100vw - 32px) }
h1 { font-size: 1.4rem }
label { display: block; margin: 1rem 0 .3rem; font-weight: 600 }
input, button { box-sizing: border-box; width: 100%; min-height: 2.6rem; padding: 0 .8rem; font: inherit }
button { margin-top: .8rem; font-weight: 600 }
[role=alert] { font-weight: 600 }
`;

/** Only this form, and only to this server. The pages of the same origin are told apart from others by their origin. */
const formHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
  'WWW-Authenticate': 'Bearer',
};

function formAnswer(context: Context, isWrong: boolean): Response {
  const fault = isWrong ? '<p role="alert" id="fault">This token is not valid on this server.</p>' : '';
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Undertone: token</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${style}</style>
</head>
<body>
<main>
<h1>Undertone</h1>
<p>This server needs a token. Whoever runs it can give you one.</p>
${fault}
<form method="post">
<label for="token">Token</label>
<input id="token" name="access_token" type="password" autocomplete="current-password" required autofocus${isWrong ? ' aria-invalid="true" aria-describedby="fault"' : ''}>
<button>Open</button>
</form>
</main>
</body>
</html>
`;
  return context.html(html, 401, formHeaders);
}
