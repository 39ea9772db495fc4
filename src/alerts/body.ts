import type { ScoredPost } from '../graph/index.ts';
import { postToWire, type AlertedPost, type Summary } from '../model/index.ts';
import type { Firing } from './rules.ts';
import type { AlertSpec } from './spec.ts';

/** Returns a summary with rankings as objects, as in the frames of `undertone.v1`. */
function summaryFields({ hashtags, words, ...figures }: Summary) {
  return { ...figures, hashtags: Object.fromEntries(hashtags), words: Object.fromEntries(words) };
}

/** A post as receivers get it. */
export interface AlertPost {
  readonly post: Readonly<Record<string, unknown>> & AlertedPost;
  readonly compound: number;
  /** The sentiment towards the query's own words. */
  readonly topicCompound: number;
}

/** The body of a webhook. The webhooks section of OpenAPI has its schema. */
export interface AlertBody {
  readonly type: 'alert.fired' | 'alert.test';
  readonly id: string;
  readonly alert: string;
  readonly query: string;
  readonly when: Readonly<Record<string, unknown>>;
  /** Epoch ms. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly summary?: ReturnType<typeof summaryFields>;
  readonly baseline?: number;
  readonly why: {
    readonly words: readonly { readonly word: string; readonly count: number }[];
    readonly posts: readonly AlertPost[];
  };
}

export interface BodyFacts {
  readonly id: string;
  readonly at: number;
  /** The posts that explain it, the strongest first. */
  readonly posts: readonly AlertPost[];
}

const maxPosts = 3;

/** Returns the body of an alert that fires. */
export function bodyOf(
  { name, written, writtenWhen }: AlertSpec,
  firing: Firing,
  { id, at, posts }: BodyFacts,
): AlertBody {
  const { from, to, summary, baseline } = firing;
  return {
    type: 'alert.fired',
    id,
    alert: name,
    query: written,
    when: writtenWhen,
    at,
    from,
    to,
    ...(summary !== undefined && { summary: summaryFields(summary) }),
    ...(baseline !== undefined && { baseline }),
    why: { words: wordsOf(summary), posts: posts.slice(0, maxPosts) },
  };
}

const wordsOf = (summary: Summary | undefined) => (summary?.words ?? []).map(([word, count]) => ({ word, count }));

/** Returns a post as receivers get it; without its text where the source forbids sharing it. */
export function alertPostOf({ post, score, topics }: ScoredPost, match: number, isTextless: boolean): AlertPost {
  const { id, source, author } = post;
  return {
    post: { ...postToWire(post), id, source, author, ...(isTextless && { text: undefined }) },
    compound: score.compound,
    topicCompound: topics[match]?.compound ?? 0,
  };
}
