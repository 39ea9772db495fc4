import { defer, filter, finalize, firstValueFrom, from, map, of, Subject, switchMap, takeUntil } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { TwitterApi, type ITwitterApiClientPlugin, type TwitterApiv2 } from 'twitter-api-v2';
import { isRecord, parseJson, type JsonObject } from '../../model/index.ts';
import { httpGet, httpPost, readBody, textOf, type HttpAnswer } from '../net/http.ts';
import { readJsonList } from '../net/json-list.ts';
import { deadline } from '../supervisor/deadline.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { inTurns, maxMessageBytes } from '../turns.ts';
import { problemsIn, refusalOf } from './problems.ts';

export interface TwitterApiOptions {
  /** `https://HOST`. */
  readonly base: string;
  /** An app's bearer token. */
  readonly token: string;
  readonly scheduler: SchedulerLike;
}

// A page has at most 1,000 rules of 2,048 characters.
const maxAnswerBytes = 8_388_608;
const maxErrorBytes = 65_536;
const rules = { names: ['data'], maxElements: 10_000, others: ['meta', 'errors', 'title', 'type', 'detail'] };

/**
 * Makes one call of twitter-api-v2, and emits its answer. The library builds the request; a plugin sends it by the HTTP
 * of the other sources, so that unsubscribing cuts it, its answer is bounded, and it errors with an `UpstreamFailure`.
 *
 * @example
 * callTwitterApi(options, (v2) => v2.streamRules()); // emits { data: […], meta: {…} }
 */
export function callTwitterApi(
  options: TwitterApiOptions,
  call: (v2: TwitterApiv2) => Promise<unknown>,
): Observable<JsonObject> {
  return defer(() => {
    const unsubscribed$ = new Subject<void>();
    const transport: ITwitterApiClientPlugin = {
      onBeforeRequestConfig: ({ url: { pathname }, params: { query = {}, body } }) =>
        firstValueFrom(send(options, { pathname, query, body }).pipe(takeUntil(unsubscribed$)), {
          // Without an answer the library would send the request itself.
          defaultValue: { headers: {}, data: {} },
        }),
    };
    return from(call(new TwitterApi(options.token, { plugins: [transport] }).v2)).pipe(
      filter(isRecord),
      finalize(() => {
        unsubscribed$.next();
      }),
    );
  });
}

interface ApiRequest {
  readonly pathname: string;
  readonly query: JsonObject;
  /** Absent from a GET. */
  readonly body: unknown;
}

function send({ base, token, scheduler }: TwitterApiOptions, { pathname, query, body }: ApiRequest) {
  const url = new URL(base + pathname);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const headers = { Authorization: `Bearer ${token}` };
  const answer$ = body === undefined ? httpGet({ url, headers }) : httpPost({ url, headers, json: body });
  return answer$.pipe(
    switchMap((answer) =>
      readBody(answer, maxAnswerBytes).pipe(
        switchMap((bytes) =>
          parseAnswer(bytes, scheduler).pipe(
            map((data) => readAnswer(answer, { data, body: bytes, now: scheduler.now() })),
          ),
        ),
        map((data) => ({ headers: answer.headers, data })),
      ),
    ),
    deadline({ host: url.host, scheduler }),
  );
}

/** Emits the value of an answer, whose list of rules is parsed in turns of the event loop where it is long. */
function parseAnswer(bytes: Buffer, scheduler: SchedulerLike): Observable<unknown> {
  if (bytes.length <= maxMessageBytes) return of(parseJson(textOf(bytes)));
  return inTurns(() => readJsonList(bytes, rules), scheduler).pipe(
    map((list) =>
      typeof list === 'string' ? undefined : { ...list.others, data: list.elements.map(({ value }) => value) },
    ),
  );
}

interface ReceivedAnswer {
  readonly data: unknown;
  readonly body: Buffer;
  readonly now: number;
}

/** Returns the answer. A refusal that names rules is an answer, too: it says which of them are at fault. */
function readAnswer(answer: HttpAnswer, { data, body, now }: ReceivedAnswer): JsonObject {
  const { url, status, headers } = answer;
  const isRefused = status >= 500 || (status >= 400 && problemsIn(data).length === 0);
  if (isRefused)
    throw refusalOf({ host: url.host, status, headers, body: textOf(body.subarray(0, maxErrorBytes)), now });
  if (!isRecord(data)) {
    throw new UpstreamFailure('http', `${url.host} answers with something that is not a JSON object.`);
  }
  return data;
}
