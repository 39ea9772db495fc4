import { concatMap, defer, map, of, switchMap, take, throwError, type Observable } from 'rxjs';
import { mediaTypeOf } from '../net/http-failure.ts';
import { httpGet, readBody, refuseWith, type HttpAnswer, type OriginHeaders } from '../net/http.ts';
import { Validators } from '../poll/validators.ts';
import { deadline } from '../supervisor/deadline.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import type { LiveSourceContext } from '../define.ts';
import { inTurns } from '../turns.ts';
import { decoderFor } from './charset.ts';
import type { Feed, FeedFault } from './feed.ts';
import { readJsonFeed } from './json-feed.ts';
import { readXmlFeed } from './xml-feed.ts';

export interface FeedClientOptions extends Pick<LiveSourceContext, 'scheduler'> {
  readonly url: string;
  /** Headers by the origin that they are for. */
  readonly originHeaders: OriginHeaders;
}

/** A feed as it was answered; `base` is the address that its links are relative to. */
export type FeedAnswer = Required<Feed> | 'not modified';

const maxBodyBytes = 16_777_216;
const answerMs = 30_000;
const accepted =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';

/** Fetches one feed again and again: asks only for what has changed, and follows it for good where it has moved for good. */
export class FeedClient {
  readonly #options: FeedClientOptions;
  readonly #validators = new Validators();
  #url: URL;

  constructor(options: FeedClientOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
  }

  get host(): string {
    return this.#url.host;
  }

  /** Fetches once. Errors with an `UpstreamFailure` when there is no feed. */
  fetch(): Observable<FeedAnswer> {
    return defer(() => {
      const asked = this.#url;
      const { originHeaders, scheduler } = this.#options;
      const headers = { Accept: accepted, ...this.#validators.for(asked) };
      return httpGet({ url: asked, headers, originHeaders }).pipe(
        switchMap((answer) => this.#read(asked, answer)),
        deadline({ host: asked.host, firstMs: answerMs, scheduler }),
        take(1),
      );
    });
  }

  #read(asked: URL, answer: HttpAnswer): Observable<FeedAnswer> {
    const { scheduler } = this.#options;
    const { status, url, movedTo, headers } = answer;
    if (movedTo !== undefined) this.#url = movedTo;
    if (status === 304) return of('not modified');
    if (status === 410) {
      return throwError(
        () => new UpstreamFailure('fatal', `${url.host} says that the feed is gone for good (410).`, { status }),
      );
    }
    if (status !== 200) return refuseWith(answer, { scheduler, advice: 'Look at its headers in POLL_HEADERS.' });
    return readBody(answer, maxBodyBytes).pipe(
      concatMap((body) => inTurns(() => readFeed(body, answer), scheduler)),
      map((feed) => {
        if (typeof feed === 'string') throw new UpstreamFailure('refused', faultOf(feed, url));
        this.#validators.record({ asked: movedTo ?? asked, headers });
        return { ...feed, base: URL.parse(feed.base ?? '', url.href)?.href ?? url.href };
      }),
    );
  }
}

function* readFeed(body: Buffer, { headers }: HttpAnswer): Generator<undefined, Feed | FeedFault> {
  if (isJson(body, mediaTypeOf(headers))) return yield* readJsonFeed(body);
  return yield* readXmlFeed(decoderFor(body, headers['content-type'] ?? '').decode(body));
}

/** Returns whether a body is JSON: by its first character where the header does not say. */
const isJson = (body: Buffer, mediaType: string): boolean =>
  mediaType.endsWith('json') || /^[\ufeff\s]*\{/.test(body.toString('utf8', 0, 64));

const faultOf = (fault: FeedFault, { host, pathname }: URL): string =>
  fault === 'no feed'
    ? `${host}${pathname} is no feed of RSS, Atom or JSON Feed.`
    : `${host}${pathname} is nested too deep for a feed.`;
