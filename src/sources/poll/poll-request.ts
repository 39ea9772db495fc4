import { deadline } from '../supervisor/deadline.ts';
import { switchMap, take, type Observable, type SchedulerLike } from 'rxjs';
import { httpGet, refuseWith, type GetOptions, type HttpAnswer, type OriginHeaders } from '../net/http.ts';
import type { Network } from '../net/network.ts';

/** The longest wait for an answer, in ms; also for all further pages of one together. */
export const answerMs = 30_000;

export interface PollRequestOptions {
  /** Headers by the origin that they are for. */
  readonly originHeaders?: OriginHeaders | undefined;
  /** Default: that of the system. */
  readonly network?: Network | undefined;
  readonly scheduler: SchedulerLike;
}

export type PollRequest = Pick<GetOptions, 'url' | 'headers' | 'ledBy'>;

/** Sends one request and reads its answer, both within the time for an answer. */
export function requestList<T>(
  { url, headers, ledBy }: PollRequest,
  read: (answer: HttpAnswer) => Observable<T>,
  { originHeaders, network, scheduler }: PollRequestOptions,
): Observable<T> {
  return httpGet({ url, headers: { Accept: 'application/json', ...headers }, originHeaders, ledBy, network }).pipe(
    switchMap(read),
    deadline({ host: url.host, firstMs: answerMs, scheduler }),
    take(1),
  );
}

/** Errors with the failure that a refusal means. */
export function refuseList(
  answer: HttpAnswer,
  { originHeaders, scheduler }: Pick<PollRequestOptions, 'originHeaders' | 'scheduler'>,
): Observable<never> {
  const hasHeaders = originHeaders?.has(answer.url.origin) === true;
  return refuseWith(answer, { scheduler, ...(hasHeaders && { advice: 'Look at its headers in POLL_HEADERS.' }) });
}
