import type { TrackingEvent } from '../../client/index.ts';
import { isoOf, type Gap, type SourceStanding } from './answer.ts';

type PostEvent = Extract<TrackingEvent, { readonly type: 'post' }>;

/** A post of the sample. */
export interface TalliedPost {
  readonly source: string;
  readonly at: string;
  readonly author?: string | undefined;
  readonly url?: string | undefined;
  readonly text?: string | undefined;
  readonly compound: number;
  readonly topicCompound: number;
}

/** The posts of a sample, and the hashtags that are listed. */
const maxSample = 5;
const maxHashtags = 10;
/** The distinct hashtags that are counted. */
const maxCounted = 10_000;
const maxTextLength = 500;

/** Counts the events of a query. */
export class Tally {
  query = '';
  readonly #from = Date.now();
  readonly #polarities: [number, number, number] = [0, 0, 0];
  readonly #hashtags = new Map<string, number>();
  readonly #gaps: Gap[] = [];
  #latest: PostEvent[] = [];
  #sources: readonly SourceStanding[] = [];
  #words: Readonly<Record<string, number>> = {};
  #unscored = 0;
  #compounds = 0;
  #topicCompounds = 0;

  add(event: TrackingEvent): void {
    switch (event.type) {
      case 'tracking': {
        const { query, upstream, reasons = {} } = event;
        this.query = query;
        this.#sources = Object.entries(upstream).map(([source, state]) => {
          const reason = reasons[source];
          return { source, state, ...(reason !== undefined && { reason }) };
        });
        return;
      }
      case 'post':
        this.#addPost(event);
        return;
      case 'summary':
        this.#words = event.words;
        return;
      case 'retract':
        this.#latest = this.#latest.filter(
          ({ post: { id, source } }) => id !== event.post.id || source !== event.post.source,
        );
        return;
      case 'gap':
        this.#gaps.push({ ...event, from: isoOf(event.from) ?? '', to: isoOf(event.to) });
        return;
      case 'error':
      case 'overflow':
    }
  }

  #addPost(event: PostEvent): void {
    this.#latest = [...this.#latest, event].slice(-maxSample);
    for (const [tag, count] of Object.entries(event.hashtags)) {
      if (this.#hashtags.size < maxCounted || this.#hashtags.has(tag)) {
        this.#hashtags.set(tag, (this.#hashtags.get(tag) ?? 0) + count);
      }
    }
    if (event.scored === false) {
      this.#unscored += 1;
      return;
    }
    this.#polarities[event.polarityIndex] += 1;
    this.#compounds += event.compound;
    this.#topicCompounds += event.topic.compound;
  }

  get sources(): readonly SourceStanding[] {
    return this.#sources;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps.map(({ source, from, to, cause, filled }) => ({ source, from, to, cause, filled }));
  }

  get sample(): readonly TalliedPost[] {
    return this.#latest.map(({ at, post: { source, author, url, text }, compound, topic }) => ({
      ...{ source, at: isoOf(at) ?? '', compound, topicCompound: topic.compound },
      ...(author !== undefined && { author }),
      ...(url !== undefined && { url }),
      ...(text !== undefined && { text: text.slice(0, maxTextLength) }),
    }));
  }

  summary() {
    const [positive, negative, neutral] = this.#polarities;
    const scored = positive + negative + neutral;
    const mean = (sum: number): number => (scored === 0 ? 0 : Math.round((sum / scored) * 1e4) / 1e4);
    const ranked = Array.from(this.#hashtags).toSorted((a, b) => b[1] - a[1]);
    return {
      ...{ from: new Date(this.#from).toISOString(), to: new Date().toISOString() },
      ...{ posts: scored + this.#unscored, positive, negative, neutral, unscored: this.#unscored },
      ...{ meanCompound: mean(this.#compounds), meanTopicCompound: mean(this.#topicCompounds) },
      ...{ hashtags: Object.fromEntries(ranked.slice(0, maxHashtags)), words: this.#words },
    };
  }
}
