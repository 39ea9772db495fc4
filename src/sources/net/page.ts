import { map, switchMap, take, type Observable, type SchedulerLike } from 'rxjs';
import { deadline } from '../supervisor/deadline.ts';
import { httpGet, readBody } from './http.ts';

export interface PageRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly scheduler: SchedulerLike;
}

const maxBodyBytes = 8_388_608;

/** A page of what was missed: its text. Errors when it can't be had, takes too long, or is too long. */
export function askPage({ url, headers, scheduler }: PageRequest): Observable<string> {
  return httpGet({ url, headers }).pipe(
    switchMap((answer) => {
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      return readBody(answer, maxBodyBytes);
    }),
    deadline({ host: url.host, scheduler }),
    take(1),
    map((body) => body.toString()),
  );
}
