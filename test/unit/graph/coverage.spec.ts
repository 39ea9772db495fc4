import { describe, expect, it } from 'vitest';
import { Coverage } from '../../../src/graph/coverage.ts';

/** Coverage over a clock and a set of live queries that the test changes; events as `query+at`, `query-at`, `..at`. */
function setUp() {
  const live = new Set<string>();
  let at = 0;
  const coverage = new Coverage({ isLive: (query) => live.has(query), eventTimeNow: () => at, now: () => 7 });
  const written = (events: ReturnType<Coverage['advance']>) =>
    events.map((event) => {
      if (event.type === 'coverage-reached') return `..${event.at}`;
      return `${event.query}${event.type === 'coverage-started' ? '+' : '-'}${event.at}`;
    });
  return {
    coverage,
    live,
    written,
    to: (time: number) => (at = time),
    status: (...queries: readonly string[]) => written(coverage.statusChanged((query) => queries.includes(query))),
  };
}

describe('coverage', () => {
  it('begins when a query is tracked and a source is live, whichever comes last', () => {
    const { coverage, live, written, to, status } = setUp();
    live.add('pizza');
    to(100);
    expect(written(coverage.add('pizza'))).toEqual(['pizza+100']);
    expect(written(coverage.add('coffee'))).toEqual([]);
    expect([coverage.since('pizza'), coverage.since('coffee')]).toEqual([100, Infinity]);
    to(200);
    live.add('coffee');
    expect(status('pizza', 'coffee')).toEqual(['coffee+200']);
  });

  it('ends when the last source is not live any more, or when the query is released', () => {
    const { coverage, live, written, to, status } = setUp();
    live.add('pizza').add('coffee');
    coverage.add('pizza');
    coverage.add('coffee');
    to(300);
    live.delete('pizza');
    expect(status('pizza', 'coffee')).toEqual(['pizza-300']);
    expect(coverage.since('pizza')).toBe(Infinity);
    to(400);
    expect(written(coverage.remove('pizza'))).toEqual([]);
    expect(written(coverage.remove('coffee'))).toEqual(['coffee-400']);
  });

  it('looks only at queries that a change of status affects', () => {
    const { coverage, live, status } = setUp();
    coverage.add('pizza');
    live.add('pizza');
    expect(status('coffee')).toEqual([]);
    expect(status('pizza')).toEqual(['pizza+0']);
  });

  it('reports how far it reaches while there are queries', () => {
    const { coverage, live, written, to } = setUp();
    expect(written(coverage.heartbeat())).toEqual([]);
    live.add('pizza');
    coverage.add('pizza');
    to(1_000);
    expect(written(coverage.heartbeat())).toEqual(['..1000']);
  });

  it('does not go back with an event clock that is pulled back a little', () => {
    const { coverage, live, written, to } = setUp();
    live.add('pizza');
    to(50_000);
    coverage.add('pizza');
    to(45_000);
    expect(written(coverage.advance())).toEqual([]);
    expect(written(coverage.heartbeat())).toEqual(['..50000']);
    expect(written(coverage.remove('pizza'))).toEqual(['pizza-50000']);
  });

  it('begins again where event time leaps back to', () => {
    const { coverage, live, written, to } = setUp();
    live.add('pizza');
    to(1_000_000);
    coverage.add('pizza');
    to(1_000_500);
    coverage.heartbeat();
    to(2_000);
    expect(written(coverage.advance())).toEqual(['pizza-1000500', 'pizza+2000', '..2000']);
    expect(coverage.since('pizza')).toBe(2_000);
  });
});
