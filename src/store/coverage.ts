import { sql } from 'kysely';
import type { StoredGap } from '../model/index.ts';
import type { ReportedGap, CoverageReport } from './coverage-report.ts';
import { escapeKey, unescapeKey } from './key-escaping.ts';
import { lock } from './migrations.ts';
import { queryIds } from './queries.ts';
import type { Database } from './schema.ts';
import { union, type Span } from './spans.ts';

/*
 * Coverage is stored as the spans in which each query was tracked while a source was live. Those of a running program are
 * open: they end at the last time that its run has reported, so that a killed program needs no repair.
 */

/** The most rows in a statement: its parameters are limited. */
const pageRows = 1_000;

/** Writes a report in one transaction. `now` is the wall clock, epoch ms. */
export async function writeCoverage(database: Database, report: CoverageReport, now: number): Promise<void> {
  const { run, startedAt, until, spans, gaps } = report;
  const queries = [...new Set(spans.map(({ query }) => escapeKey(query)))];
  await database.transaction().execute(async (transaction) => {
    const last = await lock(transaction, queries.length);
    await transaction
      .insertInto('undertone_runs')
      .values({ run, started_at: startedAt, until_at: until, seen_at: now })
      .onConflict((conflict) =>
        conflict
          .column('run')
          .doUpdateSet((row) => ({ until_at: row.ref('excluded.until_at'), seen_at: row.ref('excluded.seen_at') })),
      )
      .execute();
    const ids = await queryIds(transaction, queries, last - queries.length);
    const rows = spans.map(({ query, from, to }) => ({
      query_id: ids.get(escapeKey(query)) ?? 0,
      run,
      from_at: from,
      to_at: to ?? null,
    }));
    for (let start = 0; start < rows.length; start += pageRows) {
      await transaction
        .insertInto('undertone_coverage')
        .values(rows.slice(start, start + pageRows))
        .onConflict((conflict) =>
          conflict.columns(['query_id', 'run', 'from_at']).doUpdateSet((row) => ({ to_at: row.ref('excluded.to_at') })),
        )
        .execute();
    }
    for (const gap of gaps) await writeGap(transaction, run, gap);
  });
}

async function writeGap(transaction: Database, run: string, { id, source, from, to, cause, filled }: ReportedGap) {
  await transaction
    .insertInto('undertone_gaps')
    .values({ source: escapeKey(source), run, gap: id, from_at: from, to_at: to, cause: escapeKey(cause), filled })
    .onConflict((conflict) =>
      conflict.columns(['source', 'run', 'gap']).doUpdateSet((row) => ({
        from_at: row.ref('excluded.from_at'),
        to_at: row.ref('excluded.to_at'),
        cause: row.ref('excluded.cause'),
        filled: row.ref('excluded.filled'),
      })),
    )
    .execute();
}

/** Reads the spans within [from, to) in which a query was covered: a union. */
export async function readCovered(database: Database, queryId: number, { from, to }: Span): Promise<readonly Span[]> {
  const spans = await database
    .selectFrom('undertone_coverage')
    .innerJoin('undertone_runs', 'undertone_runs.run', 'undertone_coverage.run')
    .select(['from_at as from', sql<number>`coalesce(to_at, until_at)`.as('to')])
    .where('query_id', '=', queryId)
    .where('from_at', '<', to)
    .where(sql<boolean>`coalesce(to_at, until_at) > ${from}`)
    .execute();
  return union(spans.map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) })));
}

/** Returns the wall clock when the first run that stored coverage began, epoch ms; Infinity without one. */
export async function readCoverageStart(database: Database): Promise<number> {
  const [first] = await database
    .selectFrom('undertone_runs')
    .select('started_at')
    .orderBy('started_at')
    .limit(1)
    .execute();
  return first?.started_at ?? Infinity;
}

/** A run that has not reported for this long has ended, in ms. */
const silentMs = 60_000;
/** The most gaps that are returned: the latest. */
const maxGaps = 1_000;

/** Reads the gaps that overlap [from, to), in order. Those that a run has left open end with it. */
export async function readGaps(database: Database, { from, to }: Span, now: number): Promise<readonly StoredGap[]> {
  const isOpen = sql<boolean>`(to_at is null and seen_at > ${now - silentMs})`;
  const rows = await database
    .selectFrom('undertone_gaps')
    .innerJoin('undertone_runs', 'undertone_runs.run', 'undertone_gaps.run')
    .select(['source', 'from_at', 'to_at', 'cause', 'filled', 'seen_at'])
    .where('from_at', '<', to)
    .where(sql<boolean>`(coalesce(to_at, seen_at) > ${from} or ${isOpen})`)
    .orderBy('from_at', 'desc')
    .orderBy('source')
    .limit(maxGaps)
    .execute();
  return rows.toReversed().map(({ source, from_at, to_at, cause, filled, seen_at }) => ({
    source: unescapeKey(source),
    from: from_at,
    to: to_at ?? (seen_at > now - silentMs ? null : Math.max(from_at, seen_at)),
    cause: unescapeKey(cause),
    filled: filled === 'full' || filled === 'partial' ? filled : 'none',
  }));
}
