import type { LogSpan, PostLog } from './ports.ts';
import type { Buffered, ResultLog } from './result-log.ts';
import { parseResumeToken } from './resume-token.ts';

/**
 * The results that a session missed: buffered, in their order, with deletions; as a span of the log of posts; or, where neither
 * has them any more, the time since which they are lost, in epoch ms.
 */
export type Missed = Buffered | { readonly replay: LogSpan } | { readonly since: number };

export interface Resumption {
  /** The position of the session: that of its token until it has received what it missed. */
  readonly resume: string;
  readonly missed: Missed;
  /** The position up to which the session must get no new result: it has those, or they are replayed. */
  readonly floor?: number;
}

/**
 * Finds what a session that comes with a token has missed. The results of the query are looked up first, then the log.
 * A position of the log means the same on every node, so a token may come from another one, which may also be ahead.
 *
 * @example
 * resumptionFrom(token, live.log, ports.log);
 */
export function resumptionFrom(text: string, results: ResultLog, log: PostLog | undefined): Resumption {
  const token = parseResumeToken(text);
  const buffered = token && results.after(token);
  if (token !== undefined && buffered !== undefined) {
    return { resume: text, missed: buffered, ...(log !== undefined && { floor: token.offset }) };
  }
  if (token !== undefined && log?.covers(token.epoch, token.offset) === true) {
    const span = { after: token.offset, upTo: log.position() };
    // Posts that were matched before the query came are replayed; some of them may still be in the pool for others.
    return { resume: text, missed: { replay: span }, floor: Math.max(span.after, span.upTo) };
  }
  return { resume: results.resume(), missed: { since: token?.at ?? 0 } };
}
