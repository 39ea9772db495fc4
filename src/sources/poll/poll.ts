import {
  bufferCount,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  from,
  map,
  repeat,
  take,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Source } from '../../graph/index.ts';
import type { Post } from '../../model/index.ts';
import { superviseSource, type Connect, type Signal } from '../supervisor/supervise.ts';
import { answerMs, Asker, hostOf, type Answer } from './asker.ts';

export interface PollOptions {
  readonly name: string;
  /** What is asked for. `{since}` in it stands for the id of the newest comment that is known; nothing at first. */
  readonly url: string;
  /** From an answer that is read to the next question, in ms. */
  readonly everyMs: number;
  readonly canAccept$: Observable<boolean>;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

const postsAtATime = 500;

/**
 * Comments of any HTTP service that lists them as JSON, asked for again and again; each comes once. It is live as long
 * as it is answered.
 */
export function createPoll(options: PollOptions): Source {
  const { name, url, everyMs, canAccept$, random, scheduler } = options;
  const begin = (): Connect => {
    const asker = new Asker(options);
    return () =>
      defer(() => {
        let begun = false;
        const read = (answer: Answer): Observable<Signal> => {
          const first = !begun;
          begun = true;
          return concat(heard(answer, first, options), paced(answer.posts, canAccept$), end(answer));
        };
        // Not before an answer is out: what fails after it must not take it along, and answers must not pile up.
        return defer(() => asker.ask()).pipe(concatMap(read), repeat({ delay: () => timer(everyMs, scheduler) }));
      });
  };
  const silenceMs = everyMs + 2 * answerMs;
  return superviseSource({
    name,
    host: hostOf(url),
    begin,
    connectMs: Infinity,
    silenceMs,
    canAccept$,
    random,
    scheduler,
  });
}

/** The signs of an answer. */
function heard(answer: Answer, first: boolean, { name, url }: PollOptions): Observable<Signal> {
  const { invalid, filled, missedSince, failure } = answer;
  const invalids: readonly Signal[] = invalid > 0 ? [{ type: 'invalid', source: name, count: invalid }] : [];
  if (failure !== undefined) return from(invalids);
  const cause = `More may have come than ${hostOf(url)} lists at a time.`;
  const missed: readonly Signal[] =
    missedSince === undefined ? [{ type: 'alive' }] : [{ type: 'missed', from: missedSince, cause, filled }];
  const begun: readonly Signal[] = first ? [{ type: 'live' }, { type: 'resumed', filled }] : missed;
  return from([...begun, ...invalids]);
}

/** Posts no faster than the graph takes them: an answer may hold more than it has room for. */
function paced(posts: readonly Post[], canAccept$: Observable<boolean>): Observable<Signal> {
  return from(posts).pipe(
    map((post): Signal => ({ type: 'post', post })),
    bufferCount(postsAtATime),
    concatMap((some) =>
      canAccept$.pipe(
        filter((flowing) => flowing),
        take(1),
        concatMap(() => some),
      ),
    ),
  );
}

function end({ failure }: Answer): Observable<never> {
  return failure === undefined ? EMPTY : throwError(() => failure);
}
