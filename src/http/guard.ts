import { createMiddleware } from 'hono/factory';
import type { UndertoneError } from '../model/index.ts';
import { errorBody } from './failures.ts';

/** A request as far as it decides who may. */
export interface Asker {
  readonly headers: {
    readonly authorization?: string | undefined;
    readonly cookie?: string | undefined;
    readonly origin?: string | undefined;
    readonly host?: string | undefined;
  };
  /** With its query string. */
  readonly url: string;
}

/** Why a request is not answered. */
export interface Forbidden {
  readonly status: 401 | 403;
  readonly error: UndertoneError;
}

export type Guard = (asker: Asker) => Forbidden | undefined;

/** Lets nobody in whom the guard forbids, and pages of the origins that it allows read the answers. */
export function guarded(guard: Guard) {
  return createMiddleware(async (context, next) => {
    const { req } = context;
    const origin = req.header('origin');
    const [authorization, cookie, host] = [req.header('authorization'), req.header('cookie'), req.header('host')];
    const forbidden = guard({ headers: { authorization, cookie, origin, host }, url: req.url });
    // A browser asks without a token first, whether it may ask with one.
    if (req.method === 'OPTIONS' && origin !== undefined && forbidden?.status !== 403) {
      context.header('Access-Control-Allow-Origin', origin);
      context.header('Access-Control-Allow-Headers', 'Authorization, Last-Event-ID');
      return context.body(null, 204);
    }
    if (forbidden !== undefined) {
      if (forbidden.status === 401) context.header('WWW-Authenticate', 'Bearer');
      return context.json(errorBody(forbidden.error), forbidden.status);
    }
    await next();
    if (origin === undefined) return undefined;
    context.header('Access-Control-Allow-Origin', origin);
    context.header('Vary', 'Origin', { append: true });
    return undefined;
  });
}
