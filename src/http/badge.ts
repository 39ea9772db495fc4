import { createRoute, z } from '@hono/zod-openapi';
import type { ReadRouteOptions } from './admission.ts';
import { readFailures } from './api/answers.ts';
import { canonical, q } from './api/params.ts';
import type { Routes } from './api/ports.ts';
import { drawBadge, type BadgeFigures } from './badge-svg.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** The time in s for which a badge may be kept, by those who pass it on as well. */
const maxAgeS = 60;

const badgeRoute = createRoute({
  method: 'get',
  path: '/badge.svg',
  summary: 'Draw the mean sentiment of the last hour, to show in documents and on other pages',
  description: 'It says so where the query was not tracked, or had no posts. It may be kept for a minute.',
  request: { query: z.object({ q }) },
  responses: {
    200: { description: 'A picture', content: { 'image/svg+xml': { schema: z.string() } } },
    ...readFailures,
  },
});

/** Lets pages of other sites show the badge. Comes before the headers of all answers, some of which it replaces. */
export function addBadgeHeaders(routes: Routes): void {
  routes.use(badgeRoute.path, async (context, next) => {
    await next();
    context.header('Cross-Origin-Resource-Policy', 'cross-origin');
  });
}

/** Adds the picture with the mean of the last hour. */
export function addBadge(routes: Routes, { archive, now, admission }: ReadRouteOptions<'buckets'>): void {
  routes.get(badgeRoute.path, admission.hold('reads'));
  routes.openapi(badgeRoute, async (context) => {
    const figures = await figuresOf(archive, canonical(context.req.valid('query').q), now());
    return context.body(drawBadge(figures), 200, {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': `max-age=${maxAgeS}`,
    });
  });
}

async function figuresOf(
  archive: ReadRouteOptions<'buckets'>['archive'],
  query: string,
  now: number,
): Promise<BadgeFigures> {
  const buckets = await archive.buckets({ query, from: now - hourMs, to: now, step: minuteMs });
  let [posts, scored, sum, trackedMs] = [0, 0, 0, 0];
  for (const bucket of buckets) {
    posts += bucket.posts;
    scored += bucket.posts - bucket.unscored;
    sum += bucket.compoundSum;
    trackedMs += bucket.tracked * minuteMs;
  }
  return { query, posts, mean: scored === 0 ? undefined : sum / scored, tracked: Math.min(1, trackedMs / hourMs) };
}
