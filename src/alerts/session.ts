import { AsyncSubject, concat, EMPTY, NEVER, of, takeUntil, type Observable } from 'rxjs';
import type { Delivery, ResultDelivery, Session, TrackIntent } from '../graph/index.ts';
import { postKey, type UndertoneError } from '../model/index.ts';
import { createTally, PostWords, summaryOf, wordsOfQuery, type TallyBuilder } from '../window/index.ts';
import { alertPostOf, type AlertPost } from './body.ts';
import { createRule, type Firing, type Rule } from './rules.ts';
import type { AlertSpec, When } from './spec.ts';

export interface AlertSessionOptions {
  readonly spec: AlertSpec;
  /** Returns the wall clock, epoch ms. */
  readonly now: () => number;
  /** Returns whether the texts of a source's posts may not be shared. */
  readonly isTextless: (source: string) => boolean;
  /** Called with each reason to fire, and the posts that explain it, the strongest first. */
  readonly onFire: (firing: Firing, posts: readonly AlertPost[]) => void;
  /** Called when the graph has ended the session because its delivery failed. */
  readonly onFailure: (error: UndertoneError) => void;
}

interface RecentPost {
  readonly key: string;
  readonly at: number;
  readonly post: AlertPost;
}

/** The latest posts that may explain why an alert fires. */
const maxRecent = 200;
/** The summaries of a window, at most. */
const emissions = [30, 20, 12, 10, 6, 5, 4, 3, 2];
const minEveryMs = 1_000;

/** An alert is a session of the graph like any other: it tracks its query, and what it receives feeds its rule. */
export class AlertSession implements Session {
  readonly id: string;
  readonly spec: AlertSpec;
  readonly intents$: Observable<TrackIntent>;
  readonly closed$: Observable<unknown>;
  readonly drained$ = EMPTY;
  readonly #options: AlertSessionOptions;
  readonly #rule: Rule;
  readonly #closed$ = new AsyncSubject<'closed'>();
  readonly #words = new PostWords();
  #recent: RecentPost[] = [];
  /** The posts since the last digest; undefined for other rules. */
  #tally: TallyBuilder | undefined;
  #isLive = false;

  constructor(options: AlertSessionOptions) {
    const { spec } = options;
    this.#options = options;
    this.id = `alert ${spec.name}`;
    this.spec = spec;
    this.#rule = createRule(spec.when);
    this.#tally = spec.when.type === 'digest' ? createTally() : undefined;
    this.closed$ = this.#closed$.asObservable();
    const track: TrackIntent = { type: 'track', id: 'alert', query: spec.query, ...summaryOption(spec.when) };
    this.intents$ = concat(of(track), NEVER).pipe(takeUntil(this.#closed$));
  }

  /** Takes a delivery of the graph. */
  deliver(delivery: Delivery): void {
    switch (delivery.type) {
      case 'result':
        this.#receive(delivery);
        return;
      case 'retract': {
        const key = postKey(delivery.post);
        this.#recent = this.#recent.filter((recent) => recent.key !== key);
        return;
      }
      case 'summary':
        this.#apply({ type: 'summary', summary: delivery.summary });
        return;
      case 'tracking':
        this.#isLive = Object.values(delivery.upstream).includes('live');
        return;
      case 'gap':
      case 'loss':
      case 'refused':
      case 'untracked':
        return;
    }
  }

  /** Called once a second. */
  tick(): void {
    this.#apply({ type: 'tick', isLive: this.#isLive });
  }

  close(): void {
    this.#closed$.next('closed');
    this.#closed$.complete();
  }

  readonly end = (error: UndertoneError): void => {
    this.#options.onFailure(error);
    this.close();
  };

  #receive({ result, match }: ResultDelivery): void {
    const { post, score, scored, topics, hashtags } = result;
    const { isTextless } = this.#options;
    const key = postKey(post);
    this.#recent.push({ key, at: post.at, post: alertPostOf(result, match, isTextless(post.source)) });
    if (this.#recent.length > maxRecent) this.#recent.shift();
    const { compound: topicCompound = 0, polarityIndex = 2 } = topics[match] ?? {};
    const counted = { at: post.at, compound: score.compound, topicCompound, hashtags, words: this.#words.of(post) };
    this.#tally?.add({ ...counted, scored });
    this.#apply({ type: 'post', key, at: post.at, polarityIndex });
  }

  #apply(input: Parameters<Rule>[0]): void {
    const firing = this.#rule(input, this.#options.now());
    if (firing === undefined) return;
    const { from, to } = firing;
    const isPost = this.spec.when.type === 'post';
    const within = this.#recent.filter(({ key, at }) => (isPost ? key === firing.key : at >= from && at < to));
    const posts = within.map(({ post }) => post).toSorted((a, b) => strengthOf(b) - strengthOf(a));
    this.#options.onFire(this.#withDigest(firing), posts);
  }

  #withDigest(firing: Firing): Firing {
    if (this.#tally === undefined) return firing;
    const { from, to } = firing;
    const summary = summaryOf(this.#tally, { from, to, without: wordsOfQuery(this.spec.query) });
    this.#tally = createTally();
    return { ...firing, summary };
  }
}

const strengthOf = ({ topicCompound, compound }: AlertPost): number =>
  Math.abs(topicCompound) + Math.abs(compound) / 1_000;

/** Returns the summaries that a rule needs. */
function summaryOption(when: When): Pick<TrackIntent, 'summary'> {
  if (!('windowMs' in when)) return {};
  const { windowMs } = when;
  const parts = emissions.find((count) => windowMs % count === 0 && windowMs / count >= minEveryMs) ?? 1;
  return { summary: { windowMs, everyMs: windowMs / parts } };
}
