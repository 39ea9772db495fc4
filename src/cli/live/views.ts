import { filter, firstValueFrom } from 'rxjs';
import type { ClientState, TrackingEvent } from '../../client/index.ts';
import { createOutput, printNotice } from '../output.ts';
import { render } from './render.ts';
import { createScreen } from './screen.ts';
import { ViewRecorder, type ViewState } from './view-state.ts';
import { lineOf, noticeOfEvent, noticeOfState, plural, signed } from './words.ts';

const redrawMs = 100;

/** Where what happens is shown. */
export interface View {
  /** Resolves when more can be taken. */
  readonly event: (event: TrackingEvent) => Promise<void>;
  readonly state: (state: ClientState) => void;
  readonly error: (sentence: string) => void;
  /** The last call. Idempotent. */
  readonly end: () => void;
}

/** A line on stdout for each post; everything else is said on stderr. */
export function createLines(): View {
  const output = createOutput();
  return {
    event: async (event) => {
      if (event.type === 'post') output.line(lineOf(event));
      else note(noticeOfEvent(event));
      const open$ = output.canAccept$.pipe(filter((isOpen) => isOpen));
      if (!output.canAccept()) await firstValueFrom(open$, { defaultValue: true });
    },
    state: (state) => {
      note(noticeOfState(state, Date.now()));
    },
    error: note,
    end: () => undefined,
  };
}

/** A picture of the last minute and the latest posts, in the terminal that stdout is. */
export function createPicture(query: string): View {
  const book = new ViewRecorder(query, Date.now());
  const output = createOutput();
  const screen = createScreen(process.stdout);
  const draw = (): void => {
    screen.draw((canvas) => render(book.read(Date.now()), canvas));
  };
  const timer = setInterval(draw, redrawMs);
  const say = (sentence: string | undefined): void => {
    if (sentence === undefined) return;
    book.notice(sentence);
    // What is shown is gone with the picture; who keeps stderr keeps this.
    if (!process.stderr.isTTY) note(sentence);
  };
  let hasEnded = false;
  draw();
  return {
    event: (event) => {
      book.add(event, Date.now());
      say(noticeOfEvent(event));
      return Promise.resolve();
    },
    state: (state) => {
      book.connection(state);
      say(noticeOfState(state, Date.now()));
    },
    error: say,
    end: () => {
      if (hasEnded) return;
      hasEnded = true;
      clearInterval(timer);
      screen.leave();
      output.line(closing(book.read(Date.now())));
    },
  };
}

function closing({ query, total, figures }: ViewState): string {
  const mean = figures.posts === 0 ? '' : `; mean of the last minute ${signed(figures.meanCompound, 2).trim()}`;
  return `${query}: ${plural(total, 'post')}${mean}.`;
}

function note(sentence: string | undefined): void {
  if (sentence !== undefined) printNotice(sentence);
}
