import {
  connect,
  defer,
  EMPTY,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  Observable,
  repeat,
  takeUntil,
  tap,
  timer,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { Query } from '../../model/index.ts';
import type { Watermark } from '../../window/index.ts';
import type { TimedResult } from '../event-time.ts';
import type { Gap } from '../ports.ts';
import { yieldEvery } from '../operators/index.ts';
import { ActiveWindows, type QueryWindow, type WindowChange, type WindowSummary } from './active-windows.ts';

/** A window that has tiles to close or, with a delay, is due to be emitted. */
interface Task {
  readonly window: QueryWindow;
  /** The time after its end, in ms, with which it is emitted. */
  readonly delayMs?: number;
}

/** Enough for a batch to fill and to be scored. */
export const defaultClosingDelayMs = 100;

export interface SummariesInputs {
  readonly changes$: Observable<WindowChange>;
  /** Gaps of sources, in wall-clock time: windows in a gap are no past to compare with. */
  readonly gaps$: Observable<Gap>;
}

export interface SummariesOptions {
  /** The one that assigns the event times. */
  readonly watermark: Watermark;
  readonly scheduler: SchedulerLike;
  /** The delay after its end with which a window is emitted, in ms, so that it includes posts in flight. 0 is no delay. */
  readonly closingDelayMs?: number;
  /**
   * The time after that over which windows that end together are spread, in ms, so that they do not delay everything else;
   * at most a quarter of their `everyMs`. 0 emits them all at once.
   */
  readonly spreadMs?: number;
  /** The most windows that are summed up in one turn of the event loop. */
  readonly maxPerTurn?: number;
  /**
   * Returns from when on a query has been covered without interruption, in event time, epoch ms: windows that begin
   * earlier are not judged, and not compared with. By default all time is covered.
   */
  readonly coveredSince?: (query: Query) => number;
}

/**
 * Emits the summaries of the open windows by the rules of window/WINDOWS.md: one of each window every `everyMs`, and a
 * correction when a window closes that was emitted with too few posts. A window is freed when it loses its last
 * subscriber. Completes with the results, whether `changes$` has completed or not.
 *
 * @example
 * timed$.pipe(summaries({ changes$, gaps$ }, { watermark, scheduler }));
 */
export function summaries(
  { changes$, gaps$ }: SummariesInputs,
  options: SummariesOptions,
): OperatorFunction<TimedResult, WindowSummary> {
  const { watermark, scheduler, closingDelayMs = defaultClosingDelayMs, spreadMs = 250 } = options;
  const { coveredSince = () => -Infinity, maxPerTurn = 32 } = options;
  const eventTimeNow = (): number => watermark.eventTimeNow(scheduler.now());
  return (timed$) =>
    defer(() => {
      const windows = new ActiveWindows();
      let opened = 0;
      const dueEvery = (window: QueryWindow): Observable<Task> => {
        const spread = Math.min(spreadMs, window.everyMs / 4) * ((opened++ * golden) % 1);
        const delayMs = closingDelayMs + Math.floor(spread);
        return defer(() => timer(untilNext(eventTimeNow() - delayMs, window.everyMs), scheduler)).pipe(
          filter(() => windows.markDue(window)),
          map(() => ({ window, delayMs })),
          repeat(),
          takeUntil(whileOpen(windows, window)),
        );
      };
      const perform = ({ window, delayMs }: Task): readonly WindowSummary[] => {
        if (delayMs === undefined) return windows.closeTiles(window, watermark.closedBefore());
        return windows.emitAt(window, {
          // A timer may fire a little early by the wall clock: that must not emit the window before.
          eventTime: eventTimeNow() - delayMs / 2,
          closedBefore: watermark.closedBefore(),
          coveredSince: coveredSince(window.query),
        });
      };
      const periodic$ = changes$.pipe(
        mergeMap(({ type, window }) => {
          if (type === 'window-opened') return windows.has(window) ? EMPTY : dueEvery(window);
          windows.close(window);
          return EMPTY;
        }),
      );
      const ignored$ = gaps$.pipe(
        filter(({ filled }) => filled !== 'full'),
        tap(({ from, to }) => {
          const behind = scheduler.now() - eventTimeNow();
          windows.ignore(from - behind, to - behind);
        }),
        ignoreElements(),
      );
      const add = mergeMap((timed: TimedResult) =>
        Array.from(windows.add(timed, watermark.closedBefore()), (window): Task => ({ window })),
      );
      return timed$.pipe(
        connect((shared$) => {
          const ended$ = shared$.pipe(ignoreElements(), endWith('ended'));
          return merge(shared$.pipe(add), merge(periodic$, ignored$).pipe(takeUntil(ended$))).pipe(
            yieldEvery({ count: maxPerTurn, scheduler }),
            mergeMap(perform),
          );
        }),
      );
    });
}

/** The multiples of the golden ratio, modulo 1, are spread evenly however many there are. */
const golden = (Math.sqrt(5) - 1) / 2;

/** Opens a window while it is subscribed to; emits when the window is closed. */
function whileOpen(windows: ActiveWindows, window: QueryWindow): Observable<unknown> {
  return new Observable((subscriber) => {
    windows.open(window, () => {
      subscriber.next('closed');
    });
    return () => {
      windows.close(window);
    };
  });
}

/**
 * Returns the time until event time is at a multiple of `everyMs` again, in ms. Never next to nothing: when a tick came a
 * moment early, or event time was pulled back a little, the next is a whole step later.
 */
function untilNext(eventTime: number, everyMs: number): number {
  const gap = everyMs - (((eventTime % everyMs) + everyMs) % everyMs);
  return gap < everyMs / 4 ? gap + everyMs : gap;
}
