import { readFileSync } from 'node:fs';

/** A row of the table of limits in OPERATING.md. */
export interface LimitRow {
  readonly limit: string;
  readonly value: string;
  readonly unit: string;
  /** The option that sets it; empty where it is fixed. */
  readonly flag: string;
  readonly beyond: string;
  readonly metric: string;
}

/** Reads the table of limits. */
export function readLimits(): readonly LimitRow[] {
  const document = readFileSync(new URL('../../src/app/OPERATING.md', import.meta.url), 'utf8');
  const [, section = ''] = /\n## Limits\n(.*?)\n## /s.exec(document) ?? [];
  const [, , ...lines] = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) => {
    const [, limit = '', value = '', unit = '', option = '', beyond = '', metric = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    return { limit, value, unit, flag: option.replaceAll('`', ''), beyond, metric };
  });
}

/** Returns the reasons of `undertone_refused_total` that the table names. */
export const reasonsOf = (rows: readonly LimitRow[]): readonly string[] =>
  rows.flatMap(({ metric }) => Array.from(metric.matchAll(/reason `(\w+)`/g), ([, reason = '']) => reason));

/** Returns the names of the metrics that the table names. */
export const metricsOf = (rows: readonly LimitRow[]): readonly string[] =>
  rows.flatMap(({ metric }) => Array.from(metric.matchAll(/`(undertone_\w+)/g), ([, name = '']) => name));
