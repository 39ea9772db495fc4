import {
  catchError,
  concat,
  concatMap,
  identity,
  merge,
  mergeMap,
  of,
  switchMap,
  throwError,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { parseJson } from '../../model/index.ts';
import { createLineSplitter, type Line } from '../../node/lines.ts';
import { httpGet, readStart, readStream, type HttpAnswer } from '../net/http.ts';
import { deadline } from '../supervisor/deadline.ts';
import { asFailure } from '../supervisor/failure.ts';
import type { Signal } from '../supervisor/supervise.ts';
import { watchdog } from '../supervisor/watchdog.ts';
import { emitInTurns, maxMessageBytes } from '../turns.ts';
import { refusalOf } from './problems.ts';
import type { MessageReader } from './reader.ts';

export interface StreamOptions {
  /** `https://HOST`. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly reader: MessageReader;
  /** Runs once the stream is live: fills the gap before it, and emits how much of it was filled. */
  readonly resumed$: Observable<Signal>;
  readonly scheduler: SchedulerLike;
}

/** The fields that each post comes with. X has newer names for some of them, in answers only. */
export const postFields: Readonly<Record<string, string>> = {
  'tweet.fields':
    'created_at,lang,entities,author_id,referenced_tweets,note_tweet,edit_history_tweet_ids,in_reply_to_user_id',
  expansions: 'author_id',
  'user.fields': 'username',
};

// "at least every 20 seconds" (docs.x.com, consuming streaming data); clients in use wait for 21 to 30 s.
const silenceMs = 30_000;
const maxErrorBytes = 65_536;

/**
 * Opens one connection to X's filtered stream. It is read without backpressure: X drops a slow reader instead of
 * waiting.
 */
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

const lengthOf = (line: Line): number => ('text' in line ? line.text.length : 0);

function read(answer: HttpAnswer, { reader, resumed$, scheduler }: StreamOptions): Observable<Signal> {
  const splitter = createLineSplitter(maxMessageBytes);
  const readLines = (chunk: Uint8Array): Observable<Line> =>
    emitInTurns(splitter.push(chunk), { lengthOf, toValue: identity<Line>, scheduler });
  const lines$ = readStream(answer, { canAccept$: of(true), read: readLines }).pipe(
    // The last message may come without a line break; half a message is dropped.
    catchError((error: unknown) =>
      concat(
        splitter.end().filter((line) => 'text' in line && parseJson(line.text) !== undefined),
        throwError(() => asFailure(error)),
      ),
    ),
    concatMap((line) => reader.line(line)),
  );
  return merge(of<Signal>({ type: 'live' }), resumed$, lines$);
}

/** Errors with the refusal. Its body, as far as it comes, says more than its status. */
function refuse(answer: HttpAnswer, scheduler: SchedulerLike): Observable<never> {
  const { url, status, headers } = answer;
  return readStart(answer, maxErrorBytes, scheduler).pipe(
    mergeMap((body) => throwError(() => refusalOf({ host: url.host, status, headers, body, now: scheduler.now() }))),
  );
}
