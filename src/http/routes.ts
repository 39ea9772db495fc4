import { OpenAPIHono } from '@hono/zod-openapi';
import { compress } from 'hono/compress';
import { UndertoneError } from '../model/index.ts';
import { createAdmission, type Admission } from './admission.ts';
import { addAlerts, type AlertsApi } from './api/alerts.ts';
import { addApi } from './api/api.ts';
import { addExplain, addSuggestions, type Explain } from './api/explain.ts';
import { refusal } from './api/params.ts';
import { addPush, type ReceivePosts } from './api/push.ts';
import type { ApiOptions, Routes } from './api/ports.ts';
import { errorBody, failureOf } from './failures.ts';
import { accessControl, type AccessCheck } from './access-control.ts';
import { documentInfo, healthRoute, metricsRoute, metricsType, readyRoute, trackRoute, rootRoute } from './openapi.ts';
import { addBadge, addBadgeHeaders } from './badge.ts';
import { addEmbed, addEmbedHeaders, readEmbed, type Embed } from './embed.ts';
import { addPage, headers } from './page.ts';
import { createReadClient, type ClientOf } from './client.ts';
import { addTokenForm } from './token-form.ts';
import { addStream, type OpenStream } from './stream.ts';

export interface RoutesOptions {
  /** Returns the reasons why the server accepts no sessions; empty when it does. */
  readonly unreadiness: () => readonly string[];
  /** Returns problems that do not keep the server from accepting sessions. */
  readonly warnings?: () => readonly string[];
  /** Returns the metrics in the text format of Prometheus. Without it there is no `/metrics`. */
  readonly metrics?: () => Promise<string>;
  /** Returns who sent a request. By default it is the peer. */
  readonly clientOf?: ClientOf;
  /** Checks requests to everything but `/health`. Without it everybody has access. */
  readonly access?: AccessCheck;
  /** Opens the streams of `/v1/stream`. Without it there are none. */
  readonly stream?: OpenStream;
  /** Bounds the requests in progress. By default with its own limits. */
  readonly admission?: Admission;
  /** Explains scores. Without it there is no `/v1/explain`. */
  readonly explain?: Explain;
  /** The data behind the routes under `/v1`. Without it there are none. */
  readonly api?: ApiOptions;
  /** The alerts behind `/v1/alerts`. Without them there is no such route. */
  readonly alerts?: AlertsApi;
  /** Takes the posts of `POST /v1/posts`. Without it there is no such route. */
  readonly receivePosts?: ReceivePosts | undefined;
  /** The folder of the built page. Without it `/` is a text. */
  readonly page?: string;
  /** The sites that may embed the card of `/embed`, as sources of `frame-ancestors`. By default none may. */
  readonly ancestors?: readonly string[];
  /** Queries to suggest to new users. */
  readonly suggestions?: readonly string[];
  /** Called with each error that is the server's fault. */
  readonly onFailure?: (error: unknown) => void;
}

const rootText = `Undertone is running.

Connect a WebSocket to /track, send {"track":"pizza"}, and receive the polarity and the hashtags of each new post on pizza.
`;

/** Only JSON is worth it: exports and streams are sent as they are made, and the page is compressed when it is built. */
const compressJson = compress({ contentTypeFilter: /^application\/json\b/ });

/** Creates the routes of the server. */
export function createRoutes(options: RoutesOptions): Routes {
  const { unreadiness, warnings, metrics, access, stream, api, page, suggestions = [], onFailure, clientOf } = options;
  const { explain, receivePosts, admission = createAdmission({ clientOf }) } = options;
  const readClient = createReadClient(clientOf);
  const routes: Routes = new OpenAPIHono({
    strict: false,
    defaultHook: (result) => {
      if (!result.success) throw refusal(result.error);
    },
  });
  if (access !== undefined && page !== undefined) addTokenForm(routes, access, readClient);
  const embed = readEmbed(page, options.ancestors ?? []);
  addHeaders(routes, embed);
  routes.openapi(healthRoute, (context) => context.json({ status: 'ok' as const }, 200));
  if (access !== undefined) routes.use('*', accessControl(access));
  if (page !== undefined) addPage(routes, page, readClient);
  routes.openapi(rootRoute, (context) => context.text(rootText, 200));
  routes.openapi(readyRoute, (context) => {
    const reasons = [...unreadiness()];
    const problems = warnings?.() ?? [];
    const also = problems.length === 0 ? {} : { warnings: [...problems] };
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
    return context.json(
      errorBody(new UndertoneError('bad_message', '/track is a WebSocket: send an upgrade request.')),
      426,
    );
  });
  if (api !== undefined) {
    addApi(routes, { ...api, admission, onFailure });
    addBadge(routes, { ...api, admission });
  }
  if (receivePosts !== undefined) addPush(routes, receivePosts, admission);
  if (options.alerts !== undefined) addAlerts(routes, options.alerts);
  if (explain !== undefined) addExplain(routes, explain, admission);
  addSuggestions(routes, suggestions);
  addEmbed(routes, embed);
  if (stream !== undefined) addStream(routes, stream, readClient);
  routes.doc31('/openapi.json', documentInfo);
  routes.notFound((context) =>
    context.json(errorBody(new UndertoneError('not_found', `There is nothing at ${context.req.path}.`)), 404),
  );
  routes.onError((thrown, context) => {
    const { status, error } = failureOf(thrown);
    if (status === 500) onFailure?.(thrown);
    const retryAfterS = error.retryAfterS ?? (status === 429 ? 1 : undefined);
    if (retryAfterS !== undefined) context.header('Retry-After', String(retryAfterS));
    return context.json(errorBody(error), status);
  });
  return routes;
}

/** Adds the headers of all answers, after those of what other sites show, which replace some of them. */
function addHeaders(routes: Routes, embed: Embed): void {
  addBadgeHeaders(routes);
  addEmbedHeaders(routes, embed);
  routes.use(headers);
  routes.use(compressJson);
}
