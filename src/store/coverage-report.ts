import type { StoredGap } from '../model/index.ts';

/** A span in which a query was covered, in event time; without an end while it is open. */
export interface CoverageSpan {
  /** Canonical. */
  readonly query: string;
  readonly from: number;
  readonly to: number | undefined;
}

/** A gap with its name, which identifies it among those of its source in the same run. */
export interface ReportedGap extends StoredGap {
  readonly id: number;
}

/** A report of a running program. Repeating it changes nothing. */
export interface CoverageReport {
  /** The name of the run, which no other run has. */
  readonly run: string;
  /** The wall clock when the run began, epoch ms. */
  readonly startedAt: number;
  /** The event time up to which open spans extend, epoch ms. */
  readonly until: number;
  /** New spans, and earlier ones that have ended. */
  readonly spans: readonly CoverageSpan[];
  /** New gaps, and earlier ones that have changed. */
  readonly gaps: readonly ReportedGap[];
}
