import type { ResultDelivery } from '../../graph/index.ts';
import type { Query, Summary } from '../../model/index.ts';
import { summaryFrame, type SummaryFrame, type WhenSlow } from '../../protocol/index.ts';
import {
  conflatedSummaryOf,
  createTally,
  wordsOfQuery,
  type PostWords,
  type TallyBuilder,
} from '../../window/index.ts';

export interface TrackedQueryOptions {
  readonly id: string;
  readonly query: Query;
  readonly whenSlow: WhenSlow;
  /** A key that no other query of the session has or had, even under the same id. */
  readonly key: string;
  /** The number of the last result under this id. */
  readonly seq: number;
  /** True when its client may have some of the posts already: from this id before, or from elsewhere. */
  readonly mayRepeat: boolean;
  /** The words of posts, which all sessions share. */
  readonly words: PostWords;
}

const unranked = { hashtags: {}, words: [] } as const;

/** The state of one query of a session. */
export class TrackedQuery {
  /** The id as JSON, for frames that are put together from parts. */
  readonly jsonId: string;
  readonly whenSlow: WhenSlow;
  readonly key: string;
  readonly mayRepeat: boolean;
  /** The number of the last result. */
  seq: number;
  /** The number of its results that wait in the session's backlog. */
  backlog = 0;
  /** The summary that waits in the outbox. */
  waitingSummary: Summary | undefined = undefined;
  readonly #id: string;
  readonly #query: Query;
  readonly #words: PostWords;
  /** The results that are being conflated because the client is slow. */
  #tally: TallyBuilder | undefined = undefined;
  #resume = '';

  constructor({ id, query, whenSlow, key, seq, mayRepeat, words }: TrackedQueryOptions) {
    this.#id = id;
    this.#query = query;
    this.#words = words;
    this.jsonId = JSON.stringify(id);
    this.whenSlow = whenSlow;
    this.key = key;
    this.seq = seq;
    this.mayRepeat = mayRepeat;
  }

  get isConflating(): boolean {
    return this.#tally !== undefined;
  }

  /** Adds a result to those that are being conflated; its words and hashtags count only where it is ranked. */
  conflate({ result, match, resume }: ResultDelivery, isRanked: boolean): void {
    const { post, score, topics } = result;
    this.#tally ??= createTally();
    this.#resume = resume;
    const topicCompound = topics[match]?.compound ?? 0;
    const ranked = isRanked ? { hashtags: result.hashtags, words: this.#words.of(post) } : unranked;
    this.#tally.add({ at: post.at, compound: score.compound, topicCompound, ...ranked });
  }

  /** Returns a summary of the conflated results and forgets them; undefined when there are none. */
  takeConflated(): SummaryFrame | undefined {
    const summary = this.#tally && conflatedSummaryOf(this.#tally, wordsOfQuery(this.#query));
    this.#tally = undefined;
    return summary && { ...summaryFrame(this.#id, summary), resume: this.#resume };
  }
}
