import type { Limits } from './limits.ts';
import type { LogSpan, PostLog, TrackIntent } from './ports.ts';
import type { Buffered, ResultLog } from './result-log.ts';
import { parseResumeToken } from './resume-token.ts';

/**
 * The results that a session missed: buffered, in their order, with deletions; as a span of the log of posts; or, where neither
 * has them any more, the time since which they are lost, in epoch ms.
 */
export type Missed = Buffered | { readonly replay: LogSpan } | { readonly since: number };

export interface Resumption {
  /** The position of the session: that of its token, if it has one, until it has received what it missed. */
  readonly resume: string;
  /** Absent without a token. */
  readonly missed?: Missed;
  /** The position up to which the session must get no new result: it has those, or they are replayed. */
  readonly floor?: number;
}

export interface ResumptionOptions {
  readonly log?: PostLog | undefined;
  readonly limits: Pick<Limits, 'resumeWindowMs'>;
}

/**
 * Finds where a session begins, and what it has missed when it comes with a token. The results of the query are looked
 * up first, then the log. A position of the log means the same on every node, so a token may come from another one,
 * which may also be ahead.
 *
 * @example
 * resumptionFrom({ resume: token }, live.log, { log: ports.log, limits });
 */
export function resumptionFrom(
  { resume, posts = true }: Pick<TrackIntent, 'resume' | 'posts'>,
  results: ResultLog,
  options: ResumptionOptions,
): Resumption {
  if (resume === undefined) return { resume: results.resume() };
  const { missed, ...resumption } = findMissed(resume, results, options);
  const isKept = posts || 'since' in missed;
  // Without posts, it has none and gets none.
  return { ...resumption, missed: isKept ? missed : { results: [], retracted: [] } };
}

function findMissed(
  text: string,
  results: ResultLog,
  { log, limits }: ResumptionOptions,
): Resumption & { readonly missed: Missed } {
  const token = parseResumeToken(text);
  if (token === undefined) return { resume: results.resume(), missed: { since: 0 } };
  const isInLog = log?.covers(token.epoch, token.offset) === true;
  const unbroken = log?.unbrokenFrom() ?? { position: -Infinity, at: 0 };
  // A post that the session got elsewhere may have been deleted. Until this node has known all posts for one resume window,
  // only the log tells.
  const knownSince = Math.max(results.bufferedSince, unbroken.at);
  const isKnown = !isInLog || knownSince <= token.at - limits.resumeWindowMs;
  // Results before a jump of the sources are not all in the buffer.
  const buffered = isKnown && token.offset >= unbroken.position ? results.after(token) : undefined;
  if (buffered !== undefined) {
    return { resume: text, missed: buffered, ...(log !== undefined && { floor: token.offset }) };
  }
  if (!isInLog) return { resume: results.resume(), missed: { since: token.at } };
  const span = { after: token.offset, upTo: log.position() };
  // Posts that were matched before the query came are replayed; some of them may still be in the pool for others.
  return { resume: text, missed: { replay: span }, floor: Math.max(span.after, span.upTo) };
}
