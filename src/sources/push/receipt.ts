/** The outcomes of a body of posts, as numbers of its lines or elements. */
export interface Receipt {
  /** The posts that are in the graph now. */
  readonly accepted: number;
  /** The posts whose ids had come before. */
  readonly duplicate: number;
  /** Lines or elements that are neither a post nor a deletion. */
  readonly invalid: number;
  /** The deletions. */
  readonly retracted: number;
}

/**
 * Takes a body of posts: NDJSON, or a JSON array. Reads it only if the graph accepts posts now. Resolves when all of it is in
 * the graph. Rejects with an `UndertoneError`: `too_many` while the graph is behind, `unavailable` where nothing reads the
 * source, `bad_request` for a body that can't be read.
 */
export type ReceivePosts = (read: () => Promise<Uint8Array>) => Promise<Receipt>;
