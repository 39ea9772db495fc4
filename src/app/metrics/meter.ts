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

let processRegistry: Registry | undefined;

/** Observes the process, once for all servers in it. */
function observeProcess(): Registry {
  if (processRegistry !== undefined) return processRegistry;
  processRegistry = new Registry();
  collectDefaultMetrics({ register: processRegistry, prefix });
  for (const name of misnamed) processRegistry.removeSingleMetric(`${prefix}nodejs_${name}`);
  return processRegistry;
}
