import type { UndertoneError } from '../../model/index.ts';
import { postBody, type PostResult } from '../frames.ts';
import type { ErrorFrame, ServerFrame } from './messages.ts';

/** Encodes a frame. */
export function encodeFrame(frame: Exclude<ServerFrame, { readonly type: 'post' }>): string {
  return JSON.stringify(frame);
}

/** Returns the `error` frame of an error, for the query `id` if it concerns one. */
export function errorFrame({ code, message, position }: UndertoneError, id?: string): ErrorFrame {
  return { type: 'error', code, message, ...(id !== undefined && { id }), ...(position !== undefined && { position }) };
}

/** The part of a `post` frame that does not depend on the client. */
export interface PostBody {
  readonly result: PostResult;
  /** The index of the query's topic in `result.topics`. */
  readonly match: number;
  readonly resume: string;
  /** Whether the text may be shared. */
  readonly text: boolean;
}

/**
 * Encodes the end of a `post` frame, which is the same for all clients. `encodePostHead` encodes its beginning. A result
 * is therefore encoded once, whatever the number of sessions that get it.
 */
export function encodePostBody({ result, match, resume, text }: PostBody): string {
  const shared = postBody(match, result);
  const post = text ? shared.post : { ...shared.post, text: undefined };
  return JSON.stringify({ ...shared, post, resume }).slice(1);
}

/** Encodes the beginning of a `post` frame. `id` is a JSON string. */
export const encodePostHead = (id: string, seq: number): string => `{"type":"post","id":${id},"seq":${seq},`;
