import { map, switchMap, take, type Observable, type SchedulerLike } from 'rxjs';
import { parseJson } from '../../model/index.ts';
import { deadline } from '../supervisor/deadline.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { maxMessageBytes } from '../turns.ts';
import { httpGet, readBody, refuseWith, textOf } from './http.ts';

export interface JsonRequest {
  readonly url: URL;
  readonly scheduler: SchedulerLike;
}

/**
 * Fetches a JSON value of at most 512 KiB. Emits it once. Errors with an `UpstreamFailure` when it can't be had, takes longer
 * than 15 s, or is no JSON.
 * @example fetchJson({ url: new URL('https://example.com/latest.json'), scheduler }) // emits { id: 41 }
 */
export function fetchJson({ url, scheduler }: JsonRequest): Observable<unknown> {
  return httpGet({ url, headers: { Accept: 'application/json' } }).pipe(
    switchMap((answer) =>
      answer.status === 200 ? readBody(answer, maxMessageBytes) : refuseWith(answer, { scheduler }),
    ),
    deadline({ host: url.host, scheduler }),
    take(1),
    map((body) => {
      const value = parseJson(textOf(body));
      if (value === undefined) throw new UpstreamFailure('refused', `${url.host}${url.pathname} is no JSON.`);
      return value;
    }),
  );
}
