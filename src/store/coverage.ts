import { sql } from 'kysely';
import type { StoredGap } from '../model/index.ts';
import { escapeKey, unescapeKey } from './key-escaping.ts';
import { lock } from './migrations.ts';
import { queryIds } from './queries.ts';
import type { Database } from './schema.ts';
import { intersect, union, type Span } from './spans.ts';

/*
 * A query is covered while it is tracked and at least one source is live. Both are stored as spans. Those of a running
 * program are open: they end at the last time that its run has reported, so that a killed program needs no repair.
 */

/** A span in which a query was tracked or a source was live, in event time; without an end while it is open. */
export interface CoverageSpan {
  readonly kind: 'query' | 'source';
  /** The canonical query, or the source. */
  readonly name: string;
  readonly from: number;
  readonly to: number | undefined;
}

/** A report of a running program. A repeated one changes nothing. */
export interface CoverageReport {
  /** The name of the run, which no other run has. */
  readonly run: string;
  /** The wall clock when the run began, epoch ms. */
  readonly startedAt: number;
  /** The event time up to which open spans extend, epoch ms. */
  readonly until: number;
  /** New spans, and earlier ones that have ended. */
  readonly spans: readonly CoverageSpan[];
  /** New gaps, and earlier ones that have changed: those with the same source and beginning. */
  readonly gaps: readonly StoredGap[];
}

/** The most rows in a statement: its parameters are limited. */
const pageRows = 1_000;

/** Writes a report in one transaction. `now` is the wall clock, epoch ms. */
export async function writeCoverage(database: Database, report: CoverageReport, now: number): Promise<void> {
  const { run, startedAt, until, spans, gaps } = report;
  const queries = [...new Set(spans.filter(({ kind }) => kind === 'query').map(({ name }) => escapeKey(name)))];
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
    const rows = spans.map(({ kind, name, from, to }) => ({
      kind: kind === 'query' ? 1 : 2,
      name: kind === 'query' ? String(ids.get(escapeKey(name)) ?? 0) : escapeKey(name),
      run,
      from_at: from,
      to_at: to ?? null,
    }));
    for (let start = 0; start < rows.length; start += pageRows) {
      await transaction
        .insertInto('undertone_spans')
        .values(rows.slice(start, start + pageRows))
        .onConflict((conflict) =>
          conflict
            .columns(['kind', 'name', 'run', 'from_at'])
            .doUpdateSet((row) => ({ to_at: row.ref('excluded.to_at') })),
        )
        .execute();
    }
    for (const gap of gaps) await writeGap(transaction, run, gap);
  });
}

async function writeGap(transaction: Database, run: string, { source, from, to, cause, filled }: StoredGap) {
  await transaction
    .insertInto('undertone_gaps')
    .values({ source: escapeKey(source), run, from_at: from, to_at: to, cause: escapeKey(cause), filled })
    .onConflict((conflict) =>
      conflict.columns(['source', 'run', 'from_at']).doUpdateSet((row) => ({
        to_at: row.ref('excluded.to_at'),
        cause: row.ref('excluded.cause'),
        filled: row.ref('excluded.filled'),
      })),
    )
    .execute();
}

/** Reads the spans within [from, to) in which a query was covered: a union. */
export async function readCovered(database: Database, queryId: number, { from, to }: Span): Promise<readonly Span[]> {
  const tracked = await readSpans(database, { kind: 1, name: String(queryId) }, { from, to });
  if (tracked.length === 0) return [];
  const live = await readSpans(database, { kind: 2 }, { from, to });
  const covered = [...Map.groupBy(tracked, ({ run }) => run)].flatMap(([run, spans]) =>
    intersect(union(spans), union(live.filter((span) => span.run === run))),
  );
  return union(covered.map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) })));
}

async function readSpans(
  database: Database,
  { kind, name }: { readonly kind: number; readonly name?: string },
  { from, to }: Span,
): Promise<readonly (Span & { readonly run: string })[]> {
  return database
    .selectFrom('undertone_spans')
    .innerJoin('undertone_runs', 'undertone_runs.run', 'undertone_spans.run')
    .select(['undertone_spans.run as run', 'from_at as from', sql<number>`coalesce(to_at, until_at)`.as('to')])
    .where('kind', '=', kind)
    .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
    .where('from_at', '<', to)
    .where(sql<boolean>`coalesce(to_at, until_at) > ${from}`)
    .execute();
}

/** Returns the wall clock when the first run that stored coverage began, epoch ms; undefined without one. */
export async function readCoverageStart(database: Database): Promise<number | undefined> {
  const { first } = await database
    .selectFrom('undertone_runs')
    .select((expression) => expression.fn.min('started_at').as('first'))
    .executeTakeFirstOrThrow();
  return first ?? undefined;
}

/** A run that has not reported for this long has ended, in ms. */
const silentMs = 60_000;
/** The most gaps that are returned: the latest. */
const maxGaps = 1_000;

/** Reads the gaps that overlap [from, to), in order. The open gaps of a run that has ended, end with it. */
export async function readGaps(database: Database, { from, to }: Span, now: number): Promise<readonly StoredGap[]> {
  const rows = await database
    .selectFrom('undertone_gaps')
    .innerJoin('undertone_runs', 'undertone_runs.run', 'undertone_gaps.run')
    .select(['source', 'from_at', 'to_at', 'cause', 'filled', 'until_at', 'seen_at'])
    .where('from_at', '<', to)
    .where(sql<boolean>`(coalesce(to_at, until_at) > ${from} or (to_at is null and seen_at > ${now - silentMs}))`)
    .orderBy('from_at', 'desc')
    .orderBy('source')
    .limit(maxGaps)
    .execute();
  return rows.toReversed().map(({ source, from_at, to_at, cause, filled, until_at, seen_at }) => ({
    source: unescapeKey(source),
    from: from_at,
    to: to_at ?? (seen_at > now - silentMs ? null : Math.max(from_at, until_at)),
    cause: unescapeKey(cause),
    filled: filled === 'full' || filled === 'partial' ? filled : 'none',
  }));
}
