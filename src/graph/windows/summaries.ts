import {
  connect,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  merge,
  mergeMap,
  Observable,
  repeat,
  takeUntil,
  timer,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { Watermark } from '../../window/index.ts';
import type { ScoredPost } from '../ports.ts';
import { ActiveWindows, type TimedResult, type QueryWindow, type WindowSummary } from './active-windows.ts';

/** `open` when the first comes who wants the window, `close` when the last has gone. */
export interface WindowChange {
  readonly type: 'open' | 'close';
  readonly window: QueryWindow;
}

export interface EventTimeOptions {
  readonly watermark: Watermark;
  readonly scheduler: SchedulerLike;
  /** Told of each post that came after its bucket was closed. */
  readonly onLate: (post: ScoredPost) => void;
}

/** Gives each scored post its place in event time: once, for all windows and the store. */
export function assignEventTime({
  watermark,
  scheduler,
  onLate,
}: EventTimeOptions): OperatorFunction<ScoredPost, TimedResult> {
  return map((result) => {
    const { at, verdict } = watermark.place(result.post.at, scheduler.now());
    if (verdict === 'late') onLate(result);
    return { result, at, late: verdict === 'late' };
  });
}

/** Enough for a batch to fill and to be scored. */
export const defaultSettleMs = 100;

export interface SummariesOptions {
  /** The one that places the posts. */
  readonly watermark: Watermark;
  readonly scheduler: SchedulerLike;
  /** How long after its end a window is told, in ms, so that what is on its way is in it. 0 tells it at its end. */
  readonly settleMs?: number;
  /**
   * Over how much time after that the windows are spread that end together, in ms, so that they do not hold up all else
   * together; at most a quarter of their `everyMs`. 0 tells them all at once.
   */
  readonly spreadMs?: number;
}

/**
 * Summaries of the windows that are wanted, by the rules of window/WINDOWS.md: of each one every `everyMs`, and of what
 * was told too low when it closes. A window that nobody wants any more is let go of, with its memory. Completes with the
 * posts, whatever `changes$` does.
 */
export function summaries(
  changes$: Observable<WindowChange>,
  { watermark, scheduler, settleMs = defaultSettleMs, spreadMs = 250 }: SummariesOptions,
): OperatorFunction<TimedResult, WindowSummary> {
  const frontier = (): number => watermark.frontier(scheduler.now());
  return (placed$) =>
    defer(() => {
      const board = new ActiveWindows();
      let opened = 0;
      const tell = (window: QueryWindow): Observable<WindowSummary> => {
        const delayMs = settleMs + Math.floor(Math.min(spreadMs, window.everyMs / 4) * ((opened++ * golden) % 1));
        return defer(() => timer(untilNext(frontier() - delayMs, window.everyMs), scheduler)).pipe(
          // A timer may fire a little early, by the wall clock: that must not tell the window before.
          mergeMap(() => board.tell(window, frontier() - delayMs / 2, watermark.closedBefore())),
          repeat(),
          takeUntil(held(board, window)),
        );
      };
      const told$ = changes$.pipe(
        mergeMap(({ type, window }) => {
          if (type === 'open') return board.has(window) ? EMPTY : tell(window);
          board.close(window);
          return EMPTY;
        }),
      );
      const count = mergeMap((placed: TimedResult) => board.count(placed, watermark.closedBefore()));
      return placed$.pipe(
        connect((posts$) => {
          const ended$ = posts$.pipe(ignoreElements(), endWith('ended'));
          return merge(posts$.pipe(count), told$.pipe(takeUntil(ended$)));
        }),
      );
    });
}

/** The multiples of the golden ratio, modulo 1, are spread evenly however many there are. */
const golden = (Math.sqrt(5) - 1) / 2;

/** Keeps a window on the board while it is subscribed to; emits when nobody wants the window any more. */
function held(board: ActiveWindows, window: QueryWindow): Observable<unknown> {
  return new Observable((subscriber) => {
    board.open(window, () => {
      subscriber.next('closed');
    });
    return () => {
      board.close(window);
    };
  });
}

/**
 * The time until event time is at a multiple of `everyMs` again, in ms. Never next to nothing: when a tick came a moment
 * early, or event time was pulled back a little, the next is a whole step later.
 */
function untilNext(eventTime: number, everyMs: number): number {
  const gap = everyMs - (((eventTime % everyMs) + everyMs) % everyMs);
  return gap < everyMs / 4 ? gap + everyMs : gap;
}
