import type { Bucket, StoredPost, StoredHistory } from '../../src/model/index.ts';

/** An archive of what a test gives it, and a record of what it was asked. */
export function memoryArchive(posts: readonly StoredPost[], buckets: readonly Bucket[] = []) {
  const asked: unknown[] = [];
  const archive: StoredHistory = {
    recent: (ask) => {
      asked.push(ask);
      const end = posts.length > ask.limit ? { at: 5, seq: 7 } : undefined;
      return Promise.resolve({ posts: posts.slice(0, ask.limit), end });
    },
    why: (ask) => {
      asked.push(ask);
      const unusual = [{ term: 'mould', count: 12, expected: 0.123456789, logOdds: 3.123456789 }];
      const shares = { positive: 1 / 3, negative: 2 / 3, neutral: 0 };
      return Promise.resolve({
        ...{ words: unusual, hashtags: unusual, shares, usual: shares, posts: posts.slice(0, ask.limit) },
        ...{ span: { posts: 12, read: 12 }, past: { posts: 4_000, read: 128, from: ask.from - 1_000 } },
      });
    },
    buckets: (ask) => {
      asked.push(ask);
      return Promise.resolve(buckets);
    },
    gaps: () => Promise.resolve([]),
    exported: async function* (ask) {
      asked.push(ask);
      yield await Promise.resolve(posts);
    },
  };
  return { archive, asked };
}
