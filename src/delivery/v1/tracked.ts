import type { ResultDelivery } from '../../graph/index.ts';
import type { Query, Summary } from '../../model/index.ts';
import { summaryFrame, type SummaryFrame, type WhenSlow } from '../../protocol/index.ts';
import { conflatedSummaryOf, createTally, wordsOf, wordsOfQuery, type TallyBuilder } from '../../window/index.ts';

export interface TrackedOptions {
  readonly id: string;
  readonly query: Query;
  readonly whenSlow: WhenSlow;
  /** A name that no other query of the session has or had, not under the same id either. */
  readonly name: string;
  /** The number of the last result under this id. */
  readonly seq: number;
}

/** A query of a session, as the session serves it. */
export class Tracked {
  /** The id as JSON, for frames that are put together from parts. */
  readonly jsonId: string;
  readonly whenSlow: WhenSlow;
  readonly name: string;
  /** The number of the last result. */
  seq: number;
  /** How many of its results wait to be caught up with. */
  late = 0;
  /** The summary that waits to be told. */
  waiting: Summary | undefined = undefined;
  readonly #id: string;
  readonly #query: Query;
  /** What is being merged, because the client is slow. */
  #tally: TallyBuilder | undefined = undefined;
  #resume = '';

  constructor({ id, query, whenSlow, name, seq }: TrackedOptions) {
    this.#id = id;
    this.#query = query;
    this.jsonId = JSON.stringify(id);
    this.whenSlow = whenSlow;
    this.name = name;
    this.seq = seq;
  }

  /** Whether results are merged. */
  get isConflating(): boolean {
    return this.#tally !== undefined;
  }

  /** Merges a result with those before. */
  conflate({ result: { post, score, topics, hashtags }, match, resume }: ResultDelivery): void {
    this.#tally ??= createTally();
    this.#resume = resume;
    const topicCompound = topics[match]?.compound ?? 0;
    this.#tally.add({ at: post.at, compound: score.compound, topicCompound, hashtags, words: wordsOf(post) });
  }

  /** What was merged, which starts anew; undefined when nothing was. */
  takeSummary(): SummaryFrame | undefined {
    const summary = this.#tally && conflatedSummaryOf(this.#tally, wordsOfQuery(this.#query));
    this.#tally = undefined;
    return summary && { ...summaryFrame(this.#id, summary), resume: this.#resume };
  }
}
