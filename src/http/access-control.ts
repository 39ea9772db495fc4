import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { UndertoneError } from '../model/index.ts';
import { errorBody } from './failures.ts';

/** The parts of a request that decide whether it is answered. */
export interface AccessRequest {
  readonly headers: {
    readonly authorization?: string | undefined;
    readonly cookie?: string | undefined;
    readonly origin?: string | undefined;
    readonly host?: string | undefined;
  };
  /** With its query string. */
  readonly url: string;
}

/** The refusal of a request. */
export interface AccessDenied {
  readonly status: 401 | 403;
  readonly error: UndertoneError;
}

/** Returns the refusal of a request; undefined when it may be answered. */
export type AccessCheck = (request: AccessRequest) => AccessDenied | undefined;

/** Returns the parts of a request that decide whether it is answered. */
export function accessRequestOf({ req }: Pick<Context, 'req'>): AccessRequest {
  const [authorization, cookie] = [req.header('authorization'), req.header('cookie')];
  const [origin, host] = [req.header('origin'), req.header('host')];
  return { headers: { authorization, cookie, origin, host }, url: req.url };
}

/** Refuses requests that the check denies, and lets pages of allowed origins read the answers to the others (CORS). */
export function accessControl(check: AccessCheck) {
  return createMiddleware(async (context, next) => {
    const { req } = context;
    const origin = req.header('origin');
    const denied = check(accessRequestOf(context));
    // A browser sends a preflight request without a token to learn whether it may send one.
    if (req.method === 'OPTIONS' && origin !== undefined && denied?.status !== 403) {
      context.header('Access-Control-Allow-Origin', origin);
      context.header('Access-Control-Allow-Headers', 'Authorization, Content-Type, Last-Event-ID');
      return context.body(null, 204);
    }
    if (denied !== undefined) {
      if (denied.status === 401) context.header('WWW-Authenticate', 'Bearer');
      return context.json(errorBody(denied.error), denied.status);
    }
    await next();
    if (origin === undefined) return undefined;
    context.header('Access-Control-Allow-Origin', origin);
    context.header('Vary', 'Origin', { append: true });
    return undefined;
  });
}
