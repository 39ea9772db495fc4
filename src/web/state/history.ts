import type { StoredBucket } from './answers.ts';
import { rank, type Tops } from './tops.ts';

const maxTops = 8;

/** The most used hashtags of stored buckets. A bucket knows its ten most frequent, so sums over many are lower bounds. */
export function topsOfBuckets(buckets: readonly StoredBucket[]): Tops {
  const posts = buckets.reduce((sum, bucket) => sum + bucket.posts, 0);
  const hashtags = rank(
    buckets.map((bucket) => bucket.hashtags),
    maxTops,
  );
  return { posts, hashtags, words: [] };
}
