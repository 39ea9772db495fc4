/** Tells edits that say something new from those that do not. */
export interface Edits {
  /** Notes the text of a post as it first came. */
  readonly note: (id: string, text: string) => void;
  /**
   * The id that an edit goes by: the post's own when the text is the one that is known, so that it is dropped as a
   * repetition; else `next`, and it is a new post.
   */
  readonly idOf: (edit: { readonly id: string; readonly text: string; readonly next: string }) => string;
}

/** Remembers the texts of `maxPosts` posts; an edit of an older one is a new post. */
export function createEdits(maxPosts: number): Edits {
  const texts = new Map<string, string>();
  const note = (id: string, text: string): void => {
    texts.delete(id);
    texts.set(id, text);
    if (texts.size <= maxPosts) return;
    const [oldest] = texts.keys();
    if (oldest !== undefined) texts.delete(oldest);
  };
  return {
    note,
    idOf: ({ id, text, next }) => {
      const same = texts.get(id) === text;
      note(id, text);
      return same ? id : next;
    },
  };
}
