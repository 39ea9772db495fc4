import { Agent as HttpAgent, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { EMPTY, expand, map, Observable, reduce, type SchedulerLike } from 'rxjs';
import {
  ApiPartialResponseError,
  ApiRequestError,
  ApiResponseError,
  TwitterApi,
  type TwitterApiv2,
} from 'twitter-api-v2';
import { isRecord, parseJson, sentenceOf, writeJson } from '../../model/index.ts';
import type { Rule } from '../../query/index.ts';
import { reasonOf } from '../net/reason.ts';
import { deadline } from '../supervisor/deadline.ts';
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

type Fields = Readonly<Record<string, unknown>>;

const path = 'tweets/search/stream/rules';
// A page has at most 1,000 rules of 2,048 characters. An account has some 25,000 at most, and lists are not for ever.
const maxAnswerBytes = 8_388_608;
const maxPages = 50;

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
        map((answer) => problemsIn(answer).length === 0),
      ),
  };
}

function list(options: RulesOptions): Observable<readonly HeldRule[]> {
  const page = (token?: string) =>
    get(options, { max_results: '1000', ...(token !== undefined && { pagination_token: token }) });
  return page().pipe(
    expand(({ data, meta }, index) => {
      // What is no list must not be taken for an empty one: it would have all rules added again.
      if (data === undefined && meta === undefined) throw strange(options, 'no list of rules');
      const next = isRecord(meta) ? meta['next_token'] : undefined;
      if (typeof next !== 'string' || next === '') return EMPTY;
      if (index + 1 >= maxPages) throw strange(options, 'a list of rules without an end');
      return page(next);
    }),
    reduce<Fields, readonly HeldRule[]>((rules, answer) => [...rules, ...rulesIn(answer)], []),
  );
}

function rulesIn({ data }: Fields): readonly HeldRule[] {
  const list: readonly unknown[] = Array.isArray(data) ? data : [];
  return list.flatMap((each) => {
    if (!isRecord(each)) return [];
    const { id, value, tag } = each;
    if (typeof id !== 'string' || typeof value !== 'string') return [];
    return [{ id, value, tag: typeof tag === 'string' ? tag : '' }];
  });
}

/** What an answer says of the rules that were sent: a created one is known by its tag, should X spell it otherwise. */
function readAdded(sent: readonly Pick<Rule, 'value' | 'tag'>[], answer: Fields): Added {
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

const get = (options: RulesOptions, query: Readonly<Record<string, string>>): Observable<Fields> =>
  call(options, (client, common) => client.get<unknown>(path, query, common));

const post = (
  options: RulesOptions,
  body: Readonly<Record<string, unknown>>,
  query: Readonly<Record<string, string>>,
): Observable<Fields> =>
  // Under another path than `/2/` the library would send a form.
  call(options, (client, common) => client.post<unknown>(path, body, { ...common, query, forceBodyMode: 'json' }));

interface Common {
  readonly prefix: string;
  readonly headers: Record<string, string>;
  readonly requestEventDebugHandler: (event: string, data?: unknown) => void;
}

const strange = ({ base }: RulesOptions, what: string): UpstreamFailure =>
  new UpstreamFailure('http', `${new URL(base).host} answers with ${what}.`);

/** A call of the library on a connection of its own, which is how it can be cut. */
function call(
  options: RulesOptions,
  run: (client: TwitterApiv2, common: Common) => Promise<unknown>,
): Observable<Fields> {
  const { base, token, scheduler } = options;
  const { host } = new URL(base);
  return new Observable<Fields>((subscriber) => {
    const agent = base.startsWith('https:') ? new HttpsAgent() : new HttpAgent();
    // Compressed, a connection that is reset is not noticed.
    const { v2 } = new TwitterApi(token, { httpAgent: agent, compression: false });
    let cause: unknown;
    const tooLong = (): void => {
      subscriber.error(strange(options, `more than ${maxAnswerBytes} bytes`));
    };
    // The library's own error does not hold what was wrong with the connection, and it reads whatever comes.
    const requestEventDebugHandler = (event: string, data?: unknown): void => {
      if (event === 'request-error' && isRecord(data)) cause = data['requestError'];
      if (event === 'response' && isRecord(data)) limit(data['res'], tooLong);
    };
    const answerWith = (answer: unknown): void => {
      const value = typeof answer === 'string' ? parseJson(answer) : answer;
      if (isRecord(value)) {
        subscriber.next(value);
        subscriber.complete();
      } else subscriber.error(strange(options, 'what is no JSON object'));
    };
    run(v2, { prefix: `${base}/2/`, headers: { 'User-Agent': 'undertone' }, requestEventDebugHandler }).then(
      answerWith,
      (error: unknown) => {
        const answer = partialAnswerOf(error);
        if (answer === undefined) subscriber.error(failureOf(error, { host, cause, now: scheduler.now() }));
        else answerWith(answer);
      },
    );
    return () => {
      agent.destroy();
    };
  }).pipe(deadline({ host, scheduler }));
}

function limit(response: unknown, tooLong: () => void): void {
  if (!(response instanceof IncomingMessage)) return;
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxAnswerBytes) tooLong();
  });
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
    // What is too deep to be written says nothing to anybody.
    const body = typeof data === 'string' ? data : (writeJson(data) ?? '');
    return refusalOf({ host, status: error.code, headers: error.headers, body, now });
  }
  if (error instanceof ApiRequestError) {
    const reason = cause === undefined ? 'it closed the connection' : reasonOf(cause);
    return new UpstreamFailure('network', `${host} can't be reached: ${reason}.`, { cause });
  }
  const what = error instanceof ApiPartialResponseError ? 'broke the connection' : `failed: ${sentenceOf(error)}`;
  return new UpstreamFailure('network', `${host} ${what}.`, { cause: error });
}
