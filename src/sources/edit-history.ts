import { maxIdLength, RecentMap } from '../model/index.ts';
import { digestOf } from './ids.ts';

/** Tells edits that change the text from those that do not. */
export interface EditHistory {
  /** Records the text of a post as it first came. */
  readonly record: (id: string, text: string) => void;
  /**
   * Returns the id of an edit: the one under which this text is known already, so that it is dropped as a repetition;
   * else `next`, which makes it a new post.
   */
  readonly idOf: (edit: { readonly id: string; readonly text: string; readonly next: string }) => string;
  /** Returns the ids under which a post has come or may have come: its own, and that of its latest known edit. */
  readonly idsOf: (id: string) => readonly string[];
}

/**
 * Creates a history of the texts of `maxPosts` posts, by their digests; an edit of an older one is a new post.
 * @example createEditHistory(10_000).idOf({ id: '1', text: 'new words', next: '1~2026-01-15' }) // '1~2026-01-15'
 */
export function createEditHistory(maxPosts: number): EditHistory {
  const known = new RecentMap<string, { readonly digest: string; readonly as: string }>(maxPosts);
  const remember = (id: string, digest: string, as: string): void => {
    if (Math.max(id.length, as.length) > maxIdLength) return;
    known.set(id, { digest, as });
  };
  return {
    record: (id, text) => {
      remember(id, digestOf(text), id);
    },
    idOf: ({ id, text, next }) => {
      const last = known.get(id);
      const digest = digestOf(text);
      const as = last?.digest === digest ? last.as : next;
      remember(id, digest, as);
      return as;
    },
    idsOf: (id) => [...new Set([id, known.get(id)?.as ?? id])],
  };
}
