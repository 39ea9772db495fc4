import { filter, firstValueFrom } from 'rxjs';
import type { ClientState, TrackingEvent } from '../../client/index.ts';
import { formatSigned } from '../../model/index.ts';
import { createOutput, printNotice } from '../output.ts';
import type { StoredBucket } from './post-history.ts';
import { render } from './render.ts';
import { createScreen } from './screen.ts';
import { ViewRecorder, type ViewState } from './view-state.ts';
import { lineOf, noticeOfEvent, noticeOfState, plural } from './words.ts';

const redrawMs = 100;

/** Shows what happens to a query. */
export interface View {
  /** Resolves when the view can accept more. */
  readonly event: (event: TrackingEvent) => Promise<void>;
  readonly state: (state: ClientState) => void;
  readonly error: (sentence: string) => void;
  /** Adds what the server has stored of the time before; undefined where the view does not show it. */
  readonly fillHistory: ((stored: readonly StoredBucket[]) => void) | undefined;
  /** Called last. Idempotent. */
  readonly end: () => void;
}

/** Creates a view that prints a line on stdout for each post, and everything else on stderr. */
export function createLines(): View {
  const output = createOutput();
  return {
    event: async (event) => {
      if (event.type === 'post') output.line(lineOf(event));
      else notify(noticeOfEvent(event));
      const open$ = output.canAccept$.pipe(filter((isOpen) => isOpen));
      if (!output.canAccept()) await firstValueFrom(open$, { defaultValue: true });
    },
    state: (state) => {
      notify(noticeOfState(state, Date.now()));
    },
    error: notify,
    fillHistory: undefined,
    end: () => undefined,
  };
}

export interface PictureOptions {
  readonly query: string;
  /** Called when a key asks to end. */
  readonly onLeave: () => void;
}

/** Creates a view of the last minutes and the latest posts, in the terminal that stdout is. */
export function createPicture({ query, onLeave }: PictureOptions): View {
  const input = process.stdin.isTTY ? process.stdin : undefined;
  const recorder = new ViewRecorder({ query, now: Date.now(), hasKeys: input !== undefined });
  const output = createOutput();
  const onKey = (key: string): void => {
    press(key, { recorder, onLeave, onSuspend: screen.suspend });
    draw();
  };
  const screen = createScreen({ output: process.stdout, input, onKey });
  const draw = (): void => {
    screen.draw((canvas) => render(recorder.read(Date.now()), canvas));
  };
  const timer = setInterval(draw, redrawMs);
  const report = (sentence: string | undefined): void => {
    if (sentence === undefined) return;
    recorder.notice(sentence);
    // The picture vanishes at the end. A stderr that goes elsewhere keeps what was reported.
    if (!process.stderr.isTTY) notify(sentence);
  };
  let wasLive = false;
  let hasEnded = false;
  draw();
  return {
    event: (event) => {
      recorder.add(event, Date.now());
      // The post vanishes from the list, which says enough.
      if (event.type !== 'retract') report(noticeOfEvent(event));
      return Promise.resolve();
    },
    state: (state) => {
      wasLive ||= state.name === 'live';
      recorder.connection(state);
      report(noticeOfState(state, Date.now()));
    },
    error: report,
    fillHistory: (stored) => {
      recorder.fillHistory(stored);
    },
    end: () => {
      if (hasEnded) return;
      hasEnded = true;
      clearInterval(timer);
      screen.leave();
      if (wasLive) output.line(closingOf(recorder.read(Date.now())));
    },
  };
}

interface KeyTargets {
  readonly recorder: ViewRecorder;
  readonly onLeave: () => void;
  readonly onSuspend: () => void;
}

function press(key: string, { recorder, onLeave, onSuspend }: KeyTargets): void {
  switch (key.toLowerCase()) {
    case 'q':
    // In raw mode, the terminal sends Ctrl-C and Ctrl-Z as characters.
    case '\u0003':
      onLeave();
      return;
    case '\u001a':
      onSuspend();
      return;
    case 'p':
    case ' ':
      recorder.toggleHold();
      return;
    case '?':
    case 'h':
      recorder.toggleHelp();
      return;
    case 'escape':
      recorder.closeHelp();
  }
}

function closingOf({ query, total, figures }: ViewState): string {
  const mean = figures.posts === 0 ? '' : `; mean of the last minute ${formatSigned(figures.meanCompound, 2)}`;
  return `${query}: ${plural(total, 'post')}${mean}.`;
}

function notify(sentence: string | undefined): void {
  if (sentence !== undefined) printNotice(sentence);
}
