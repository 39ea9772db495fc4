import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRoute, z } from '@hono/zod-openapi';
import { UndertoneError } from '../model/index.ts';
import { errorResponse } from './api/answers.ts';
import { canonical, q } from './api/params.ts';
import type { Routes } from './api/ports.ts';

const embedRoute = createRoute({
  method: 'get',
  path: '/embed',
  summary: 'Open a card with the last hour of a query, to embed in other sites',
  description: 'Only in frames of the sites that `--allow-embed` names. `theme` is `light` or `dark`.',
  request: {
    query: z.object({
      q,
      theme: z
        .enum(['light', 'dark'], 'must be light or dark')
        .optional()
        .openapi({ param: { description: 'The colours; by default those that the reader prefers' }, example: 'dark' }),
    }),
  },
  responses: {
    200: { description: 'The card', content: { 'text/html': { schema: z.string() } } },
    400: errorResponse('The query is not valid'),
    403: errorResponse('The server allows no site to embed it'),
    404: errorResponse('The card has not been built'),
  },
});

/** The card that other sites embed. */
export interface Embed {
  /** Its HTML; undefined when it has not been built. */
  readonly card: string | undefined;
  /** The sites that may embed it, as sources of the directive `frame-ancestors`. */
  readonly ancestors: readonly string[];
}

/** Reads the card from the folder of the built page. */
export function readEmbed(folder: string | undefined, ancestors: readonly string[]): Embed {
  const path = `${folder ?? ''}embed.html`;
  return { card: folder !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : undefined, ancestors };
}

/** Adds the headers of the card. Comes before those of all answers, some of which they replace. */
export function addEmbedHeaders(routes: Routes, { card = '', ancestors }: Embed): void {
  const policy = policyOf(card, ancestors);
  routes.use(embedRoute.path, async (context, next) => {
    await next();
    if (context.res.status !== 200) return;
    context.header('Content-Security-Policy', policy);
    context.header('Cross-Origin-Resource-Policy', 'cross-origin');
    // It knows no list of sites, and browsers that know `frame-ancestors` ignore it.
    context.res.headers.delete('X-Frame-Options');
  });
}

/** Adds the route of the card. */
export function addEmbed(routes: Routes, { card, ancestors }: Embed): void {
  routes.openapi(embedRoute, (context) => {
    canonical(context.req.valid('query').q);
    if (ancestors.length === 0) throw new UndertoneError('forbidden', refusal);
    if (card === undefined) throw new UndertoneError('not_found', 'The card has not been built: `npm run build:page`.');
    return context.html(card, 200, { 'Cache-Control': 'no-cache' });
  });
}

const refusal =
  'No site may embed this server. To let one show the card, start the server with --allow-embed and its host, as in --allow-embed blog.example.';

/** Returns the policy of the card: its own script and style, requests to this server, and frames of the named sites. */
function policyOf(card: string, ancestors: readonly string[]): string {
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(card) ?? [];
  const [, script = ''] = /<script>(.*?)<\/script>/s.exec(card) ?? [];
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors 'self' ${ancestors.join(' ')}`,
  ].join('; ');
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
