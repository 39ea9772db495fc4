import {
  catchError,
  concat,
  concatMap,
  map,
  merge,
  mergeMap,
  of,
  switchMap,
  throwError,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { parseJson } from '../../model/index.ts';
import { createLineSplitter } from '../../text/index.ts';
import { chunksWhile, httpGet, readStart, type HttpAnswer } from '../net/http.ts';
import { deadline } from '../supervisor/deadline.ts';
import { asFailure } from '../supervisor/failure.ts';
import type { Signal } from '../supervisor/supervise.ts';
import { watchdog } from '../supervisor/watchdog.ts';
import { refusalOf } from './problems.ts';
import type { Reader } from './reader.ts';

export interface StreamOptions {
  /** `https://HOST`. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly reader: Reader;
  /** What follows on being live: how much of what was missed has come. */
  readonly resumed$: Observable<Signal>;
  readonly scheduler: SchedulerLike;
}

/** What is asked of each post. The newer names of the fields are in answers only. */
export const postFields: Readonly<Record<string, string>> = {
  'tweet.fields':
    'created_at,lang,entities,author_id,referenced_tweets,note_tweet,edit_history_tweet_ids,in_reply_to_user_id',
  expansions: 'author_id',
  'user.fields': 'username',
};

// "at least every 20 seconds" (docs.x.com, consuming streaming data); clients in use wait for 21 to 30 s.
const silenceMs = 30_000;
const maxLineBytes = 1_048_576;
const maxErrorBytes = 65_536;

/** One connection to X's filtered stream. It is read as fast as it comes: X drops a slow reader rather than wait. */
export function openStream(options: StreamOptions): Observable<Signal> {
  const { base, headers, scheduler } = options;
  const url = new URL(`${base}/2/tweets/search/stream`);
  for (const [name, value] of Object.entries(postFields)) url.searchParams.set(name, value);
  const { host } = url;
  return httpGet({ url, headers }).pipe(
    switchMap((answer) => (answer.status === 200 ? read(answer, options) : refuse(answer, scheduler))),
    deadline({ host, scheduler }),
    watchdog({ host, silenceMs, canAccept$: of(true), scheduler }),
  );
}

function read(answer: HttpAnswer, { reader, resumed$ }: StreamOptions): Observable<Signal> {
  const splitter = createLineSplitter(maxLineBytes);
  const lines$ = chunksWhile(of(true), answer).pipe(
    concatMap((chunk) => splitter.push(chunk)),
    // Last words may come without a line break; half a post is none.
    catchError((error: unknown) =>
      concat(
        splitter.end().filter((line) => 'text' in line && parseJson(line.text) !== undefined),
        throwError(() => asFailure(error)),
      ),
    ),
    map((line) => reader.line(line)),
  );
  return merge(of<Signal>({ type: 'live' }), resumed$, lines$);
}

/** Reads the body, as far as it is one: it says more than the status. */
function refuse(answer: HttpAnswer, scheduler: SchedulerLike): Observable<never> {
  const { url, status, headers } = answer;
  return readStart(answer, maxErrorBytes, scheduler).pipe(
    mergeMap((body) => throwError(() => refusalOf({ host: url.host, status, headers, body, now: scheduler.now() }))),
  );
}
