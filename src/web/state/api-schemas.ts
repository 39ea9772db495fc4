import {
  isRecord,
  isString,
  postKey,
  recordList,
  type JsonObject,
  type PolarityIndex,
  type StoredGap,
} from '../../model/index.ts';
import type {
  Explanation,
  ExplainedWord,
  ExplanationStep,
  TopicExplanation,
  TopicReason,
} from '../../sentiment/index.ts';
import type { WirePost } from '../../protocol/index.ts';
import type { FeedItem } from './feed.ts';
import type { Bucket } from './series.ts';

/* Validation of the answers of the HTTP API. Invalid parts are left out. */

type Guard<T> = (value: unknown) => value is T;

const isNumber: Guard<number> = (value) => typeof value === 'number';

const has =
  <K extends string, T>(guard: Guard<T>, ...keys: readonly K[]) =>
  (value: unknown): value is Readonly<Record<K, T>> =>
    isRecord(value) && keys.every((key) => guard(value[key]));

/** A bucket of the store. */
export interface StoredBucket extends Bucket {
  readonly hashtags: Readonly<Record<string, number>>;
  readonly words: Readonly<Record<string, number>>;
}

/** The answer of `/v1/history`. */
export interface StoredHistory {
  readonly buckets: readonly StoredBucket[];
  readonly gaps: readonly StoredGap[];
}

const hasCounts = has(isNumber, ...(['at', 'posts', 'positive', 'negative', 'neutral'] as const));
const hasMeans = has(isNumber, ...(['meanCompound', 'meanTopicCompound'] as const));

/** Reads the answer of `/v1/history`. */
export function readHistory(answer: unknown): StoredHistory | undefined {
  if (!isRecord(answer) || !Array.isArray(answer['buckets'])) return undefined;
  return { buckets: readBuckets(answer['buckets']), gaps: recordList(answer['gaps']).flatMap(gapIn) };
}

function gapIn(value: JsonObject): readonly StoredGap[] {
  const { source, from, to, cause, filled } = value;
  if (!isString(source) || !isNumber(from) || !(isNumber(to) || to === null) || !isString(cause)) return [];
  return [{ source, from, to, cause, filled: filled === 'full' || filled === 'partial' ? filled : 'none' }];
}

function readBuckets(values: readonly unknown[]): readonly StoredBucket[] {
  return values.flatMap((value: unknown): readonly StoredBucket[] => {
    if (!hasCounts(value) || !hasMeans(value) || !isRecord(value)) return [];
    const { at, posts, positive, negative, neutral, meanCompound, meanTopicCompound } = value;
    const spread: unknown = Reflect.get(value, 'spreadCompound');
    const hashtags = countsIn(Reflect.get(value, 'hashtags'));
    const words = countsIn(Reflect.get(value, 'words'));
    const tracked: unknown = Reflect.get(value, 'tracked');
    const unscored: unknown = Reflect.get(value, 'unscored');
    const known = isNumber(spread) ? { spreadCompound: spread } : {};
    return [
      {
        at,
        posts,
        positive,
        negative,
        neutral,
        unscored: isNumber(unscored) ? unscored : 0,
        meanCompound,
        meanTopicCompound,
        hashtags,
        words,
        tracked: isNumber(tracked) ? tracked : 1,
        ...known,
      },
    ];
  });
}

function countsIn(value: unknown): Readonly<Record<string, number>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => isNumber(entry[1])));
}

const hasScore = has(isNumber, ...(['at', 'compound', 'polarityIndex'] as const));
const hasNames = has(isString, 'id', 'source');

/** A page of the answers of `/v1/posts`. */
export interface PostsPage {
  readonly items: readonly FeedItem[];
  /** Names the next page; undefined where there is none. */
  readonly next: string | undefined;
}

/** Reads the answer of `/v1/posts`, as matches of the query with this id. */
export function readPostsPage(answer: unknown, queryId: string): PostsPage | undefined {
  const items = readPosts(answer, queryId);
  if (items === undefined || !isRecord(answer)) return undefined;
  const { next } = answer;
  return { items, next: isString(next) ? next : undefined };
}

/** Reads the posts of an answer, as matches of the query with this id. */
export function readPosts(answer: unknown, queryId: string): readonly FeedItem[] | undefined {
  if (!isRecord(answer) || !Array.isArray(answer['posts'])) return undefined;
  return answer['posts'].flatMap((value: unknown): readonly FeedItem[] => {
    if (!hasScore(value) || !hasNames(value) || !isRecord(value)) return [];
    const topic: unknown = Reflect.get(value, 'topic');
    const { at, compound } = value;
    const scored = Reflect.get(value, 'scored') === false ? { scored: false as const } : {};
    const own = has(isNumber, ...(['compound', 'polarityIndex'] as const))(topic) ? topic : value;
    const matches = [
      { id: queryId, topic: { compound: own.compound, polarityIndex: indexOf(own.polarityIndex) } },
    ] as const;
    const polarityIndex = indexOf(value.polarityIndex);
    return [{ key: postKey(value), at, post: postIn(value), compound, polarityIndex, ...scored, matches }];
  });
}

const indexOf = (value: number): PolarityIndex => (value === 0 || value === 1 ? value : 2);

function postIn(value: Readonly<Record<'id' | 'source', string>>): WirePost {
  const { id, source } = value;
  const strings = ['text', 'createdAt', 'lang', 'author', 'url'] as const;
  const found = strings.flatMap((key) => {
    const text: unknown = Reflect.get(value, key);
    return isString(text) ? [[key, text] as const] : [];
  });
  return { id, source, ...Object.fromEntries(found) };
}

/** Reads a list of strings. */
export const readStrings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter(isString) : []);

const isListOf =
  <T>(guard: Guard<T>): Guard<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(guard);

const isStep: Guard<ExplanationStep> = (value): value is ExplanationStep =>
  has(isString, 'rule', 'by', 'operation')(value) && has(isNumber, 'amount', 'valence')(value);
const isWord: Guard<ExplainedWord> = (value): value is ExplainedWord =>
  has(isString, 'word')(value) &&
  has(isNumber, 'start', 'end', 'lexicon', 'valence')(value) &&
  has(isListOf(isStep), 'steps')(value);
const isScore: Guard<Explanation['score']> = (value): value is Explanation['score'] =>
  has(isNumber, 'compound', 'pos', 'neu', 'neg')(value);
const isEmphasis: Guard<Explanation['emphasis']> = (value): value is Explanation['emphasis'] =>
  has(isNumber, 'exclamations', 'questions', 'amount')(value);
const isReason: Guard<TopicReason> = (value): value is TopicReason =>
  has(isString, 'word', 'says')(value) && has(isNumber, 'valence', 'weight', 'counts')(value);
const isTopic: Guard<TopicExplanation | null | undefined> = (value): value is TopicExplanation | null | undefined =>
  value === null ||
  value === undefined ||
  (has(isNumber, 'sum')(value) && has(isListOf(isReason), 'reasons')(value) && has(isTopicScore, 'score')(value));
const isTopicScore: Guard<TopicExplanation['score']> = (value): value is TopicExplanation['score'] =>
  has(isNumber, 'compound', 'polarityIndex')(value);

/** The explanation of a post's score, with the text as it was scored. */
export interface Explained extends Explanation {
  /** Present where the learned model scores. */
  readonly learned?: { readonly decidedBy: string };
  readonly text: string;
  readonly topic?: TopicExplanation | null;
}

const isExplained: Guard<Explained> = (value): value is Explained =>
  has(isString, 'text')(value) &&
  has(isNumber, 'sum', 'total')(value) &&
  has(isListOf(isWord), 'words')(value) &&
  has(isEmphasis, 'emphasis')(value) &&
  has(isScore, 'score')(value) &&
  isTopic(Reflect.get(value, 'topic'));

/** The explanation of a score whose scorer gives no reasons. */
export interface Unexplained {
  readonly scorer: string;
  readonly score: { readonly compound: number };
  readonly scored?: false;
}

const isUnexplained: Guard<Unexplained> = (value): value is Unexplained =>
  has(isString, 'scorer')(value) && has(has(isNumber, 'compound'), 'score')(value);

/** Reads the answer of `/v1/explain`. */
export function readExplained(answer: unknown): Explained | Unexplained | undefined {
  return isExplained(answer) || isUnexplained(answer) ? answer : undefined;
}
