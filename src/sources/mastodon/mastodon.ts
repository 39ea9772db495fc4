import { combineLatest, concatMap, defer, merge, mergeMap, of, switchMap, tap, type Observable } from 'rxjs';
import type { Source } from '../../graph/index.ts';
import { isRecord, isString, parseJson, type Post } from '../../model/index.ts';
import type { Cursors } from '../cursors.ts';
import type { LiveSourceContext } from '../define.ts';
import { createEditHistory } from '../edit-history.ts';
import { httpGet, readStream, refuseWith, type HttpAnswer } from '../net/http.ts';
import { mediaTypeOf } from '../net/http-failure.ts';
import type { Leader } from '../net/network.ts';
import { createSseReader, type ServerSentEvent } from '../net/sse.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { superviseSource, type Signal, type UpstreamSession } from '../supervisor/supervise.ts';
import { watchdog } from '../supervisor/watchdog.ts';
import { emitInTurns, maxMessageBytes } from '../turns.ts';
import { fillGap } from './fill.ts';
import { fetchStreamingBase, type Feeds } from './instance.ts';
import { editOf, isNewer, postOf } from './status.ts';

export interface MastodonOptions extends Feeds, LiveSourceContext {
  /** `https://HOST`. */
  readonly base: string;
  /** A user's token with `read:statuses`. */
  readonly token: string;
  /** Used only where they are exact: by themselves the timelines go back for a few minutes. */
  readonly cursors?: Cursors;
}

// A heartbeat comes every 15 s.
const silenceMs = 45_000;
const maxEdits = 10_000;
const advice = 'MASTODON_TOKEN must hold a token of a user, with the scope read:statuses.';

/**
 * Creates a source of the posts of a Mastodon instance by its streaming server: its public timeline, its local one, or
 * some hashtags, each on a connection of its own. What came during an interruption is fetched from the timelines.
 */
export function createMastodon(options: MastodonOptions): Source {
  const { name, base, token, canAccept$, scheduler } = options;
  const headers = { Authorization: `Bearer ${token}` };
  const feeds = feedsOf(options);
  const createSession = (): UpstreamSession => {
    const reader = new StatusReader(name, () => scheduler.now(), newestOf(options));
    // The status after which the timelines still have to be fetched: what an unfinished fetch left out is up to the next
    // connection, although what comes live beside it is newer.
    let fetchAfter: string | undefined;
    const resume = (isInterrupted: boolean): Observable<Signal> => {
      if (isInterrupted) fetchAfter ??= reader.newest;
      if (fetchAfter === undefined) return of({ type: 'resumed', filled: 'none' });
      const timelines = feeds.map(({ timeline }) => new URL(base + timeline));
      const signalOf = (status: unknown): Signal => reader.read(status);
      return fillGap({ timelines, headers, after: fetchAfter, signalOf, scheduler }).pipe(
        tap(({ type }) => {
          if (type === 'resumed') fetchAfter = undefined;
        }),
      );
    };
    return {
      connect: (interruption) =>
        fetchStreamingBase({ ...options, headers, advice }).pipe(
          switchMap(({ base: streaming, ledBy }) =>
            combineLatest(feeds.map(({ stream }) => openStream(streaming + stream, ledBy))),
          ),
          switchMap((answers) =>
            merge(
              of<Signal>({ type: 'live' }),
              ...answers.map((answer) => read(answer, reader)),
              resume(interruption !== undefined),
            ),
          ),
        ),
    };
  };
  const openStream = (address: string, ledBy: Leader): Observable<HttpAnswer> =>
    httpGet({ url: new URL(address), headers: { ...headers, Accept: 'text/event-stream' }, ledBy }).pipe(
      mergeMap((answer) => {
        if (answer.status !== 200) return refuseWith(answer, { advice, scheduler });
        if (mediaTypeOf(answer.headers) === 'text/event-stream') return of(answer);
        throw new UpstreamFailure('refused', `${answer.url.host} answers with no stream of events.`);
      }),
    );
  const read = (answer: HttpAnswer, reader: StatusReader): Observable<Signal> =>
    defer(() => {
      const parse = createSseReader(maxMessageBytes);
      // One stream must not hide behind the heartbeats of another.
      const readEvents = (chunk: Uint8Array): Observable<readonly Signal[]> =>
        emitInTurns(parse(chunk), { lengthOf, toValue: (event) => reader.receive(event), scheduler });
      return readStream(answer, { canAccept$, read: readEvents }).pipe(
        watchdog({ host: answer.url.host, silenceMs, canAccept$, scheduler }),
        concatMap((signals) => signals),
      );
    });
  return superviseSource({ ...options, host: new URL(base).host, createSession, silenceMs: Infinity });
}

const lengthOf = (event: ServerSentEvent): number => (event.type === 'message' ? event.data.length : 0);

/** Returns the paths of each feed: where it streams, and where it is listed. */
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

/** Keeps the newest status. */
interface Newest {
  readonly read: () => string | undefined;
  readonly write: (id: string) => void;
}

function newestOf({ base, cursors }: MastodonOptions): Newest | undefined {
  if (cursors?.isExact !== true) return undefined;
  const key = `mastodon ${base}`;
  return {
    read: () => cursors.read(key),
    write: (id) => {
      cursors.write(key, id);
    },
  };
}

/** Turns the events of the streams into signals, and knows the newest status among them. */
class StatusReader {
  readonly #source: string;
  readonly #now: () => number;
  readonly #edits = createEditHistory(maxEdits);
  readonly #kept: Newest | undefined;
  #newest: string | undefined;

  constructor(source: string, now: () => number, kept: Newest | undefined) {
    this.#source = source;
    this.#now = now;
    this.#kept = kept;
    this.#newest = kept?.read();
  }

  get newest(): string | undefined {
    return this.#newest;
  }

  receive(event: ServerSentEvent): readonly Signal[] {
    if (event.type === 'comment') return [{ type: 'alive' }];
    switch (event.event) {
      case 'update':
        return [this.read(parseJson(event.data))];
      case 'status.update':
        return this.#readEdit(parseJson(event.data));
      case 'delete':
        return this.#edits.idsOf(event.data.trim()).map((id) => this.#deletionOf(id));
      default:
        return [{ type: 'alive' }];
    }
  }

  /** Reads an edited status: the post of its old text is deleted, and it comes as a new one. */
  #readEdit(status: unknown): readonly Signal[] {
    const before = isRecord(status) && isString(status['id']) ? this.#edits.idsOf(status['id']) : [];
    const post = editOf(status, this.#options, this.#edits);
    const isSameText = post !== undefined && before.includes(post.id);
    const replaced = post === undefined || isSameText ? [] : before;
    return [...replaced.map((id) => this.#deletionOf(id)), this.#signalOf(post)];
  }

  #deletionOf(id: string): Signal {
    return { type: 'delete', source: this.#source, id };
  }

  /** Reads a status that is new to us. */
  read(status: unknown): Signal {
    const post = postOf(status, this.#options);
    if (post !== undefined) {
      this.#edits.record(post.id, post.text);
      if (this.#newest === undefined || isNewer(post.id, this.#newest)) {
        this.#newest = post.id;
        this.#kept?.write(post.id);
      }
    }
    return this.#signalOf(post);
  }

  get #options() {
    return { source: this.#source, now: this.#now() };
  }

  #signalOf(post: Post | undefined): Signal {
    return post === undefined
      ? { type: 'counted', source: this.#source, outcome: 'invalid', count: 1 }
      : { type: 'post', post };
  }
}
