import { NEVER, of, VirtualTimeScheduler } from 'rxjs';
import { expect, it } from 'vitest';
import { encodeBody, encodeHeader } from '../../../src/cluster/chunk.ts';
import { decodeEvent, encodeEvent } from '../../../src/cluster/events.ts';
import { createLogSource } from '../../../src/cluster/log-source.ts';
import { coverageOf } from '../../../src/cluster/query-hash.ts';
import { LogReader } from '../../../src/cluster/reader.ts';
import { noTotals } from '../../../src/cluster/totals.ts';
import type { SourceEvent } from '../../../src/graph/index.ts';
import { parseJson, UndertoneError } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { MemoryLog } from '../../support/fakes/memory-log.ts';

const error = new UndertoneError('bad_query', 'X has no prefixes.');
const coverage = {
  type: 'coverage' as const,
  source: 'x',
  active: new Set(['pizza', 'coffee']),
  refused: new Map([['tea', error]]),
};
const setOf = (...texts: readonly string[]) => texts.map((text) => parseQuery(text));

it('the log names covered queries by hashes, which a node resolves for its own queries', () => {
  const text = encodeEvent(coverage);
  expect(text).not.toMatch(/pizza|coffee|"tea"/);
  const read = decodeEvent(parseJson(text), 'x');
  if (typeof read !== 'object' || read.type !== 'coverage') throw new Error('It is no coverage.');
  const own = coverageOf(read, setOf('pizza', 'rain', 'tea'));
  expect([...own.active]).toEqual(['pizza']);
  expect(Array.from(own.refused, ([query, { message }]) => [query, message])).toEqual([['tea', error.message]]);
});

it('queries that an older node has named by their texts are understood', () => {
  expect([...coverageOf(coverage, setOf('pizza', 'rain')).active]).toEqual(['pizza']);
});

it('a node that tracks another query learns at once that it is covered already', () => {
  const scheduler = new VirtualTimeScheduler();
  const log = new MemoryLog(scheduler);
  const reader = new LogReader({ log, canAccept$: of(true), maxLagMs: Infinity, scheduler });
  const source = createLogSource({ name: 'x', reader, publish: () => NEVER, silenceMs: 3_000, scheduler });
  const active: string[] = [];
  const open = (query: string) =>
    source.open(setOf(query)).subscribe((event: SourceEvent) => {
      if (event.type === 'coverage') active.push(...event.active);
    });
  const first = open('pizza');
  const header = encodeHeader({
    ...{ term: 2, node: 'a', at: 0, state: 'live', liveAt: 0, cursors: {}, totals: noTotals },
  });
  log.append({ source: 'x', id: 'x-1', header, body: encodeBody([encodeEvent(coverage)]) }, 0).subscribe();
  scheduler.maxFrames = 100;
  scheduler.flush();
  expect(active).toEqual(['pizza']);
  first.unsubscribe();
  open('coffee').unsubscribe();
  expect(active).toEqual(['pizza', 'coffee']);
});
