import { concatMap, defer, EMPTY, expand, from, map, of, timer, type Observable, type SchedulerLike } from 'rxjs';
import { UndertoneError } from '../model/index.ts';
import { readJsonList } from './net/json-list.ts';
import { createNdjsonReader, readEvent, type LineEvent } from './ndjson.ts';
import { piecesOf, TurnBudget } from './turns.ts';

export interface BodyOptions {
  /** The source of the posts that name none. */
  readonly source: string;
  /** The beginning of the ids of posts that have none. */
  readonly idPrefix: string;
  /** The arrival of the body, in epoch ms. */
  readonly now: number;
}

/** Bytes of a body of lines that are read in one turn of the event loop. */
const chunkBytes = 65_536;
/** The most elements of a JSON array. A body of lines may have any number. */
const maxElements = 100_000;

/** A body that is no longer than this is read in one turn. */
const maxTurnBytes = 65_536;

/** Emits the events of a body, each piece in a turn of its own. Errors as `readBody` throws. */
export function emitBody(
  body: Uint8Array,
  options: BodyOptions & { readonly scheduler: SchedulerLike },
): Observable<LineEvent> {
  return defer(() => {
    const pieces = readBody(body, options);
    if (body.length <= maxTurnBytes) return from(pieces).pipe(concatMap((piece) => piece));
    return of(pieces.next()).pipe(
      expand(({ done }) => (done === true ? EMPTY : timer(0, options.scheduler).pipe(map(() => pieces.next())))),
      concatMap((step) => (step.done === true ? EMPTY : step.value)),
    );
  });
}

/**
 * Yields the events of a body in pieces, each for a turn of the event loop of its own: of a JSON array, which begins with
 * `[`, or of lines of JSON.
 * @throws UndertoneError `bad_request` for an array that can't be read; nothing of it has been yielded then.
 * @example [...readBody(Buffer.from('{"text":"I love pizza"}'), { source: 'push', idPrefix: 'push-1', now: Date.now() })]
 */
export function* readBody(body: Uint8Array, options: BodyOptions): Generator<readonly LineEvent[]> {
  if (isArray(body)) yield* readArray(body, options);
  else yield* readLines(body, options);
}

const [byteOrderMark, openBracket] = ['\uFEFF', '['];
/** A byte order mark and blanks are skipped. */
const isArray = (body: Uint8Array): boolean =>
  new TextDecoder('utf-8', { ignoreBOM: true })
    .decode(body.subarray(0, 1_024))
    .replace(byteOrderMark, '')
    .trimStart()
    .startsWith(openBracket);

function* readLines(body: Uint8Array, { source, idPrefix, now }: BodyOptions): Generator<readonly LineEvent[]> {
  const reader = createNdjsonReader({ source, idPrefix, now: () => now });
  for (let from = 0; from < body.length; from += chunkBytes) {
    const chunk = body.subarray(from, from + chunkBytes);
    const rest = from + chunkBytes < body.length ? [] : [() => reader.end()];
    yield* inTurns([() => reader.push(chunk), ...rest].values().flatMap((read) => read()));
  }
}

/** Yields events in pieces. Each event is parsed when it is asked for, so that a piece costs what a turn may cost. */
function* inTurns(events: Iterable<LineEvent>): Generator<readonly LineEvent[]> {
  const turn = new TurnBudget();
  let piece: LineEvent[] = [];
  for (const event of events) {
    if (!turn.admit(0)) {
      yield piece;
      piece = [];
    }
    piece.push(event);
  }
  if (piece.length > 0) yield piece;
}

function* readArray(body: Uint8Array, { source, idPrefix, now }: BodyOptions): Generator<readonly LineEvent[]> {
  const reading = readJsonList(body, { names: [], maxElements });
  let step = reading.next();
  for (; step.done !== true; step = reading.next()) yield [];
  const list = step.value;
  if (typeof list === 'string') {
    throw new UndertoneError(
      'bad_request',
      list === 'too long'
        ? `The array has more than ${maxElements} elements: send it in parts, or as lines of JSON.`
        : 'The body begins with `[` but is no JSON array: send lines of JSON, or one array.',
    );
  }
  let number = 0;
  for (const piece of piecesOf(list.elements, ({ bytes }) => bytes)) {
    yield piece.map(({ value }) => readEvent(value, { id: `${idPrefix}-${(number += 1)}`, source, at: now }));
  }
}
