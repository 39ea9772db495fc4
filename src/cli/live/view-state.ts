import type { ClientState, PostFrame, SummaryFrame, TrackingEvent, UpstreamState } from '../../client/index.ts';
import { polarityNames } from '../../model/index.ts';
import { LastMinute, type Counts, type Figures } from './minute.ts';

const maxPosts = 200;
const maxNotices = 20;

/** What a view shows. */
export interface ViewState {
  readonly query: string;
  readonly connection: ClientState['name'];
  readonly upstream: Readonly<Record<string, UpstreamState>>;
  /** Of the last minute. */
  readonly figures: Figures;
  /** Posts since the beginning, those in counts too. */
  readonly total: number;
  /** The newest first, 200 at most. */
  readonly posts: readonly PostFrame[];
  /** Sentences, the newest last. */
  readonly notices: readonly string[];
}

/** Gathers what a view shows, from what happens to a tracked query. */
export class ViewRecorder {
  readonly #query: string;
  readonly #minute: LastMinute;
  readonly #posts: PostFrame[] = [];
  readonly #notices: string[] = [];
  #connection: ClientState['name'] = 'connecting';
  #upstream: Readonly<Record<string, UpstreamState>> = {};
  #total = 0;

  constructor(query: string, now: number) {
    this.#query = query;
    this.#minute = new LastMinute(now);
  }

  add(event: TrackingEvent, now: number): void {
    if (event.type === 'tracking') this.#upstream = event.upstream;
    if (event.type === 'summary') this.#count(countsOfSummary(event), now);
    if (event.type !== 'post') return;
    this.#count(countsOfPost(event), now);
    this.#posts.unshift(event);
    if (this.#posts.length > maxPosts) this.#posts.pop();
  }

  connection(state: ClientState): void {
    this.#connection = state.name;
  }

  notice(sentence: string): void {
    this.#notices.push(sentence);
    if (this.#notices.length > maxNotices) this.#notices.shift();
  }

  read(now: number): ViewState {
    return {
      ...{ query: this.#query, connection: this.#connection, upstream: this.#upstream },
      ...{ figures: this.#minute.read(now), total: this.#total },
      ...{ posts: this.#posts, notices: this.#notices },
    };
  }

  #count(counts: Counts, now: number): void {
    this.#total += counts.posts;
    this.#minute.add(now, counts);
  }
}

const none = { positive: 0, negative: 0, neutral: 0 };

function countsOfPost({ compound, topic, polarityIndex, hashtags }: PostFrame): Counts {
  const polarity = polarityNames[polarityIndex];
  return { ...none, [polarity]: 1, posts: 1, compoundSum: compound, topicCompoundSum: topic.compound, hashtags };
}

/** Nobody asked for summaries: one that comes stands for posts that the server merged because we were slow. */
function countsOfSummary(frame: SummaryFrame): Counts {
  const { posts, positive, negative, neutral, meanCompound, meanTopicCompound, hashtags } = frame;
  const sums = { compoundSum: meanCompound * posts, topicCompoundSum: meanTopicCompound * posts };
  return { posts, positive, negative, neutral, ...sums, hashtags };
}
