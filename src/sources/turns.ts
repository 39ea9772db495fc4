import { concatMap, defer, EMPTY, expand, from, map, of, timer, type Observable, type SchedulerLike } from 'rxjs';

/**
 * The longest message of an upstream that is read at once, in bytes: a line, a frame, an event, an element of a list. The
 * longest post fits, with each of its characters escaped. Parsing takes up to some 30 ms, however it is made.
 */
export const maxMessageBytes = 524_288;

/** The most elements of a list that are handled in one turn of the event loop. */
export const maxTurnElements = 500;

/** The most characters of posts that are handed to the graph in one turn. Finding their words takes up to some 35 ms. */
const maxTurnCharacters = 65_536;

/**
 * Decides when a piece of work is enough for one turn of the event loop: after 500 elements, or before their bytes exceed a
 * bound.
 * @example
 * const turn = new TurnBudget();
 * for (const element of elements) {
 *   if (!turn.admit(element.bytes)) yield;
 *   read(element);
 * }
 */
export class TurnBudget {
  readonly #maxBytes: number;
  #elements = 0;
  #bytes = 0;

  /** `maxBytes`: the most bytes of a turn that handles several elements. Default: those of the longest message. */
  constructor(maxBytes = maxMessageBytes) {
    this.#maxBytes = maxBytes;
  }

  /** Counts an element; returns false when it has to wait for the next turn, in which it is counted then. */
  admit(bytes: number): boolean {
    this.#elements += 1;
    this.#bytes += bytes;
    if (this.#elements <= maxTurnElements && this.#bytes <= this.#maxBytes) return true;
    const isFirst = this.#elements === 1;
    this.#elements = 1;
    this.#bytes = bytes;
    return isFirst;
  }
}

/**
 * Does work in pieces, each in a turn of the event loop of its own: the work yields where a turn may pass. Emits its
 * result. Work of one piece is done at once.
 * @example
 * inTurns(() => readJsonList(body, options), scheduler)
 */
export function inTurns<T>(work: () => Generator<undefined, T>, scheduler: SchedulerLike): Observable<T> {
  return defer(() => {
    const pieces = work();
    return of(pieces.next()).pipe(
      expand(({ done }) => (done === true ? EMPTY : timer(0, scheduler).pipe(map(() => pieces.next())))),
      concatMap((piece) => (piece.done === true ? of(piece.value) : EMPTY)),
    );
  });
}

/** Cuts what becomes posts into pieces that are each handed to the graph in one turn. `lengthOf` returns characters. */
export function piecesOf<T>(items: readonly T[], lengthOf: (item: T) => number): readonly (readonly T[])[] {
  const turn = new TurnBudget(maxTurnCharacters);
  const pieces: T[][] = [];
  for (const item of items) {
    const piece = turn.admit(lengthOf(item)) ? pieces.at(-1) : undefined;
    if (piece === undefined) pieces.push([item]);
    else piece.push(item);
  }
  return pieces;
}

export interface EmitOptions<T, R> {
  /** Returns the characters of an item, or its bytes. */
  readonly lengthOf: (item: T) => number;
  readonly toValue: (item: T) => R;
  readonly scheduler: SchedulerLike;
}

/** Emits what the items of a list become, in pieces that are each handed to the graph in a turn of its own. */
export function emitInTurns<T, R>(
  items: readonly T[],
  { lengthOf, toValue, scheduler }: EmitOptions<T, R>,
): Observable<R> {
  return from(piecesOf(items, lengthOf)).pipe(
    concatMap((piece, index) =>
      index === 0 ? piece.map(toValue) : timer(0, scheduler).pipe(concatMap(() => piece.map(toValue))),
    ),
  );
}
