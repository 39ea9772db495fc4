import { OpenAPIHono } from '@hono/zod-openapi';
import { UndertoneError } from '../model/index.ts';
import { addApi } from './api/api.ts';
import { addExplain } from './api/explain.ts';
import { refusal } from './api/params.ts';
import type { ApiOptions, Routes } from './api/ports.ts';
import { errorBody, failureOf } from './failures.ts';
import { guarded, type Guard } from './guard.ts';
import {
  documentInfo,
  healthRoute,
  metricsRoute,
  metricsType,
  readyRoute,
  trackRoute,
  welcomeRoute,
} from './openapi.ts';
import { addPage, headers } from './page.ts';
import { addStream, type OpenStream } from './stream.ts';

export interface RoutesOptions {
  /** Why the server takes no sessions; empty when it does. */
  readonly unreadiness: () => readonly string[];
  /** What does not go as it should, though sessions are taken. */
  readonly warnings?: () => readonly string[];
  /** Figures in the text format of Prometheus; without it, there are none. */
  readonly metrics?: () => Promise<string>;
  /** Who may ask, for everything but `/health`; everyone without it. */
  readonly guard?: Guard;
  /** Opens `/v1/stream`; without it, there is none. */
  readonly stream?: OpenStream;
  /** Where the answers under `/v1` come from; without it, there are none. */
  readonly api?: ApiOptions;
  /** The folder of the built page; without it, `/` is a text. */
  readonly page?: string;
  /** Queries that a newcomer may like to try. */
  readonly suggestions?: readonly string[];
  /** Told of each failure that is no fault of the caller's. */
  readonly onFailure?: (error: unknown) => void;
}

const welcome = `Undertone is running.

Connect a WebSocket to /track, send {"track":"pizza"}, and get the polarity and the hashtags of every new post on it.
`;

/** What the server answers over plain HTTP. */
export function createRoutes(options: RoutesOptions): Routes {
  const { unreadiness, warnings, metrics, guard, stream, api, page, suggestions = [], onFailure } = options;
  const routes: Routes = new OpenAPIHono({
    strict: false,
    defaultHook: (result) => {
      if (!result.success) throw refusal(result.error);
    },
  });
  routes.use(headers);
  routes.openapi(healthRoute, (context) => context.json({ status: 'ok' as const }, 200));
  // What is said from here on is for those who may.
  if (guard !== undefined) routes.use('*', guarded(guard));
  if (page !== undefined) addPage(routes, page);
  routes.openapi(welcomeRoute, (context) => context.text(welcome, 200));
  routes.openapi(readyRoute, (context) => {
    const reasons = [...unreadiness()];
    const said = warnings?.() ?? [];
    const also = said.length === 0 ? {} : { warnings: [...said] };
    return reasons.length === 0
      ? context.json({ status: 'ready' as const, ...also }, 200)
      : context.json({ status: 'unready' as const, reasons, ...also }, 503);
  });
  if (metrics !== undefined) {
    routes.openapi(metricsRoute, async (context) =>
      context.text(await metrics(), 200, { 'Content-Type': metricsType }),
    );
  }
  routes.openapi(trackRoute, (context) => {
    context.header('Upgrade', 'websocket');
    return context.json(errorBody(new UndertoneError('bad_message', '/track speaks WebSocket: upgrade to it.')), 426);
  });
  if (api !== undefined) addApi(routes, api, onFailure);
  addExplain(routes, suggestions);
  if (stream !== undefined) addStream(routes, stream);
  routes.doc31('/openapi.json', documentInfo);
  routes.notFound((context) =>
    context.json(errorBody(new UndertoneError('not_found', `There is nothing at ${context.req.path}.`)), 404),
  );
  routes.onError((thrown, context) => {
    const { status, error } = failureOf(thrown);
    if (status === 500) onFailure?.(thrown);
    return context.json(errorBody(error), status);
  });
  return routes;
}
