import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { EMPTY, expand, map, Observable, reduce, throwError, timeout, type SchedulerLike } from 'rxjs';
import {
  ApiPartialResponseError,
  ApiRequestError,
  ApiResponseError,
  TwitterApi,
  type TwitterApiv2,
} from 'twitter-api-v2';
import { isRecord, parseJson, sentenceOf } from '../../model/index.ts';
import type { Rule } from '../../query/index.ts';
import { reasonOf } from '../net/reason.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { problemsIn, refusalOf, type Problem } from './problems.ts';

/** A rule as X holds it. */
export interface HeldRule {
  readonly id: string;
  readonly value: string;
  readonly tag: string;
}

/** What has become of rules that were sent. One that is in neither list was kept from being added by another. */
export interface Added {
  /** Those that X holds now, with the values as they were sent. */
  readonly held: readonly HeldRule[];
  /** Those that X refuses, with why. */
  readonly invalid: readonly { readonly value: string; readonly why: string }[];
  /** Whether the account has no room for all of them. */
  readonly isFull: boolean;
}

export interface RulesOptions {
  /** `https://HOST`. */
  readonly base: string;
  readonly token: string;
  readonly scheduler: SchedulerLike;
}

/** X's rules. Each call is cold, is cut by unsubscribing, emits once and completes, or errors with an `UpstreamFailure`. */
export interface RulesApi {
  readonly list: () => Observable<readonly HeldRule[]>;
  readonly add: (rules: readonly Rule[]) => Observable<Added>;
  /** Asks what would become of rules with these values. */
  readonly try: (values: readonly string[]) => Observable<Added>;
  /** Emits whether all of them are gone. */
  readonly remove: (rules: readonly HeldRule[]) => Observable<boolean>;
}

const path = 'tweets/search/stream/rules';
const answerMs = 15_000;

export function createRulesApi(options: RulesOptions): RulesApi {
  const add = (rules: readonly Pick<Rule, 'value' | 'tag'>[], query: Readonly<Record<string, string>>) =>
    post(options, { add: rules.map(({ value, tag }) => ({ value, tag })) }, query).pipe(
      map((answer) => readAdded(rules, answer)),
    );
  return {
    list: () => list(options),
    add: (rules) => add(rules, {}),
    try: (values) =>
      add(
        values.map((value, index) => ({ value, tag: `try-${index}` })),
        { dry_run: 'true' },
      ),
    remove: (rules) =>
      post(options, { delete: { ids: rules.map(({ id }) => id) } }, {}).pipe(
        map((answer) => isRecord(answer) && problemsIn(answer).length === 0),
      ),
  };
}

function list(options: RulesOptions): Observable<readonly HeldRule[]> {
  const page = (token?: string) =>
    get(options, { max_results: '1000', ...(token !== undefined && { pagination_token: token }) });
  return page().pipe(
    expand((answer) => {
      const meta = isRecord(answer) ? answer['meta'] : undefined;
      const next = isRecord(meta) ? meta['next_token'] : undefined;
      return typeof next === 'string' && next !== '' ? page(next) : EMPTY;
    }),
    reduce<unknown, readonly HeldRule[]>((rules, answer) => [...rules, ...rulesIn(answer)], []),
  );
}

function rulesIn(answer: unknown): readonly HeldRule[] {
  const data: unknown = isRecord(answer) ? answer['data'] : undefined;
  const list: readonly unknown[] = Array.isArray(data) ? data : [];
  return list.flatMap((each) => {
    if (!isRecord(each)) return [];
    const { id, value, tag } = each;
    if (typeof id !== 'string' || typeof value !== 'string') return [];
    return [{ id, value, tag: typeof tag === 'string' ? tag : '' }];
  });
}

/** What an answer says of the rules that were sent: a created one is known by its tag, should X spell it otherwise. */
function readAdded(sent: readonly Pick<Rule, 'value' | 'tag'>[], answer: unknown): Added {
  const created = rulesIn(answer).flatMap((rule) => {
    const ours = sent.find(({ tag, value }) => value === rule.value || tag === rule.tag);
    return ours === undefined ? [] : [{ ...rule, value: ours.value }];
  });
  const problems = problemsIn(answer);
  const of = (kind: Problem['kind']) => problems.filter((problem) => problem.kind === kind);
  return {
    // A rule that was there already is ours only if its tag says so, which the error does not tell: it is left alone
    // until the next list.
    held: [...created, ...of('duplicate').map(({ id, value }) => ({ id, value, tag: '' }))],
    invalid: of('invalid').map(({ value, why }) => ({ value, why })),
    isFull: of('full').length > 0,
  };
}

const get = (options: RulesOptions, query: Readonly<Record<string, string>>): Observable<unknown> =>
  call(options, (client, common) => client.get<unknown>(path, query, common));

const post = (
  options: RulesOptions,
  body: Readonly<Record<string, unknown>>,
  query: Readonly<Record<string, string>>,
): Observable<unknown> =>
  // Under another path than `/2/` the library would send a form.
  call(options, (client, common) => client.post<unknown>(path, body, { ...common, query, forceBodyMode: 'json' }));

interface Common {
  readonly prefix: string;
  readonly headers: Record<string, string>;
  readonly requestEventDebugHandler: (event: string, data?: unknown) => void;
}

/** A call of the library on a connection of its own, which is how it can be cut. */
function call(
  { base, token, scheduler }: RulesOptions,
  run: (client: TwitterApiv2, common: Common) => Promise<unknown>,
): Observable<unknown> {
  const { host } = new URL(base);
  return new Observable<unknown>((subscriber) => {
    const agent = base.startsWith('https:') ? new HttpsAgent() : new HttpAgent();
    // Compressed, a connection that is reset is not noticed.
    const { v2 } = new TwitterApi(token, { httpAgent: agent, compression: false });
    let cause: unknown;
    // The library's own error does not hold what was wrong with the connection.
    const requestEventDebugHandler = (event: string, data?: unknown): void => {
      if (event === 'request-error' && isRecord(data)) cause = data['requestError'];
    };
    run(v2, { prefix: `${base}/2/`, headers: { 'User-Agent': 'undertone' }, requestEventDebugHandler }).then(
      (answer) => {
        subscriber.next(typeof answer === 'string' ? parseJson(answer) : answer);
        subscriber.complete();
      },
      (error: unknown) => {
        const answer = partialAnswerOf(error);
        if (answer === undefined) {
          subscriber.error(failureOf(error, { host, cause, now: scheduler.now() }));
          return;
        }
        subscriber.next(answer);
        subscriber.complete();
      },
    );
    return () => {
      agent.destroy();
    };
  }).pipe(
    timeout({
      first: answerMs,
      scheduler,
      with: () => throwError(() => new UpstreamFailure('network', `${host} does not answer.`)),
    }),
  );
}

/** The answer of a request that failed for what was wrong with its rules. */
function partialAnswerOf(error: unknown): unknown {
  if (!(error instanceof ApiResponseError) || error.code >= 500) return undefined;
  const data: unknown = typeof error.data === 'string' ? parseJson(error.data) : error.data;
  return problemsIn(data).length > 0 ? data : undefined;
}

interface Circumstances {
  readonly host: string;
  /** What was wrong with the connection, if that was it. */
  readonly cause: unknown;
  readonly now: number;
}

function failureOf(error: unknown, { host, cause, now }: Circumstances): UpstreamFailure {
  if (error instanceof ApiResponseError) {
    const data: unknown = error.data;
    const body = typeof data === 'string' ? data : JSON.stringify(data);
    return refusalOf({ host, status: error.code, headers: error.headers, body, now });
  }
  if (error instanceof ApiRequestError) {
    const reason = cause === undefined ? 'it closed the connection' : reasonOf(cause);
    return new UpstreamFailure('network', `${host} can't be reached: ${reason}.`, { cause });
  }
  const what = error instanceof ApiPartialResponseError ? 'broke the connection' : `failed: ${sentenceOf(error)}`;
  return new UpstreamFailure('network', `${host} ${what}.`, { cause: error });
}
