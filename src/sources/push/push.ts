import {
  defer,
  firstValueFrom,
  of,
  startWith,
  Subject,
  switchMap,
  throwError,
  timeout,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Source, SourceEvent } from '../../graph/index.ts';
import { RecentKeys } from '../../graph/operators/index.ts';
import { UndertoneError } from '../../model/index.ts';
import { whenAccepted, type Backpressure } from '../backpressure.ts';
import { digestOf } from '../ids.ts';
import type { LineEvent } from '../ndjson.ts';
import { readBody } from '../posts-body.ts';
import type { Receipt, ReceivePosts } from './receipt.ts';

export interface PushOptions extends Backpressure {
  readonly name: string;
  /** A name of this run of the program that no other run has. */
  readonly instanceId: string;
  /** Gets what takes the bodies. */
  readonly onPosts: (receive: ReceivePosts) => void;
  readonly scheduler: SchedulerLike;
}

/** The latest posts whose ids are known again, at least. The graph knows as many by default. */
const maxRecentPosts = 100_000;
/** The longest time, in ms, in which a body waits for the graph. */
const patienceMs = 30_000;

/** Creates a source of the posts that clients send to the server. It is open also while no query is tracked. */
export function createPush({ name, onPosts, ...options }: PushOptions): Source {
  const receiver = new Receiver({ name, ...options });
  onPosts(receiver.receive);
  const stateOf = (state: 'pending' | 'live'): SourceEvent => ({ type: 'state', source: name, state });
  let states = [stateOf('pending'), stateOf('live')];
  const open = (): Observable<SourceEvent> =>
    defer(() => {
      const first = states;
      states = [stateOf('live')];
      return receiver.events$.pipe(startWith(...first));
    });
  return { name, isAlwaysOpen: true, open };
}

type ReceiverOptions = Omit<PushOptions, 'onPosts'>;

/** Hands the events of bodies to whoever subscribes, in turns, and counts what became of them. */
class Receiver {
  readonly #options: ReceiverOptions;
  readonly #events$ = new Subject<SourceEvent>();
  readonly #recent = new RecentKeys(maxRecentPosts);
  readonly events$ = this.#events$.asObservable();
  #bodies = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  readonly receive: ReceivePosts = async (read) => {
    const { name, instanceId, canAccept, scheduler } = this.#options;
    this.#refuseIfUnread();
    if (!canAccept()) throw behind(0);
    const body = await read();
    this.#bodies += 1;
    const receipt = { accepted: 0, duplicate: 0, invalid: 0, retracted: 0 };
    const idPrefix = `${name}-${instanceId}-${this.#bodies}`;
    for (const events of readBody(body, { source: name, idPrefix, now: scheduler.now() })) {
      await this.#turn(receipt, events.length > 0);
      this.#refuseIfUnread();
      for (const event of events) this.#emit(event, receipt);
    }
    return receipt;
  };

  #refuseIfUnread(): void {
    if (this.#events$.observed) return;
    throw new UndertoneError('unavailable', 'The server takes no posts now: it is stopping.', { retryAfterS: 5 });
  }

  /** Waits for a turn of the event loop, where there are events for one in which the graph accepts them. */
  #turn({ accepted }: Receipt, hasEvents: boolean): Promise<boolean> {
    const { canAccept$, scheduler } = this.#options;
    const accepted$ = timer(0, scheduler).pipe(
      switchMap(() => (hasEvents ? whenAccepted(canAccept$) : of(true))),
      timeout({ first: patienceMs, scheduler, with: () => throwError(() => behind(accepted)) }),
    );
    return firstValueFrom(accepted$, { defaultValue: true });
  }

  #emit(event: LineEvent, receipt: { -readonly [Outcome in keyof Receipt]: number }): void {
    const { name } = this.#options;
    if (event.type === 'counted') receipt.invalid += event.count;
    else if (event.type !== 'post') receipt.retracted += 1;
    else if (this.#recent.add(keyOf(event.post))) receipt.accepted += 1;
    else {
      receipt.duplicate += 1;
      this.#events$.next({ type: 'counted', source: name, outcome: 'duplicate', count: 1 });
      return;
    }
    this.#events$.next(event);
  }
}

/** An id may be hundreds of characters long, and many are kept. */
const keyDigits = 32;
const keyOf = ({ source, id }: { readonly source: string; readonly id: string }): string =>
  digestOf(`${source}\0${id}`, keyDigits);

function behind(accepted: number): UndertoneError {
  const progress = accepted === 0 ? '' : ` ${accepted} posts of this body have been accepted; they count once.`;
  const sentence = `The server is behind with the posts that it has: send this again later.${progress}`;
  return new UndertoneError('too_many', sentence, { retryAfterS: accepted === 0 ? 1 : 5 });
}
