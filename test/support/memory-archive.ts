import type { Bucket, StoredPost, StoredHistory } from '../../src/model/index.ts';

/** An archive of what a test gives it, and a record of what it was asked. */
export function memoryArchive(posts: readonly StoredPost[], buckets: readonly Bucket[] = []) {
  const asked: unknown[] = [];
  const archive: StoredHistory = {
    recent: (ask) => {
      asked.push(ask);
      return Promise.resolve(posts.slice(0, ask.limit));
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
