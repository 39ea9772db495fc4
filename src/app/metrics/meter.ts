import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A figure with what it is of. The values of labels are from sets that are known beforehand. */
export type Figure = readonly [labels: Readonly<Record<string, string>>, value: number];

export interface MetricDoc {
  /** Without the prefix. The unit comes last, `total` behind that for what only grows. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** Reads a figure when it is asked for, so that nothing has to be told of it before. */
type Read = () => number | readonly Figure[];

/** Where figures are declared, in the terms of Prometheus. */
export interface Meter {
  /** What goes up and down. */
  readonly gauge: (doc: MetricDoc, read: Read) => void;
  /** What only grows. */
  readonly counter: (doc: MetricDoc, read: Read) => void;
  /** How a value is distributed: told one by one. The bounds rise. */
  readonly histogram: (doc: MetricDoc, bounds: readonly number[]) => (value: number) => void;
  /** All figures in the text format of Prometheus, those of the process too. */
  readonly text: () => Promise<string>;
}

const prefix = 'undertone_';

export function createMeter(): Meter {
  const registry = new Registry();
  const ofAll = watchProcess();
  const configure = ({ name, help, labels = [] }: MetricDoc) => ({
    ...{ name: `${prefix}${name}`, help, labelNames: [...labels], registers: [registry] },
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
    text: async () => `${await registry.metrics()}\n${await ofAll.metrics()}`,
  };
}

function figuresOf(read: number | readonly Figure[]): readonly Figure[] {
  return typeof read === 'number' ? [[{}, read]] : read;
}

/** Gauges whose names say that they only grow, which they do not; others tell the same by type. */
const misnamed = ['active_handles_total', 'active_requests_total', 'active_resources_total'];

let ofProcess: Registry | undefined;

/** What is of the whole process, however many servers run in it: watched once, from the first of them on. */
function watchProcess(): Registry {
  if (ofProcess !== undefined) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess, prefix });
  for (const name of misnamed) ofProcess.removeSingleMetric(`${prefix}nodejs_${name}`);
  return ofProcess;
}
