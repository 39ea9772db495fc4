import { createRoute, z, type RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { UndertoneError } from '../../model/index.ts';
import type { Admission } from '../admission.ts';
import { errorResponse, jsonResponse, tooManyResponse } from './answers.ts';
import { badRequest } from './params.ts';
import type { Routes, RoutesEnv } from './ports.ts';

type ReceiptAnswer = z.output<typeof receiptAnswer>;

/**
 * Takes a body of posts, which it reads only if it can take posts now, and resolves when all of it is in the graph. Rejects
 * with an `UndertoneError`.
 */
export type ReceivePosts = (read: () => Promise<Uint8Array>) => Promise<Readonly<ReceiptAnswer>>;

/** The most bytes of a body. */
const maxBodyBytes = 10_000_000;

const count = z.int().min(0);

const receiptAnswer = z
  .strictObject({
    accepted: count.openapi({ description: 'Posts that are in the graph now' }),
    duplicate: count.openapi({ description: 'Posts whose ids had come before' }),
    invalid: count.openapi({ description: 'Lines or elements that are neither posts nor deletions' }),
    retracted: count.openapi({ description: 'Deletions' }),
  })
  .openapi('Receipt');

// Plain JSON Schema, which makes no validator: it would parse a large body in one turn of the event loop.
const of = (...type: ('array' | 'boolean' | 'integer' | 'number' | 'string')[]) => ({ type });
const texts = { type: 'array' as const, items: of('string') };
const post = {
  type: 'object' as const,
  description: 'A post, of which only `text` is required, or with `"deleted":true` the deletion of one',
  properties: {
    ...{ id: of('string', 'integer'), source: of('string'), text: of('string'), createdAt: of('string', 'number') },
    ...{ lang: of('string'), author: of('string'), hashtags: texts, mentions: texts, links: texts },
    ...{ repost: of('boolean'), reply: of('boolean'), url: of('string'), deleted: of('boolean') },
  },
  example: { id: '1', text: 'I love pizza', createdAt: '2026-01-15T10:35:00Z' },
};

const responses: RouteConfig['responses'] = {
  202: jsonResponse('The posts are in the graph', receiptAnswer),
  400: errorResponse('The body can not be read'),
  413: errorResponse('The body has more than 10 MB'),
  429: tooManyResponse('The server is behind, or too many of these requests are in progress'),
  503: errorResponse('Nothing takes posts at the moment'),
};

const pushRoute = createRoute({
  method: 'post',
  path: '/v1/posts',
  summary: 'Send posts, with the source `push`',
  description:
    'Lines of JSON or one JSON array, told apart by the first character, of at most 10 MB. An id counts once, so a body can be sent again.',
  request: {
    body: {
      required: true,
      content: {
        'application/x-ndjson': { schema: post },
        'application/json': { schema: { type: 'array', items: post } },
      },
    },
  },
  responses,
});

/** Adds the route that takes posts. */
export function addPush(routes: Routes, receive: ReceivePosts, admission: Admission): void {
  routes.openapi(pushRoute, async (context) => {
    const receipt = await admission.during('pushes', context, () => receive(() => readBody(context)));
    return context.json({ ...receipt }, 202);
  });
}

async function readBody({ req }: Context<RoutesEnv>): Promise<Uint8Array> {
  if (Number(req.header('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
  if (!['', 'identity'].includes(req.header('content-encoding') ?? '')) {
    throw badRequest('The body must not be compressed.');
  }
  const body: AsyncIterable<Uint8Array> | readonly never[] = req.raw.body ?? [];
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > maxBodyBytes) break;
      pieces.push(piece);
    }
  } catch {
    throw badRequest('The body has not come in whole.');
  }
  if (bytes > maxBodyBytes) throw tooLarge();
  return Buffer.concat(pieces, bytes);
}

const tooLarge = () =>
  new UndertoneError('too_large', `The body may have at most ${maxBodyBytes} bytes: send it in parts.`);
