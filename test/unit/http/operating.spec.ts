import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createServer, type Server } from '../../../src/app/create-server.ts';
import { isRecord } from '../../../src/model/index.ts';
import { parseExposition, type Sample } from '../../support/exposition.ts';

const read = (path: string): string => readFileSync(new URL(`../../../src/http/${path}`, import.meta.url), 'utf8');
const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
const listOf = (value: unknown) => [value ?? []].flat().map(recordOf);

let server: Server;
let samples: readonly Sample[];
beforeAll(async () => {
  server = await createServer({
    ...{ port: 0, source: ['demo'], store: 'sqlite::memory:', dataFolder: 'none', workers: 0, logLevel: 'silent' },
  });
  const families = parseExposition(await (await fetch(`${server.url}/metrics`)).text());
  // Troubles have no series before the first.
  const trouble = { name: 'undertone_source_troubles_total', labels: { source: 'demo', code: 'internal' }, value: 0 };
  // Without a cluster there is no log.
  const log = [
    { name: 'undertone_log_lag_ms', labels: {}, value: 0 },
    { name: 'undertone_log_leader', labels: { source: 'demo' }, value: 0 },
  ];
  samples = [...Array.from(families.values()).flatMap((family) => family.samples), trouble, ...log];
  expect(families.has(trouble.name)).toBe(true);
});
afterAll(() => server.stop());

/** The metrics of an expression that no series of the server answers. */
function strangersIn(expression: string): readonly string[] {
  const used = Array.from(expression.matchAll(/\b(undertone_\w+)(?:\{([^}]*)\})?/g));
  expect(used.length, expression).toBeGreaterThan(0);
  return used
    .filter(([, name = '', labels = '']) => {
      const wanted = Array.from(labels.matchAll(/(\w+)="([^"]*)"/g), ([, label = '', value = '']) => ({
        label,
        value,
      }));
      return !samples.some(
        (sample) => sample.name === name && wanted.every(({ label, value }) => sample.labels[label] === value),
      );
    })
    .map(([all]) => all);
}

describe('the dashboard for Grafana', () => {
  const dashboard = recordOf(JSON.parse(read('grafana/dashboard.json')));
  const panels = listOf(dashboard['panels']);
  const targets = panels.flatMap(({ targets: own }) => listOf(own));

  it('can be imported: it names its schema, its variables, and a data source of its reader’s choice', () => {
    expect(dashboard).toHaveProperty('title', 'Undertone');
    expect(dashboard).toHaveProperty('schemaVersion', expect.any(Number));
    const variables = listOf(recordOf(dashboard['templating'])['list']);
    expect(variables.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance']);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { datasource } of [...panels.filter(({ type }) => type !== 'row'), ...targets]) {
      expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
    }
  });

  it('asks for nothing that the server does not report, and for the chosen servers only', () => {
    expect(targets.length).toBeGreaterThan(30);
    for (const { expr } of targets) {
      expect(strangersIn(String(expr))).toEqual([]);
      expect(String(expr).match(/undertone_\w+(?!\w)(?!\{[^}]*job=~"\$job",instance=~"\$instance"\})/g)).toBeNull();
    }
  });
});

describe('the alerts for Prometheus', () => {
  const groups = listOf(recordOf(parse(read('prometheus/alerts.yml')))['groups']);
  const rules = groups.flatMap(({ rules: own }) => listOf(own));

  it('have a name of their own each, a severity, and say what is the matter', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule).toHaveProperty('alert', expect.stringMatching(/^Undertone[A-Z]\w+$/));
      expect(rule).toHaveProperty('labels.severity', expect.stringMatching(/^(?:critical|warning)$/));
      expect(rule).toHaveProperty('annotations.summary', expect.any(String));
      expect(rule).toHaveProperty('annotations.description', expect.any(String));
    }
  });

  it('ask for nothing that the server does not report', () => {
    expect(rules.length).toBeGreaterThan(10);
    for (const { expr } of rules) expect(strangersIn(String(expr))).toEqual([]);
  });
});
