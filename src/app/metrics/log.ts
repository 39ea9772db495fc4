import type { Meter } from './meter.ts';

/** The figures of a node's part in a cluster. */
export interface LogFigures {
  readonly lagMs: () => number;
  readonly leads: () => readonly { readonly source: string; readonly isLeading: boolean }[];
}

/** Declares the metrics of a cluster's log. */
export function meterLog(meter: Meter, { lagMs, leads }: LogFigures): void {
  meter.gauge(
    {
      name: 'log_lag_ms',
      help: 'The age of what this node has read last in the log; it rises while nothing can be read.',
    },
    lagMs,
  );
  meter.gauge(
    { name: 'log_leader', help: '1 on the node that reads the source from upstream, else 0.', labels: ['source'] },
    () => leads().map(({ source, isLeading }) => [{ source }, isLeading ? 1 : 0]),
  );
}
