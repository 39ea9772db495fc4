import {
  combineLatest,
  concatMap,
  defer,
  merge,
  mergeMap,
  of,
  switchMap,
  tap,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Source } from '../../graph/index.ts';
import type { Post } from '../../model/index.ts';
import { createEdits } from '../edits.ts';
import { chunksWhile, httpGet, refuseWith, type HttpAnswer } from '../net/http.ts';
import { createSseReader, type ServerSentEvent } from '../net/sse.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { superviseSource, type Connect, type Signal } from '../supervisor/supervise.ts';
import { watchdog } from '../supervisor/watchdog.ts';
import { fillGap } from './fill.ts';
import { askInstance, type Feeds } from './instance.ts';
import { editOf, isNewer, postOf } from './status.ts';

export interface MastodonOptions extends Feeds {
  readonly name: string;
  /** `https://HOST`. */
  readonly base: string;
  /** A user's token with `read:statuses`. */
  readonly token: string;
  readonly canAccept$: Observable<boolean>;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

// A heartbeat comes every 15 s.
const silenceMs = 45_000;
const maxMessageLength = 1_048_576;
const maxEdits = 10_000;
const advice = 'MASTODON_TOKEN must hold a token of a user, with the scope read:statuses.';

/**
 * The posts of a Mastodon instance by its streaming server: its public timeline, its local one, or some hashtags, each
 * on a connection of its own. What came during an interruption is asked of the timelines.
 */
export function createMastodon(options: MastodonOptions): Source {
  const { name, base, token, canAccept$, random, scheduler } = options;
  const headers = { Authorization: `Bearer ${token}` };
  const now = (): number => scheduler.now();
  const feeds = feedsOf(options);
  const begin = (): Connect => {
    const reader = new Reader(name, now);
    // Where the timelines have to be read on: a filling that is cut short is owed to the next connection, although what
    // comes live beside it is newer.
    let owed: string | undefined;
    return (interruption) =>
      askInstance({ ...options, headers, advice }).pipe(
        switchMap((streaming) => combineLatest(feeds.map(({ stream }) => openStream(streaming + stream)))),
        switchMap((answers) => {
          if (interruption !== undefined) owed ??= reader.newest;
          const timelines = feeds.map(({ timeline }) => new URL(base + timeline));
          const resumed$: Observable<Signal> =
            owed === undefined
              ? of({ type: 'resumed', filled: 'none' })
              : fillGap({ timelines, headers, after: owed, signalOf: (status) => reader.status(status), scheduler });
          return merge(
            of<Signal>({ type: 'live' }),
            ...answers.map((answer) => read(answer, reader)),
            resumed$.pipe(
              tap(({ type }) => {
                if (type === 'resumed') owed = undefined;
              }),
            ),
          );
        }),
      );
  };
  const openStream = (address: string): Observable<HttpAnswer> =>
    httpGet({ url: new URL(address), headers: { ...headers, Accept: 'text/event-stream' } }).pipe(
      mergeMap((answer) => {
        if (answer.status !== 200) return refuseWith(answer, { advice, scheduler });
        if (answer.headers['content-type']?.startsWith('text/event-stream') === true) return of(answer);
        throw new UpstreamFailure('refused', `${answer.url.host} answers with no stream of events.`);
      }),
    );
  const read = (answer: HttpAnswer, reader: Reader): Observable<Signal> =>
    defer(() => {
      const parse = createSseReader(maxMessageLength);
      // One stream must not hide behind the heartbeats of another.
      return chunksWhile(canAccept$, answer).pipe(
        watchdog({ host: answer.url.host, silenceMs, canAccept$, scheduler }),
        concatMap((chunk) => parse(chunk)),
        concatMap((event) => reader.read(event)),
      );
    });
  const { host } = new URL(base);
  return superviseSource({ name, host, begin, silenceMs: Infinity, canAccept$, random, scheduler });
}

/** The paths of each feed: where it streams, and where it is listed. */
function feedsOf({ tags, local }: Feeds): readonly { readonly stream: string; readonly timeline: string }[] {
  const listed = local ? '?local=true' : '';
  if (tags.length === 0) {
    const stream = `/api/v1/streaming/public${local ? '/local' : ''}`;
    return [{ stream, timeline: `/api/v1/timelines/public${listed}` }];
  }
  return tags.map(encodeURIComponent).map((tag) => ({
    stream: `/api/v1/streaming/hashtag${local ? '/local' : ''}?tag=${tag}`,
    timeline: `/api/v1/timelines/tag/${tag}${listed}`,
  }));
}

/** What the events of the streams mean, and which status is the newest of them. */
class Reader {
  readonly #source: string;
  readonly #now: () => number;
  readonly #edits = createEdits(maxEdits);
  #newest: string | undefined;

  constructor(source: string, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  get newest(): string | undefined {
    return this.#newest;
  }

  read(event: ServerSentEvent): readonly Signal[] {
    if (event.type === 'comment') return [{ type: 'alive' }];
    switch (event.event) {
      case 'update':
        return [this.status(parse(event.data))];
      case 'status.update':
        return [this.#signalOf(editOf(parse(event.data), this.#options, this.#edits))];
      default:
        return [{ type: 'alive' }];
    }
  }

  /** A status that is new to us. */
  status(status: unknown): Signal {
    const post = postOf(status, this.#options);
    if (post !== undefined) {
      this.#edits.note(post.id, post.text);
      if (this.#newest === undefined || isNewer(post.id, this.#newest)) this.#newest = post.id;
    }
    return this.#signalOf(post);
  }

  get #options() {
    return { source: this.#source, now: this.#now() };
  }

  #signalOf(post: Post | undefined): Signal {
    return post === undefined ? { type: 'invalid', source: this.#source, count: 1 } : { type: 'post', post };
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
