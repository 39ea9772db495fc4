import { concat, concatMap, defer, of, repeat, switchMap, timer, type Observable } from 'rxjs';
import type { Source } from '../../graph/index.ts';
import type { Post } from '../../model/index.ts';
import type { Cursors } from '../cursors.ts';
import { whenAccepted } from '../backpressure.ts';
import type { LiveSourceContext } from '../define.ts';
import type { OriginHeaders } from '../net/http.ts';
import { PageContinuity } from '../poll/page-continuity.ts';
import { superviseSource, type Signal, type UpstreamSession } from '../supervisor/supervise.ts';
import { emitInTurns } from '../turns.ts';
import { FeedClient, type FeedAnswer } from './feed-client.ts';
import type { FeedItem } from './feed.ts';
import { ItemMemory, parseKept } from './item-memory.ts';
import { editedAt, postOf } from './post.ts';

export interface RssOptions extends LiveSourceContext {
  /** The address of the feed. */
  readonly url: string;
  /** The pause between two requests, in ms. */
  readonly everyMs: number;
  readonly originHeaders: OriginHeaders;
  readonly cursors: Cursors;
}

/** The most items that are kept for a later run. */
const maxKept = 1_000;

/**
 * Creates a source of the items of a feed: RSS 2.0, RSS 1.0, Atom or JSON Feed, fetched again and again. Each item comes once,
 * and again when its text is edited.
 */
export function createRss(options: RssOptions): Source {
  const { url, cursors } = options;
  const key = `rss ${url}`;
  const createSession = (): UpstreamSession => {
    const client = new FeedClient(options);
    const reader = new FeedItemReader(options, new ItemMemory(parseKept(cursors.read(key))));
    const keep = (): void => {
      cursors.write(key, JSON.stringify(reader.kept));
    };
    return { connect: () => connect({ ...options, client, reader, keep }), targetHost: () => client.host };
  };
  // Each request has a deadline of its own.
  return superviseSource({
    ...options,
    host: new URL(url).host,
    createSession,
    connectMs: Infinity,
    silenceMs: Infinity,
  });
}

interface Connection extends RssOptions {
  readonly client: FeedClient;
  readonly reader: FeedItemReader;
  /** Called after each answer. */
  readonly keep: () => void;
}

function connect(connection: Connection): Observable<Signal> {
  const { client, reader, keep, everyMs, canAccept$, scheduler } = connection;
  return defer(() => {
    let isFirst = true;
    const receive = (answer: FeedAnswer, askedAt: number): Observable<Signal> => {
      const begun: readonly Signal[] = isFirst ? [{ type: 'live' }] : [{ type: 'alive' }];
      const items$ = answer === 'not modified' ? of() : reader.read(answer.items, answer.base);
      const end$ = defer((): readonly Signal[] => {
        keep();
        const { filled, missed } = reader.conclude(answer, askedAt);
        const signals: readonly Signal[] = isFirst ? [{ type: 'resumed', filled }] : missed;
        isFirst = false;
        return signals;
      });
      return concat(begun, items$, end$);
    };
    const round$ = whenAccepted(canAccept$).pipe(
      switchMap(() => {
        const askedAt = scheduler.now();
        return client.fetch().pipe(concatMap((answer) => receive(answer, askedAt)));
      }),
    );
    return round$.pipe(repeat({ delay: () => timer(everyMs, scheduler) }));
  });
}

/** Turns the items of a feed into signals. */
class FeedItemReader {
  readonly #options: RssOptions;
  readonly #memory: ItemMemory;
  readonly #continuity = new PageContinuity();
  /** The items of the last answer. */
  #listed: readonly Post[] = [];
  #invalid = 0;

  constructor(options: RssOptions, memory: ItemMemory) {
    this.#options = options;
    this.#memory = memory;
  }

  /** The knowledge of the items that a later run needs. */
  get kept(): unknown {
    return this.#memory.kept(this.#listed.slice(0, maxKept));
  }

  /** Emits the signals of a feed's items, the oldest first. */
  read(items: readonly FeedItem[], base: string): Observable<Signal> {
    const { name: source, scheduler } = this.#options;
    const listed: Post[] = [];
    let invalid = 0;
    const readItem = (item: FeedItem): readonly Signal[] => {
      const post = postOf(item, { source, base, now: scheduler.now() });
      if (post === undefined) {
        invalid += 1;
        return [];
      }
      listed.unshift(post);
      return this.#signalsOf(post, item);
    };
    const end = (): readonly Signal[] => {
      this.#listed = listed;
      const count = Math.max(0, invalid - this.#invalid);
      this.#invalid += count;
      return count > 0 ? [{ type: 'counted', source, outcome: 'invalid', count }] : [];
    };
    const lengthOf = ({ title, text }: FeedItem): number => (title?.content.length ?? 0) + (text?.content.length ?? 0);
    const items$ = emitInTurns(items.toReversed(), { lengthOf, toValue: readItem, scheduler });
    return concat(items$.pipe(concatMap((signals) => signals)), defer(end));
  }

  #signalsOf(post: Post, item: FeedItem): readonly Signal[] {
    const { name: source, scheduler } = this.#options;
    const at = editedAt(item) ?? scheduler.now();
    const createdAt = new Date(at).toISOString();
    const novelty = this.#memory.admit(post, `${post.id}~${createdAt}`);
    if (novelty.type === 'known') return [];
    if (novelty.type !== 'edited') return [{ type: 'post', post }];
    return [
      { type: 'delete', source, id: novelty.old },
      { type: 'post', post: { ...post, id: novelty.id, at, createdAt } },
    ];
  }

  /** Returns whether something may have come and gone since the last answer; `askedAt` is the time of the request in epoch ms. */
  conclude(
    answer: FeedAnswer,
    askedAt: number,
  ): { readonly filled: 'full' | 'partial'; readonly missed: readonly Signal[] } {
    if (answer === 'not modified') {
      this.#continuity.unchanged(askedAt);
      return { filled: 'full', missed: [{ type: 'alive' }] };
    }
    const keys = new Set(this.#listed.map(({ id }) => id));
    const { complete, missedSince: from } = this.#continuity.receive(keys, askedAt);
    const filled = complete ? 'full' : 'partial';
    const cause = 'More may have come than the feed lists at a time.';
    return { filled, missed: from === undefined ? [{ type: 'alive' }] : [{ type: 'missed', from, cause, filled }] };
  }
}
