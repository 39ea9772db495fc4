import {
  isRecord,
  parseJson,
  polarityIndexOf,
  UndertoneError,
  type HashtagCounts,
  type Query,
  type Score,
} from '../model/index.ts';
import { parseQuery } from '../query/index.ts';

/*
 * The original protocol: the one of the first Undertone server, which `/track` still speaks without a subprotocol. A
 * session has one query, and each frame is as small as possible.
 */

/**
 * Reads a message `{"track":"…"}` and returns its query; undefined when it clears the query (`""` or null).
 *
 * @throws UndertoneError `bad_message` or `bad_query`.
 *
 * @example
 * readTrack('{"track":"pizza"}')?.canonical // 'pizza'
 */
export function readTrack(message: string): Query | undefined {
  const track = readField(message);
  if (track === null || track === '') return undefined;
  if (typeof track !== 'string') throw unusable('`track` must be a string, or null to track nothing.');
  return parseQuery(track);
}

function readField(message: string): unknown {
  const value = parseJson(message);
  if (value === undefined) throw unusable('A message must be JSON like {"track":"pizza"}.');
  if (!isRecord(value)) throw unusable('A message must be a JSON object like {"track":"pizza"}.');
  if (!Object.hasOwn(value, 'track')) throw unusable('A message needs the field `track`, as in {"track":"pizza"}.');
  return value['track'];
}

/** Encodes the frame of a post that matches the session's query. */
export function encodeResult({ score, hashtags }: { readonly score: Score; readonly hashtags: HashtagCounts }): string {
  return JSON.stringify({ polarityIndex: polarityIndexOf(score.compound), hashtags });
}

/** Encodes the answer to an unusable message. */
export function encodeError({ code, message, position }: UndertoneError): string {
  return JSON.stringify({ error: { code, message, position } });
}

/** The error for a binary frame, which neither protocol has. */
export const binaryFrame = new UndertoneError('bad_message', 'A message must be a text frame, not a binary one.');

const unusable = (sentence: string) => new UndertoneError('bad_message', sentence);
