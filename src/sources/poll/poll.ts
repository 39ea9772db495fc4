import {
  concat,
  concatMap,
  defer,
  delay,
  EMPTY,
  from,
  identity,
  repeat,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import type { Source } from '../../graph/index.ts';
import type { Post } from '../../model/index.ts';
import { whenAccepted } from '../backpressure.ts';
import type { LiveSourceContext } from '../define.ts';
import { superviseSource, type Signal, type UpstreamSession } from '../supervisor/supervise.ts';
import { hostOf, PollClient, type PollAnswer } from './poll-client.ts';
import { piecesOf } from '../turns.ts';
import { answerMs, type PollRequestOptions } from './poll-request.ts';

export interface PollOptions extends LiveSourceContext, PollRequestOptions {
  /** The address that is fetched. `{since}` in it stands for the id of the newest comment that is known; empty at first. */
  readonly url: string;
  /** From an answer that has been read to the next request, in ms. */
  readonly everyMs: number;
}

/**
 * Creates a source of the comments of any HTTP service that lists them as JSON, fetched again and again; each is emitted
 * once. It is live as long as it is answered.
 */
export function createPoll(options: PollOptions): Source {
  const { url, everyMs, scheduler } = options;
  const createSession = (): UpstreamSession => {
    const client = new PollClient(options);
    const connect = (): Observable<Signal> =>
      defer(() => {
        let isFirst = true;
        const read = (answer: PollAnswer): Observable<Signal> => {
          const signals$ = signalsOf(answer, isFirst, options);
          isFirst = false;
          return concat(signals$, paced(answer.posts, options), from(answer.retractions), end(answer));
        };
        // Each answer is emitted before the next is fetched: a later failure must not take it along, and answers must
        // not pile up.
        return defer(() => client.fetch()).pipe(concatMap(read), repeat({ delay: () => timer(everyMs, scheduler) }));
      });
    return { connect };
  };
  // One answer, and all further pages of it.
  const silenceMs = everyMs + 3 * answerMs;
  return superviseSource({ ...options, host: hostOf(url), createSession, connectMs: Infinity, silenceMs });
}

/** Emits the signals of an answer, without its posts. */
function signalsOf(answer: PollAnswer, isFirst: boolean, { name, url }: PollOptions): Observable<Signal> {
  const { invalid, filled, missedSince, failure } = answer;
  const invalids: readonly Signal[] =
    invalid > 0 ? [{ type: 'counted', source: name, outcome: 'invalid', count: invalid }] : [];
  if (failure !== undefined) return from(invalids);
  const cause = `More may have come than ${hostOf(url)} lists at a time.`;
  const missed: readonly Signal[] =
    missedSince === undefined ? [{ type: 'alive' }] : [{ type: 'missed', from: missedSince, cause, filled }];
  const begun: readonly Signal[] = isFirst ? [{ type: 'live' }, { type: 'resumed', filled }] : missed;
  return from([...begun, ...invalids]);
}

/**
 * Emits posts no faster than the graph accepts them, and in turns of the event loop: an answer may hold more than it has
 * room for, or could match at once.
 */
function paced(posts: readonly Post[], { canAccept$, scheduler }: PollOptions): Observable<Signal> {
  const parts = piecesOf(posts, ({ text }) => text.length);
  return from(parts).pipe(
    concatMap((some, index) =>
      whenAccepted(canAccept$).pipe(
        index === 0 ? identity : delay(0, scheduler),
        concatMap(() => some.map((post): Signal => ({ type: 'post', post }))),
      ),
    ),
  );
}

function end({ failure }: PollAnswer): Observable<never> {
  return failure === undefined ? EMPTY : throwError(() => failure);
}
