import type { Meter } from './meter.ts';

/** The outputs of the program beside its store. */
export interface Outputs {
  readonly logs: { readonly dropped: () => number };
  readonly recorder: { readonly counts: () => { readonly recorded: number; readonly lost: number } };
}

/** Declares the metrics of the log and the recording. */
export function meterOutputs(meter: Meter, { logs, recorder }: Outputs): void {
  meter.counter(
    {
      name: 'log_lines_dropped_total',
      help: 'Lines of the log that were lost because stderr was full, slow or closed.',
    },
    logs.dropped,
  );
  meter.counter(
    { name: 'recorded_posts_total', help: 'Posts written to the recording, or waiting for its disk.' },
    () => recorder.counts().recorded,
  );
  meter.counter(
    { name: 'recording_lost_total', help: 'Posts left out of the recording because its disk was full or slow.' },
    () => recorder.counts().lost,
  );
}
