/**
 * The time in which a second signal counts as the first one again, in ms. A terminal signals the whole process group, so
 * the server gets the signal itself and once more from npm above it.
 */
const echoMs = 500;

export interface StopSignals {
  /** Called with the first SIGTERM or SIGINT. */
  readonly onStop: (signal: NodeJS.Signals) => void;
  /** Called with every later one, of either kind. */
  readonly onSecondSignal: () => void;
}

/** Handles SIGTERM and SIGINT for the rest of the program. */
export function onStopSignals({ onStop, onSecondSignal }: StopSignals): void {
  let first: number | undefined;
  const receive = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      onStop(signal);
    } else if (now - first > echoMs) {
      onSecondSignal();
    }
  };
  process.on('SIGTERM', receive).on('SIGINT', receive);
}
