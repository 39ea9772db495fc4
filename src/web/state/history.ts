import type { StoredBucket } from './api-schemas.ts';
import { rank, type TopTerms } from './top-terms.ts';

const maxTops = 8;

/**
 * Sums up the hashtags and words of stored buckets. A bucket has its ten most frequent, so the sums are lower bounds.
 */
export function topsOfBuckets(buckets: readonly StoredBucket[]): TopTerms {
  const posts = buckets.reduce((sum, bucket) => sum + bucket.posts, 0);
  return {
    posts,
    hashtags: rank(
      buckets.map((bucket) => bucket.hashtags),
      maxTops,
    ),
    words: rank(
      buckets.map((bucket) => bucket.words),
      maxTops,
    ),
  };
}
