import { UndertoneError } from '../../model/index.ts';
import { maxQueryLength, parseQuery } from '../../query/index.ts';

/** The fault of an invalid query, and its position. */
export interface QueryFault {
  readonly sentence: string;
  /** The query in three parts: before the offending token, the token, and after it. */
  readonly before: string;
  readonly token: string;
  readonly after: string;
  /** UTF-16 offsets of the token. */
  readonly start: number;
  readonly end: number;
}

/** Parses a query as the server does, and returns its fault; undefined for a valid query. */
export function faultOf(text: string): QueryFault | undefined {
  try {
    parseQuery(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof UndertoneError)) throw error;
    return faultAt(text, error.message, error.position ?? 0);
  }
}

/** Returns the canonical spelling of a query; an invalid one as it is. */
export function canonicalOf(text: string): string {
  try {
    return parseQuery(text).canonical;
  } catch {
    return text;
  }
}

/** Returns the fault for a refusal of the server. */
export function faultAt(text: string, sentence: string, position: number): QueryFault {
  const start = Math.min(position, text.length);
  const [word = ''] = /^(?:["“„][^"”]*["”]?|[()\-,，]|[^\s(),，]+)/.exec(text.slice(start)) ?? [];
  const end = position >= maxQueryLength ? text.length : start + Math.max(1, word.length);
  return {
    // The marked token shows the position already.
    sentence: `${sentence.replace(/, at \d+\.$/, '')}.`.replace('..', '.'),
    before: text.slice(0, start),
    token: text.slice(start, end),
    after: text.slice(end),
    start,
    end,
  };
}
