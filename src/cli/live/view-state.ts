import type { ClientState, PostFrame, SummaryFrame, TrackingEvent, UpstreamState } from '../../client/index.ts';
import { isSamePost, polarityNames, type PolarityIndex, type PostRef, type Span } from '../../model/index.ts';
import { createSpanFinder } from '../find-spans.ts';
import { LastMinute, type Counts, type Figures } from './minute.ts';
import { PostHistory, type HistoryBucket, type StoredBucket } from './post-history.ts';
import { sanitise } from './words.ts';

const maxPosts = 200;
const maxNotices = 20;
const maxHistory = 180;
/** The characters of a post that are shown at most: no terminal has room for more, and a post may be long. */
const maxTextLength = 1_000;

/** A post as it is shown. */
export interface PostRow {
  readonly at: number;
  readonly compound: number;
  readonly polarityIndex: PolarityIndex;
  /** False when the scorer gave no score. */
  readonly scored?: false | undefined;
  readonly author: string;
  readonly text: string;
  /** The query's words in the text. */
  readonly spans: readonly Span[];
}

/** The state that a view shows. */
export interface ViewState {
  readonly query: string;
  readonly connection: ClientState['name'];
  readonly upstream: Readonly<Record<string, UpstreamState>>;
  /** Of the last minute. */
  readonly figures: Figures;
  /** The last half hour, the newest bucket last; undefined where posts could not come. */
  readonly history: readonly (HistoryBucket | undefined)[];
  /** Posts since the beginning, those in counts too. */
  readonly total: number;
  /** Returns so many posts, the newest first; 200 are kept. */
  readonly posts: (count: number) => readonly PostRow[];
  /** Sentences, the newest last. */
  readonly notices: readonly string[];
  /** Whether the terminal sends keys. */
  readonly hasKeys: boolean;
  readonly isHelpShown: boolean;
  /** Posts that came since the list is held; undefined while it is not. */
  readonly heldPosts: number | undefined;
}

export interface ViewRecorderOptions {
  readonly query: string;
  /** Epoch ms. */
  readonly now: number;
  readonly hasKeys: boolean;
}

/** Gathers what a view shows, from what happens to a tracked query and what keys ask for. */
export class ViewRecorder {
  readonly #options: ViewRecorderOptions;
  readonly #minute: LastMinute;
  readonly #history = new PostHistory();
  readonly #findSpans: (text: string) => readonly Span[] | undefined;
  readonly #rows = new WeakMap<PostFrame, PostRow>();
  readonly #notices: string[] = [];
  #posts: PostFrame[] = [];
  #held: { readonly posts: readonly PostFrame[]; readonly total: number } | undefined;
  #isHelpShown = false;
  #connection: ClientState['name'] = 'connecting';
  #upstream: Readonly<Record<string, UpstreamState>> = {};
  #total = 0;

  constructor(options: ViewRecorderOptions) {
    this.#options = options;
    this.#minute = new LastMinute(options.now);
    this.#findSpans = createSpanFinder(options.query);
  }

  add(event: TrackingEvent, now: number): void {
    if (event.type === 'tracking') this.#upstream = event.upstream;
    if (event.type === 'summary') this.#count(countsOfSummary(event), now);
    if (event.type === 'retract') this.#remove(event.post);
    if (event.type !== 'post') return;
    this.#count(countsOfPost(event), now);
    this.#posts.unshift(event);
    if (this.#posts.length > maxPosts) this.#posts.pop();
  }

  /** Removes a deleted post from the list, also from one that is held. Counts stay. */
  #remove(post: PostRef): void {
    const isLeft = (frame: PostFrame): boolean => !isSamePost(frame.post, post);
    this.#posts = this.#posts.filter(isLeft);
    if (this.#held !== undefined) this.#held = { ...this.#held, posts: this.#held.posts.filter(isLeft) };
  }

  connection(state: ClientState): void {
    this.#connection = state.name;
  }

  notice(sentence: string): void {
    this.#notices.push(sentence);
    if (this.#notices.length > maxNotices) this.#notices.shift();
  }

  /** Adds what the server has stored of the time before. */
  fillHistory(stored: readonly StoredBucket[]): void {
    this.#history.fill(stored);
  }

  /** Holds the list of posts while they are read, or lets it go on. */
  toggleHold(): void {
    this.#held = this.#held === undefined ? { posts: [...this.#posts], total: this.#total } : undefined;
  }

  toggleHelp(): void {
    this.#isHelpShown = !this.#isHelpShown;
  }

  closeHelp(): void {
    this.#isHelpShown = false;
  }

  read(now: number): ViewState {
    if (this.#canReceive()) this.#history.cover(now);
    const posts = this.#held?.posts ?? this.#posts;
    const { query, hasKeys } = this.#options;
    return {
      ...{ query, hasKeys, connection: this.#connection, upstream: this.#upstream, notices: this.#notices },
      ...{ figures: this.#minute.read(now), total: this.#total, history: this.#history.read(now, maxHistory) },
      ...{ isHelpShown: this.#isHelpShown, heldPosts: this.#held && this.#total - this.#held.total },
      posts: (count) => posts.slice(0, count).map((frame) => this.#rowOf(frame)),
    };
  }

  #canReceive(): boolean {
    return this.#connection === 'live' && Object.values(this.#upstream).includes('live');
  }

  #count(counts: Counts, now: number): void {
    this.#total += counts.posts;
    this.#minute.add(now, counts);
    this.#history.add(now, counts);
  }

  /** A row is made once, when its post is first shown. */
  #rowOf(frame: PostFrame): PostRow {
    const known = this.#rows.get(frame);
    if (known !== undefined) return known;
    const { at, compound, polarityIndex, scored, post } = frame;
    const text = sanitise((post.text ?? post.url ?? post.id).slice(0, maxTextLength));
    const author = sanitise(post.author?.slice(0, maxTextLength) ?? '');
    const row = { at, compound, polarityIndex, scored, author, text, spans: this.#findSpans(text) ?? [] };
    this.#rows.set(frame, row);
    return row;
  }
}

const none = { positive: 0, negative: 0, neutral: 0, unscored: 0 };

function countsOfPost({ compound, topic, polarityIndex, scored, hashtags }: PostFrame): Counts {
  const polarity = scored === false ? 'unscored' : polarityNames[polarityIndex];
  return { ...none, [polarity]: 1, posts: 1, compoundSum: compound, topicCompoundSum: topic.compound, hashtags };
}

/** Counts a summary, which nobody requested: it stands for posts that the server merged because this client was slow. */
function countsOfSummary(frame: SummaryFrame): Counts {
  const { posts, positive, negative, neutral, unscored = 0, hashtags } = frame;
  const scored = posts - unscored;
  const sums = { compoundSum: frame.meanCompound * scored, topicCompoundSum: frame.meanTopicCompound * scored };
  return { posts, positive, negative, neutral, unscored, ...sums, hashtags };
}
