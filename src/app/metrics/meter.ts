import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A value with its labels, whose values come from known sets. */
export type Figure = readonly [labels: Readonly<Record<string, string>>, value: number];

export interface MetricDoc {
  /** The name without the prefix. It ends with the unit; that of a counter with `total` behind it. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** Reads a value at the time of a scrape. */
type Read = () => number | readonly Figure[];

/** Declares metrics, in the terms of Prometheus. */
export interface Meter {
  /** Declares a value that can increase and decrease. */
  readonly gauge: (doc: MetricDoc, read: Read) => void;
  /** Declares a value that only increases. */
  readonly counter: (doc: MetricDoc, read: Read) => void;
  /** Declares a distribution, and returns the function that records a value. The bounds increase. */
  readonly histogram: (doc: MetricDoc, bounds: readonly number[]) => (value: number) => void;
  /** Returns all metrics in the text format of Prometheus, those of the process included. */
  readonly text: () => Promise<string>;
}

const prefix = 'undertone_';

/** Creates a registry of metrics. */
export function createMeter(): Meter {
  const registry = new Registry();
  const processMetrics = observeProcess();
  const configure = ({ name, help, labels = [] }: MetricDoc) => ({
    name: `${prefix}${name}`,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    gauge: (doc, read) => {
      const gauge = new Gauge({
        ...configure(doc),
        collect: () => {
          gauge.reset();
          for (const [labels, value] of figuresOf(read())) gauge.set(labels, value);
        },
      });
    },
    counter: (doc, read) => {
      const counter = new Counter({
        ...configure(doc),
        collect: () => {
          counter.reset();
          for (const [labels, value] of figuresOf(read())) counter.inc(labels, value);
        },
      });
    },
    histogram: (doc, bounds) => {
      const histogram = new Histogram({ ...configure(doc), buckets: [...bounds] });
      return (value) => {
        histogram.observe(value);
      };
    },
    text: async () => `${await registry.metrics()}\n${await processMetrics.metrics()}`,
  };
}

function figuresOf(read: number | readonly Figure[]): readonly Figure[] {
  return typeof read === 'number' ? [[{}, read]] : read;
}

/** Gauges that are named like counters. Other metrics give the same numbers by type. */
const misnamed = ['active_handles_total', 'active_requests_total', 'active_resources_total'];

/** The time between two samples of the event loop's lag, in ms. */
const lagSampleMs = 20;
const lagBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Observes how late a timer is. Unlike the gauges of the process, which begin anew at each scrape, this counts every stall,
 * whoever reads it.
 */
function observeLag(registry: Registry): void {
  const lag = new Histogram({
    name: `${prefix}event_loop_lag_seconds`,
    help: 'The delay of a timer that is due every 20 ms, by which all other work is late as well.',
    buckets: lagBounds,
    registers: [registry],
  });
  let dueAt = performance.now() + lagSampleMs;
  setInterval(() => {
    const now = performance.now();
    lag.observe(Math.max(0, now - dueAt) / 1_000);
    dueAt = now + lagSampleMs;
  }, lagSampleMs).unref();
}

let processRegistry: Registry | undefined;

/** Observes the process, once for all servers in it. */
function observeProcess(): Registry {
  if (processRegistry !== undefined) return processRegistry;
  processRegistry = new Registry();
  collectDefaultMetrics({ register: processRegistry, prefix });
  observeLag(processRegistry);
  for (const name of misnamed) processRegistry.removeSingleMetric(`${prefix}nodejs_${name}`);
  return processRegistry;
}
