import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { SourceState } from '../graph/index.ts';
import { isRecord, isString, parseJson, UndertoneError } from '../model/index.ts';
import { decodeError, decodeEvent, encodeError, type LoggedEvent } from './events.ts';
import type { LogMessage } from './log.ts';
import { addTotals, noTotals, parseTotals, type Totals } from './totals.ts';

/** The state of a source in the header of a chunk. `resigned`: its leader has stopped, and another may lead at once. */
export type ChunkState = SourceState | 'resigned';

/** The state of a source after the content of a chunk. It is in the same message, so no part can be ahead. */
export interface ChunkHeader {
  /** Rises with each change of the leader. */
  readonly term: number;
  /** The node that leads. */
  readonly node: string;
  /** The leader's clock, in epoch ms. */
  readonly at: number;
  readonly state: ChunkState;
  readonly reason?: UndertoneError | undefined;
  /** The leader's clock when the source was last live, in epoch ms; 0 when it never was. */
  readonly liveAt: number;
  /** The cursors from which the source can be read on, by their keys. */
  readonly cursors: Readonly<Record<string, string>>;
  readonly totals: Totals;
}

/** A message of the log that has been read. */
export interface Chunk {
  readonly sequence: number;
  readonly source: string;
  readonly storedAt: number;
  readonly header: ChunkHeader;
  /** Undefined in the place of an event of a type that this version does not know. */
  readonly events: readonly (LoggedEvent | undefined)[];
  /** Whether all posts and counts could be read, so that they are what the totals count. */
  readonly isWhole: boolean;
}

/** The version of the format. A node reads this one; another is reported and never guessed at. */
const format = 1;

/** The places of a chunk: a position is the number of its message times this, plus the index of the event in it. */
const placesPerChunk = 512;
/** The most events of a chunk, which leaves a place for its end. */
export const maxChunkEvents = 256;
/** The most JSON text of a chunk: JetStream takes 1 MiB, and a character is at most 3 bytes. */
export const maxChunkCharacters = 300_000;
/** The most bytes that a chunk may have when it is decompressed: all of the text, and one event more. */
const maxChunkBytes = 3 * maxChunkCharacters + 1_048_576;

/** Returns the position of an event of a chunk. @example positionOf(2, 5) // 1029 */
export const positionOf = (sequence: number, index: number): number => sequence * placesPerChunk + index;

/** Returns the position of a chunk's end: whoever has read up to there has read all of it. */
export const endOf = (sequence: number): number => positionOf(sequence, placesPerChunk - 1);

/** Returns the number of the first message with something after a position. @example sequenceAfter(endOf(2)) // 3 */
export const sequenceAfter = (position: number): number => Math.floor((position + 1) / placesPerChunk);

/** Returns the header of a chunk as text. */
export function encodeHeader({ reason, ...header }: ChunkHeader): string {
  return JSON.stringify({ v: format, ...header, ...(reason && { reason: encodeError(reason) }) });
}

/** Returns events, each as JSON text, compressed. */
export function encodeBody(events: readonly string[]): Uint8Array {
  if (events.length === 0) return new Uint8Array();
  return zstdCompressSync(`[${events.join(',')}]`, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

/**
 * Reads the header of a message.
 * @throws UndertoneError `source_unsettled` when another version of Undertone has written it.
 */
export function decodeHeader({ header }: Pick<LogMessage, 'header'>): ChunkHeader {
  const value = parseJson(header);
  const fields = isRecord(value) ? value : {};
  const { v, term, node, at, liveAt, state, cursors } = fields;
  const totals = parseTotals(fields['totals']);
  const known = states.find((each) => each === state);
  if (v !== format || typeof term !== 'number' || typeof at !== 'number' || !isString(node)) throw unreadable();
  if (typeof liveAt !== 'number' || totals === undefined || known === undefined || !isRecord(cursors))
    throw unreadable();
  const kept = Object.entries(cursors).filter((entry): entry is [string, string] => isString(entry[1]));
  const reason = decodeError(fields['reason']);
  return { term, node, at, liveAt, state: known, cursors: Object.fromEntries(kept), totals, ...(reason && { reason }) };
}

const states: readonly ChunkState[] = ['live', 'pending', 'down', 'resigned'];

const unreadable = (): UndertoneError =>
  new UndertoneError(
    'source_unsettled',
    'The log has chunks of another version of Undertone: bring all nodes to one version.',
    { transient: true },
  );

/**
 * Reads a message. What is in its body is treated as data of an upstream: it may be wrong, and is counted then.
 * @throws UndertoneError as `decodeHeader`.
 */
export function decodeChunk(message: LogMessage): Chunk {
  const { sequence, source, storedAt, body } = message;
  const header = decodeHeader(message);
  const decoded = decodeBody(body, source);
  const unreadable: LoggedEvent = { type: 'counted', source, outcome: 'invalid', count: 1 };
  const events = decoded.map((event) => (event === 'unreadable' ? unreadable : event));
  return { sequence, source, storedAt, header, events, isWhole: !decoded.includes('unreadable') };
}

function decodeBody(body: Uint8Array, source: string): readonly ReturnType<typeof decodeEvent>[] {
  if (body.length === 0) return [];
  const values = parseJson(decompress(body) ?? '');
  return Array.isArray(values) ? values.map((value: unknown) => decodeEvent(value, source)) : ['unreadable'];
}

function decompress(body: Uint8Array): string | undefined {
  try {
    return zstdDecompressSync(body, { maxOutputLength: maxChunkBytes }).toString();
  } catch {
    return undefined;
  }
}

/** Returns what events add to the totals of their source. */
export function totalsOf(events: readonly (LoggedEvent | undefined)[]): Totals {
  return events.reduce((sum, event) => (event === undefined ? sum : addTotals(sum, countOf(event))), noTotals);
}

function countOf(event: LoggedEvent): Totals {
  if (event.type === 'post') return { ...noTotals, received: 1, posts: 1 };
  if (event.type !== 'counted') return noTotals;
  return { ...noTotals, received: event.count, [event.outcome]: event.count };
}
