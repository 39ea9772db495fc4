/** A sample of an exposition. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

// prom-client writes NaN as Nan, which Prometheus reads too.
const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([-+]?(?:[0-9.eE+-]+|Inf|NaN|Nan))$/;
const labelPair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/;

/** Reads Prometheus' text format 0.0.4, more strictly than Prometheus: HELP, TYPE, then samples, for each family once. */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line has no end.');
  const families = new Map<string, Family & { readonly samples: Sample[] }>();
  let help: readonly string[] = [];
  let family: (Family & { readonly samples: Sample[] }) | undefined;
  for (const line of text.split('\n')) {
    const [, helpOf, meaning] = /^# HELP (\S+) (.+)$/.exec(line) ?? [];
    const [, typeOf, type = ''] = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
    if (line === '') continue;
    if (helpOf !== undefined) help = [helpOf, meaning ?? ''];
    else if (typeOf !== undefined) {
      if (help[0] !== typeOf || families.has(typeOf)) throw new Error(`${typeOf} has no help, or is there twice.`);
      family = { name: typeOf, help: help[1] ?? '', type, samples: [] };
      families.set(typeOf, family);
    } else family?.samples.push(parseSample(line));
  }
  return families;
}

function parseSample(line: string): Sample {
  const [, name, labels = '', value = ''] = sampleLine.exec(line) ?? [];
  if (name === undefined) throw new Error(`No sample: ${line}`);
  return { name, labels: parseLabels(labels), value: Number(value.replace('Inf', 'Infinity')) };
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (let rest = text; rest !== '';) {
    const [all = '', name = '', value = ''] = labelPair.exec(rest) ?? [];
    if (all === '' || name in labels) throw new Error(`No labels: ${text}`);
    labels[name] = value;
    rest = rest.slice(all.length);
  }
  return labels;
}

/** What makes a series: its name and its labels. */
export const seriesOf = ({ name, labels }: Sample): string =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .sort()
    .join(',')}}`;

/** What promtool and the guide of Prometheus ("Metric and label naming") would say of a family. */
export function faultsOf({ name, help, type, samples }: Family): readonly string[] {
  const faults: string[] = [];
  const expect = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(`${name}: ${fault}`);
  };
  expect(/^undertone_[a-z0-9_]+$/.test(name), 'is no name of ours');
  expect(/^\S.*\.$/.test(help), 'has no sentence as its help');
  expect((type === 'counter') === name.endsWith('_total'), 'must end in _total if, and only if, it is a counter');
  expect(!/_(?:count|sum|bucket|counter|gauge|histogram)$/.test(name), 'says its type');
  expect(!/_(?:ms|millis|milliseconds|minutes|hours|kb|mb|kilobytes|percent)(?:_|$)/.test(name), 'has no base unit');
  expect(new Set(samples.map(seriesOf)).size === samples.length, 'has a series twice');
  expect(
    samples.every(({ value }) => !Number.isNaN(value) || name.startsWith('undertone_nodejs_')),
    'is no number',
  );
  if (type === 'counter')
    expect(
      samples.every(({ value }) => value >= 0),
      'counts below 0',
    );
  if (type === 'histogram') faults.push(...faultsOfHistogram(name, samples));
  else {
    expect(
      samples.every((sample) => sample.name === name),
      'has samples of another name',
    );
  }
  return faults;
}

function faultsOfHistogram(name: string, samples: readonly Sample[]): readonly string[] {
  const sets = new Map<string, Sample[]>();
  for (const sample of samples) {
    const labels = Object.fromEntries(Object.entries(sample.labels).filter(([label]) => label !== 'le'));
    const key = seriesOf({ ...sample, name, labels });
    sets.set(key, [...(sets.get(key) ?? []), sample]);
  }
  return Array.from(sets, ([key, set]) => {
    const buckets = set.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => Number((labels['le'] ?? '').replace('+Inf', 'Infinity')));
    const counts = buckets.map(({ value }) => value);
    const count = set.find((sample) => sample.name === `${name}_count`)?.value;
    const rises = (values: readonly number[], by: number): boolean =>
      values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0) + by);
    const fine =
      bounds.at(-1) === Infinity &&
      rises(bounds, Number.MIN_VALUE) &&
      rises(counts, 0) &&
      counts.at(-1) === count &&
      set.some((sample) => sample.name === `${name}_sum`);
    return fine ? '' : `${key}: is no histogram`;
  }).filter((fault) => fault !== '');
}
