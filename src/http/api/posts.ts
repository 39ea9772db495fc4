import { createRoute } from '@hono/zod-openapi';
import type { PostRef, StoredHistory } from '../../model/index.ts';
import type { Admission } from '../admission.ts';
import { jsonResponse, postAnswer, postsAnswer, readFailures } from './answers.ts';
import { badRequest, canonical, checkRange, postsParams } from './params.ts';
import type { Routes } from './ports.ts';

const postsRoute = createRoute({
  method: 'get',
  path: '/v1/posts',
  summary: 'List scored posts on a query, newest or strongest first',
  description:
    'Where there may be more, `next` is the `cursor` of the next request. A search looks at 5,000 posts at most, so it may find none and still have a `next`. With `source` and `id`, the list has that post or nothing.',
  request: { query: postsParams },
  responses: { 200: jsonResponse('The posts', postsAnswer), ...readFailures },
});

/** Adds the route that lists posts. */
export function addPosts(routes: Routes, archive: Pick<StoredHistory, 'recent'>, admission: Admission): void {
  routes.get(postsRoute.path, admission.hold('reads'));
  routes.openapi(postsRoute, async (context) => {
    const { query, search, source, id, cursor, before, to, ...asked } = context.req.valid('query');
    const end = Math.min(before ?? Infinity, to ?? Infinity);
    if (asked.from !== undefined && end !== Infinity) checkRange({ from: asked.from, to: end });
    if (cursor !== undefined && asked.order === 'strongest') throw badRequest('`cursor` needs `order=newest`.');
    const request = {
      ...{ ...asked, query: canonical(query), before: end === Infinity ? undefined : end, after: cursor },
      ...{ search: search === undefined ? undefined : canonical(search), name: nameOf(source, id) },
    };
    const read = () => archive.recent(request);
    const isLong = search !== undefined || asked.order === 'strongest';
    const { posts, end: last } = await (isLong ? admission.during('analyses', context, read) : read());
    return context.json({ posts: posts.map(postAnswer), next: last && `${last.at}.${last.seq}` }, 200);
  });
}

function nameOf(source: string | undefined, id: string | undefined): PostRef | undefined {
  if (source === undefined && id === undefined) return undefined;
  if (source === undefined || id === undefined) throw badRequest('`source` and `id` name a post together.');
  return { source, id };
}
