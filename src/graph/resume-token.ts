/** A position in the results of one query: which log, how many of its results, and the time of the last of them. */
export interface ResumeToken {
  readonly epoch: string;
  readonly offset: number;
  /** Epoch ms. */
  readonly at: number;
}

const form = /^([a-z0-9-]{1,64})\.([0-9a-z]{1,11})\.([0-9a-z]{1,11})$/;

/** Formats a token as one word of lower-case letters, digits, `-` and `.`. */
export function formatResumeToken({ epoch, offset, at }: ResumeToken): string {
  return `${epoch}.${offset.toString(36)}.${Math.trunc(at).toString(36)}`;
}

/** Parses a token that a client sends; returns undefined when it is malformed. */
export function parseResumeToken(text: string): ResumeToken | undefined {
  const [, epoch, offset, at] = form.exec(text) ?? [];
  if (epoch === undefined || offset === undefined || at === undefined) return undefined;
  return { epoch, offset: parseInt(offset, 36), at: parseInt(at, 36) };
}
