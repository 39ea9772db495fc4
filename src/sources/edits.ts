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

/** Remembers the texts of `maxPosts` posts; an edit of an older one is a new post. */
export function createEdits(maxPosts: number): Edits {
  const known = new Map<string, { readonly text: string; readonly as: string }>();
  const keep = (id: string, text: string, as: string): void => {
    known.delete(id);
    known.set(id, { text, as });
    if (known.size <= maxPosts) return;
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  };
  return {
    note: (id, text) => {
      keep(id, text, id);
    },
    idOf: ({ id, text, next }) => {
      const last = known.get(id);
      const as = last?.text === text ? last.as : next;
      keep(id, text, as);
      return as;
    },
  };
}
