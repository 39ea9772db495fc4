import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { MiddlewareHandler } from 'hono';
import { addressKey, Slots, type Release, type SlotsOptions } from '../budget/index.ts';
import { UndertoneError, type StoredHistory } from '../model/index.ts';
import type { ApiOptions, RoutesEnv } from './api/ports.ts';
import { createReadClient, directClient, type ClientOf } from './client.ts';
import { pathOf } from './request.ts';

/** The kinds of requests that are bounded for each address and in all. */
export type RequestBudget = 'requests' | 'reads' | 'analyses' | 'exports' | 'explanations' | 'pushes';

export interface AdmissionLimits extends Readonly<Record<RequestBudget, SlotsOptions>> {
  /** The time in ms in which a client has to accept some of its answer. */
  readonly stallMs: number;
}

/**
 * The limits by default. Reads are `/v1/history`, `/v1/posts`, `/v1/why` and `/v1/explain`; analyses are those among them
 * that look at many posts: `/v1/why`, searches and the strongest posts. The answers of reads count until they are sent,
 * so that clients which do not read have no more than these in memory.
 */
export const admissionLimits: AdmissionLimits = {
  requests: { maxPerOwner: 128, max: 1_000, maxWaitingPerOwner: 0, maxWaiting: 0 },
  reads: { maxPerOwner: 4, max: 64, maxWaitingPerOwner: 64, maxWaiting: 1_000 },
  // Each reads thousands of posts in the store's one thread.
  analyses: { maxPerOwner: 2, max: 4, maxWaitingPerOwner: 8, maxWaiting: 64 },
  exports: { maxPerOwner: 2, max: 8, maxWaitingPerOwner: 0, maxWaiting: 0 },
  explanations: { maxPerOwner: 1, max: 1, maxWaitingPerOwner: 8, maxWaiting: 64 },
  // Each may have 10 MB in memory.
  pushes: { maxPerOwner: 2, max: 8, maxWaitingPerOwner: 0, maxWaiting: 0 },
  stallMs: 30_000,
};

/** The time in seconds after which a refused request may be repeated: an export takes longer than an answer. */
const retryAfterS: Readonly<Record<RequestBudget, number>> = {
  requests: 1,
  reads: 1,
  analyses: 1,
  exports: 10,
  explanations: 1,
  pushes: 1,
};

export interface AdmissionOptions {
  readonly limits?: Partial<AdmissionLimits> | undefined;
  readonly clientOf?: ClientOf | undefined;
  /** Called with the budget for which a request was refused, and with `stalled` when an answer was cut. */
  readonly onRefused?: ((reason: RequestBudget | 'stalled') => void) | undefined;
}

/** The parts of a request's context that tell who pays, and when it is over. */
type Asking = Parameters<ReturnType<typeof createReadClient>>[0];

/** Absent in tests that open no socket. */
const responseOf = ({ env }: Asking): ServerResponse | undefined => env?.outgoing;

export interface Admission {
  /** Counts a request until its answer is sent, or returns why there may be no more. */
  readonly admit: (request: IncomingMessage, response: ServerResponse) => UndertoneError | undefined;
  /** Makes requests wait for a slot, which they keep until their answer is sent. */
  readonly hold: (budget: RequestBudget) => MiddlewareHandler<RoutesEnv>;
  /** Does work in a slot, once there is one. Rejects with `too_many` when too many wait. */
  readonly during: <T>(budget: RequestBudget, context: Asking, work: () => Promise<T>) => Promise<T>;
}

/** The options of a route that reads the store by one method, and knows the time. */
export interface ReadRouteOptions<Method extends keyof StoredHistory> extends Pick<ApiOptions, 'now'> {
  readonly archive: Pick<StoredHistory, Method>;
  readonly admission: Admission;
}

/**
 * Creates what bounds the requests that are in progress, by client address and in all, and cuts answers whose clients do
 * not read. Event streams are sessions, which have limits of their own; `/health` is always answered.
 */
export function createAdmission({ limits, clientOf = directClient, onRefused }: AdmissionOptions): Admission {
  const { stallMs, ...bounds } = { ...admissionLimits, ...limits };
  const slots = {
    requests: new Slots<string>(bounds.requests),
    reads: new Slots<string>(bounds.reads),
    analyses: new Slots<string>(bounds.analyses),
    exports: new Slots<string>(bounds.exports),
    explanations: new Slots<string>(bounds.explanations),
    pushes: new Slots<string>(bounds.pushes),
  };
  const readClient = createReadClient(clientOf);
  const request = (budget: RequestBudget, owner: string, onGranted: () => void): Release => {
    const granted = slots[budget].request(owner, onGranted);
    if (typeof granted === 'function') return granted;
    onRefused?.(budget);
    const { maxPerOwner, max } = bounds[budget];
    const most = granted === 'owner' ? `this address has ${maxPerOwner}` : `the server has ${max}`;
    const sentence = `Too many ${budget}: ${most} in progress, the most at a time. Wait for one to end, then try again.`;
    throw new UndertoneError('too_many', sentence, { retryAfterS: retryAfterS[budget] });
  };
  const acquire = async (budget: RequestBudget, context: Asking): Promise<Release> => {
    const turn = Promise.withResolvers<undefined>();
    const release = request(budget, addressKey(readClient(context).address), () => {
      turn.resolve(undefined);
    });
    const response = responseOf(context);
    // A client that leaves while it waits gives its place up; nobody waits for its answer then.
    response?.once('close', release);
    if (response?.destroyed === true) release();
    await turn.promise;
    return release;
  };
  return {
    admit: (incoming, response) => {
      const path = pathOf(incoming.url ?? '').replace(/\/$/, '');
      cutStalled(response, path === '/v1/stream' ? 0 : stallMs, () => onRefused?.('stalled'));
      if (path === '/v1/stream' || path === '/health') return undefined;
      try {
        response.once(
          'close',
          request('requests', addressKey(clientOf(incoming).address), () => undefined),
        );
        return undefined;
      } catch (error) {
        if (error instanceof UndertoneError) return error;
        throw error;
      }
    },
    hold: (budget) => async (context, next) => {
      const release = await acquire(budget, context);
      await next();
      if (responseOf(context) === undefined) release();
    },
    during: async (budget, context, work) => {
      const release = await acquire(budget, context);
      return work().finally(release);
    },
  };
}

/** Cuts an answer of which its client has accepted nothing for a time, in ms; 0 lets it wait. */
function cutStalled(response: ServerResponse, stallMs: number, onCut: () => void): void {
  response.setTimeout(stallMs);
  response.on('timeout', (socket: Socket) => {
    // Nothing to send is the server's own delay.
    if (response.writableLength + socket.writableLength === 0) {
      socket.setTimeout(stallMs);
      return;
    }
    onCut();
    // A reset frees what the kernel still holds, for which a close would wait.
    if (socket instanceof TLSSocket) socket.destroy();
    else socket.resetAndDestroy();
  });
}
