import {
  isRecord,
  isString,
  recordList,
  type JsonObject,
  type PolarityShares,
  type UnusualTerm,
} from '../../model/index.ts';
import { readPosts } from './api-schemas.ts';
import type { FeedItem } from './feed.ts';
import { tagHandle, wordHandle } from './handles.ts';
import type { Domain } from './ranges.ts';

/** The window that a reader asks about, epoch ms. */
export interface AskedWindow extends Domain {
  /** The query as typed. */
  readonly query: string;
  /** The unusual word or `#tag` whose posts alone are shown. */
  readonly term?: string | undefined;
}

/** An unusual word or hashtag as the page shows it, without the figure by which the server has ordered them. */
export type ShownTerm = Omit<UnusualTerm, 'logOdds'>;

/** The answer of `/v1/why`. */
export interface Why {
  readonly words: readonly ShownTerm[];
  readonly hashtags: readonly ShownTerm[];
  readonly shares: PolarityShares;
  readonly usual: PolarityShares;
  /** The strongest first. */
  readonly posts: readonly FeedItem[];
  /** True if there are older posts to compare with. */
  readonly hasPast: boolean;
}

/** The posts of a window with one of its unusual terms, the strongest first. */
export interface FoundPosts {
  readonly term: string;
  readonly posts: readonly FeedItem[];
}

/** Reads the answer of `/v1/why`; its posts match the query with this id. */
export function readWhy(answer: unknown, queryId: string): Why | undefined {
  const posts = readPosts(answer, queryId);
  if (!isRecord(answer) || posts === undefined) return undefined;
  const usual = sharesIn(answer['usual']);
  return {
    words: termsIn(answer['words'], 'word'),
    hashtags: termsIn(answer['hashtags'], 'hashtag'),
    shares: sharesIn(answer['shares']),
    usual,
    posts,
    hasPast: usual.positive + usual.neutral + usual.negative > 0,
  };
}

const termsIn = (list: unknown, name: string): readonly ShownTerm[] =>
  recordList(list).flatMap((value) => {
    const { [name]: term, count, expected } = value;
    return isString(term) && typeof count === 'number' && typeof expected === 'number'
      ? [{ term, count, expected }]
      : [];
  });

function sharesIn(value: unknown): PolarityShares {
  const shares: JsonObject = isRecord(value) ? value : {};
  const share = (name: string): number => (typeof shares[name] === 'number' ? shares[name] : 0);
  return { positive: share('positive'), neutral: share('neutral'), negative: share('negative') };
}

/** Returns the handle of a word, or of a `#tag`; none where it cannot be looked for. */
export const handleOfTerm = (term: string) => (term.startsWith('#') ? tagHandle(term.slice(1)) : wordHandle(term));

/** Returns how many times as often as usual a term is used; undefined where it is new. */
export function timesUsual({ count, expected }: ShownTerm): number | undefined {
  return expected < 0.05 ? undefined : count / expected;
}
