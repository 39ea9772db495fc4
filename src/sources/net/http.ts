import type { IncomingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { map, mergeMap, Observable, of, switchMap, take, throwError, type SchedulerLike } from 'rxjs';
import { requestHttp } from '../../node/http.ts';
import { agentFor } from '../../node/own-connection.ts';
import { deadline } from '../supervisor/deadline.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { inTurns } from '../turns.ts';
import { decompressed, readBody, readStart, type Body } from './http-body.ts';
import { errorMessageIn, failureOf } from './http-failure.ts';
import type { AddressZone } from './address-zone.ts';
import { addressIn, lookupWithin, systemNetwork, type Leader, type Network } from './network.ts';
import { readJsonList, type JsonList, type JsonListOptions } from './json-list.ts';
import { reasonOf } from './reason.ts';

export { readBody, readStart, readStream, textOf } from './http-body.ts';

/** An answer. Its body lives as long as the subscription does; its `url` is the one that redirects led to. */
export interface HttpAnswer extends Body {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The zone of the address that answered. */
  readonly zone: AddressZone;
  /** The address to which the resource has moved for good, by permanent redirects alone (RFC 9110, 15.4.2 and 15.4.9). */
  readonly movedTo?: URL | undefined;
}

/** Headers by origin, as in `https://example.com`. */
export type OriginHeaders = ReadonlyMap<string, Readonly<Record<string, string>>>;

export interface GetOptions {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers by the origin that they are for; no other origin gets them, whatever redirects to it. */
  readonly originHeaders?: OriginHeaders | undefined;
  /** Default 5. */
  readonly maxRedirects?: number;
  /** The answer that names this address. It may not lead everywhere: see `lookupWithin`. */
  readonly ledBy?: Leader | undefined;
  /** Default: that of the system. */
  readonly network?: Network | undefined;
}

/**
 * Sends a GET on a connection of its own. Emits the answer once and goes on until it is unsubscribed, which ends the
 * connection. Errors when there is no answer. Credentials follow a redirect only within their origin, and no redirect leads
 * from a public host to a private one, or from https to http.
 * @example httpGet({ url }).pipe(switchMap((answer) => readBody(answer, 8_388_608)), take(1))
 */
export function httpGet(options: GetOptions): Observable<HttpAnswer> {
  const { url, headers = {}, originHeaders, maxRedirects = 5 } = options;
  return request({ ...options, headers: { ...headers, ...originHeaders?.get(url.origin) } }).pipe(
    switchMap((answer) => {
      const location = isRedirect(answer.status) ? answer.headers.location : undefined;
      if (location === undefined) return of(answer);
      answer.body.destroy();
      const next = URL.parse(location, url.href);
      if (next === null || !isHttp(next) || maxRedirects === 0) {
        throw new UpstreamFailure('refused', `${url.host} redirects to no usable address.`, { status: answer.status });
      }
      const kept = next.origin === url.origin ? headers : withoutCredentials(headers);
      const further$ = httpGet({ ...options, url: next, headers: kept, maxRedirects: maxRedirects - 1, ledBy: answer });
      const isForGood = answer.status === 301 || answer.status === 308;
      return further$.pipe(map((last) => ({ ...last, movedTo: isForGood ? (last.movedTo ?? next) : undefined })));
    }),
  );
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);
const isHttp = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:';

const withoutCredentials = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));

export interface PostOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The value that is sent as JSON. */
  readonly json: unknown;
}

/**
 * Sends a POST of JSON, as cold as `httpGet`; redirects are not followed.
 * @example httpPost({ url, headers: {}, json: { add: [] } }).pipe(switchMap((answer) => readBody(answer, 65_536)))
 */
export function httpPost({ url, headers, json }: PostOptions): Observable<HttpAnswer> {
  return request({ url, headers: { ...headers, 'Content-Type': 'application/json' } }, JSON.stringify(json));
}

function request(options: GetOptions, body?: string): Observable<HttpAnswer> {
  const { url, headers, ledBy, network = systemNetwork } = options;
  return new Observable((subscriber) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const agent = agentFor(url);
    // A proxy looks names up itself; what is looked up here is its own name.
    const within = ledBy === undefined ? network.lookup : lookupWithin(ledBy, url, network);
    const lookup = agent === false ? within : network.lookup;
    const method = body === undefined ? 'GET' : 'POST';
    const sent = send(url, { agent, lookup, method, headers: { 'User-Agent': 'undertone', ...headers } });
    sent.on('response', (response) => {
      const { statusCode: status = 0, headers: received, socket } = response;
      const address = addressIn(url) ?? (agent === false ? socket.remoteAddress : undefined);
      const zone = address === undefined ? 'public' : network.zoneOf(address);
      subscriber.next({ url, status, headers: received, body: decompressed(response), zone });
    });
    sent.on('error', (error) => {
      const sentence = `${url.host} can't be reached: ${reasonOf(error)}.`;
      const isRefused = error instanceof UpstreamFailure;
      subscriber.error(isRefused ? error : new UpstreamFailure('network', sentence, { cause: error }));
    });
    sent.end(body);
    return () => {
      sent.destroy();
    };
  });
}

const maxErrorBytes = 4_096;

export interface RefusalOptions {
  /** A sentence on what a person can do about it. */
  readonly advice?: string;
  readonly scheduler: SchedulerLike;
}

/** Errors with the failure that a refusal means, once its body has been read for a message. */
export function refuseWith(answer: HttpAnswer, { advice, scheduler }: RefusalOptions): Observable<never> {
  const { url, status, headers } = answer;
  const failure = (body: string) =>
    failureOf({ host: url.host, status, headers, message: errorMessageIn(body), advice, now: scheduler.now() });
  return readStart(answer, maxErrorBytes, scheduler).pipe(mergeMap((body) => throwError(() => failure(body))));
}

export interface ListRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly list: JsonListOptions;
  readonly scheduler: SchedulerLike;
}

const maxBodyBytes = 8_388_608;

/** Emits a list of missed posts. Errors when it can't be had, takes too long, or is too long. */
export function fetchList({ url, headers, list: options, scheduler }: ListRequest): Observable<JsonList> {
  return httpGet({ url, headers }).pipe(
    switchMap((answer) => {
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      return readBody(answer, maxBodyBytes);
    }),
    switchMap((body) => inTurns(() => readJsonList(body, options), scheduler)),
    map((list) => {
      if (typeof list === 'string') throw new Error(list);
      return list;
    }),
    deadline({ host: url.host, scheduler }),
    take(1),
  );
}
