/**
 * A terminal, or who ends a process group, signals the server and npm above it, and npm passes its own on: what comes
 * within this time of the first signal is that signal again, in ms.
 */
const echoMs = 500;

export interface StopSignals {
  /** The first SIGTERM or SIGINT has come. */
  readonly onStop: (signal: NodeJS.Signals) => void;
  /** Another one has come, of either kind: somebody has no patience. */
  readonly onHurry: () => void;
}

/** Hears SIGTERM and SIGINT for the rest of the program. */
export function hearStopSignals({ onStop, onHurry }: StopSignals): void {
  let first: number | undefined;
  const hear = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      onStop(signal);
    } else if (now - first > echoMs) {
      onHurry();
    }
  };
  process.on('SIGTERM', hear).on('SIGINT', hear);
}
