import type { UndertoneError } from '../../model/index.ts';
import { postBody, type PostResult } from '../frames.ts';
import type { ErrorFrame, ServerFrame } from './messages.ts';

/** A frame as it is written. */
export function encodeFrame(frame: Exclude<ServerFrame, { readonly type: 'post' }>): string {
  return JSON.stringify(frame);
}

export function errorFrame({ code, message, position }: UndertoneError, id?: string): ErrorFrame {
  return { type: 'error', code, message, ...(id !== undefined && { id }), ...(position !== undefined && { position }) };
}

/** What a `post` frame says of its result, whoever gets it. */
export interface PostBody {
  readonly result: PostResult;
  /** The index of the query's topic in `result.topics`. */
  readonly match: number;
  readonly resume: string;
  /** Whether the text may be shared. */
  readonly text: boolean;
}

/**
 * The part of a `post` frame that all its readers share; `encodePostHead` is what is a reader's own, and stands before
 * it. So one result costs one encoding, however many sessions get it.
 */
export function encodePostBody({ result, match, resume, text }: PostBody): string {
  const shared = postBody(match, result);
  const post = text ? shared.post : { ...shared.post, text: undefined };
  return JSON.stringify({ ...shared, post, resume }).slice(1);
}

/** The beginning of a `post` frame: `id` is a JSON string. */
export const encodePostHead = (id: string, seq: number): string => `{"type":"post","id":${id},"seq":${seq},`;
