import type { ResultDelivery } from '../../graph/index.ts';
import type { Query, Summary } from '../../model/index.ts';
import { summaryFrame, type SummaryFrame, type WhenSlow } from '../../protocol/index.ts';
import { conflatedSummaryOf, createTally, wordsOf, wordsOfQuery, type TallyBuilder } from '../../window/index.ts';

/** A query of a session, as the session serves it. */
export interface Tracked {
  readonly id: string;
  /** The id as JSON, for frames that are put together from parts. */
  readonly jsonId: string;
  readonly whenSlow: WhenSlow;
  /** A name that no other query of the session has or had, not under the same id either. */
  readonly name: string;
  /** The number of the last result. */
  seq: number;
  /** How many of its results wait to be caught up with. */
  late: number;
  /** The summary that waits to be told. */
  waiting: Summary | undefined;
  /** Whether results are merged, because the client is slow. */
  readonly isConflating: () => boolean;
  /** Merges a result with those before. */
  readonly conflate: (delivery: ResultDelivery) => void;
  /** What was merged, which starts anew; undefined when nothing was. */
  readonly takeSummary: () => SummaryFrame | undefined;
}

export interface TrackedOptions {
  readonly id: string;
  readonly query: Query;
  readonly whenSlow: WhenSlow;
  readonly name: string;
  /** The number of the last result under this id. */
  readonly seq: number;
}

export function createTracked({ id, query, whenSlow, name, seq }: TrackedOptions): Tracked {
  let tally: TallyBuilder | undefined;
  let resume = '';
  return {
    id,
    jsonId: JSON.stringify(id),
    whenSlow,
    name,
    seq,
    late: 0,
    waiting: undefined,
    isConflating: () => tally !== undefined,
    conflate({ result: { post, score, topics, hashtags }, match, resume: place }) {
      tally ??= createTally();
      resume = place;
      const topicCompound = topics[match]?.compound ?? 0;
      tally.add({ at: post.at, compound: score.compound, topicCompound, hashtags, words: wordsOf(post) });
    },
    takeSummary() {
      const summary = tally && conflatedSummaryOf(tally, wordsOfQuery(query));
      tally = undefined;
      return summary && { ...summaryFrame(id, summary), resume };
    },
  };
}
