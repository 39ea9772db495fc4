import { Hono } from 'hono';
import { UndertoneError } from '../model/index.ts';

export interface RoutesOptions {
  /** Why the server takes no sessions; empty when it does. */
  readonly unreadiness: () => readonly string[];
}

const welcome = `Undertone is running.

Connect a WebSocket to /track, send {"track":"pizza"}, and get the polarity and the hashtags of every new post on it.
`;

/** What the server answers over plain HTTP. */
export function createRoutes({ unreadiness }: RoutesOptions): Hono {
  const routes = new Hono();
  routes.get('/', (context) => context.text(welcome));
  routes.get('/health', (context) => context.json({ status: 'ok' }));
  routes.get('/ready', (context) => {
    const reasons = unreadiness();
    return reasons.length === 0 ? context.json({ status: 'ready' }) : context.json({ status: 'unready', reasons }, 503);
  });
  routes.get('/track', (context) => {
    context.header('Upgrade', 'websocket');
    return context.json(errorBody(new UndertoneError('bad_message', '/track speaks WebSocket: upgrade to it.')), 426);
  });
  routes.notFound((context) =>
    context.json(errorBody(new UndertoneError('not_found', `There is nothing at ${context.req.path}.`)), 404),
  );
  return routes;
}

/** How every error looks over HTTP. */
function errorBody({ code, message }: UndertoneError) {
  return { error: { code, message } };
}
