import { maxIdLength } from '../model/index.ts';
import { digestOf } from './digest.ts';

/** Tells edits that say something new from those that do not. */
export interface Edits {
  /** Notes the text of a post as it first came. */
  readonly note: (id: string, text: string) => void;
  /**
   * The id that an edit goes by: the one under which this text is known already, so that it is dropped as a repetition;
   * else `next`, and it is a new post.
   */
  readonly idOf: (edit: { readonly id: string; readonly text: string; readonly next: string }) => string;
}

/** Remembers the texts of `maxPosts` posts, by their digests; an edit of an older one is a new post. */
export function createEdits(maxPosts: number): Edits {
  const known = new Map<string, { readonly digest: string; readonly as: string }>();
  const keep = (id: string, digest: string, as: string): void => {
    if (Math.max(id.length, as.length) > maxIdLength) return;
    known.delete(id);
    known.set(id, { digest, as });
    if (known.size <= maxPosts) return;
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  };
  return {
    note: (id, text) => {
      keep(id, digestOf(text), id);
    },
    idOf: ({ id, text, next }) => {
      const last = known.get(id);
      const digest = digestOf(text);
      const as = last?.digest === digest ? last.as : next;
      keep(id, digest, as);
      return as;
    },
  };
}
