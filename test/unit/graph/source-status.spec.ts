import { describe, expect, it } from 'vitest';
import { SourceStatus, type StatusEvent } from '../../../src/graph/source-status.ts';
import { UndertoneError } from '../../../src/model/index.ts';

const state = (source: string, now: 'live' | 'pending' | 'down'): StatusEvent => ({
  type: 'state',
  source,
  state: now,
});
const refusal = new UndertoneError('bad_query', 'It is too long for that source.');
const coverage = (source: string, active: readonly string[], refused: readonly string[] = []) => ({
  type: 'coverage' as const,
  source,
  active: new Set(active),
  refused: new Map(refused.map((query) => [query, refusal])),
});

describe('the status of sources', () => {
  it('is pending for a source that has reported nothing', () => {
    expect(new SourceStatus(['a', 'b']).upstreamOf('pizza')).toEqual({ a: 'pending', b: 'pending' });
  });

  it('is live for every query on a live source that reports no coverage', () => {
    const status = new SourceStatus(['a']);
    const changed = status.apply(state('a', 'live'));
    expect(status.upstreamOf('pizza')).toEqual({ a: 'live' });
    expect([changed('pizza'), changed('coffee')]).toEqual([true, true]);
    expect(status.apply(state('a', 'live'))('pizza')).toBe(false);
  });

  it('is live for covered queries, down for refused ones, pending for the others', () => {
    const status = new SourceStatus(['x']);
    status.apply(state('x', 'live'));
    const changed = status.apply(coverage('x', ['pizza'], ['long']));
    expect(['pizza', 'long', 'new'].map((query) => status.upstreamOf(query)['x'])).toEqual(['live', 'down', 'pending']);
    expect(['pizza', 'long', 'new'].map(changed)).toEqual([false, true, true]);
    expect(status.refusalsOf('long')).toEqual([refusal]);
    expect(status.refusalsOf('pizza')).toEqual([]);
  });

  it('is the source’s own for every query that it does not refuse while the source is not live', () => {
    const status = new SourceStatus(['x']);
    status.apply(coverage('x', ['pizza'], ['long']));
    expect([status.upstreamOf('pizza'), status.upstreamOf('long')]).toEqual([{ x: 'pending' }, { x: 'down' }]);
    status.apply(state('x', 'down'));
    expect([status.upstreamOf('pizza'), status.upstreamOf('long')]).toEqual([{ x: 'down' }, { x: 'down' }]);
  });

  it('has a reason where it is not live: the refusal, else that of the source, else that of a query not active yet', () => {
    const status = new SourceStatus(['x', 'y']);
    const reason = new UndertoneError('source_unsettled', 'It is away.');
    const pendingReason = new UndertoneError('source_unsettled', 'It takes a while.');
    const reasons = () => ['pizza', 'long', 'new'].map((query) => status.reasonsOf(query)['x'] ?? '-');
    expect(reasons()).toEqual(['-', '-', '-']);
    status.apply({ ...coverage('x', ['pizza'], ['long']), pendingReason });
    expect(reasons()).toEqual(['-', refusal.message, '-']);
    status.apply({ type: 'state', source: 'x', state: 'pending', reason });
    expect(reasons()).toEqual([reason.message, refusal.message, reason.message]);
    status.apply(state('x', 'live'));
    expect(reasons()).toEqual(['-', refusal.message, pendingReason.message]);
    status.apply({ type: 'state', source: 'x', state: 'live', reason });
    expect(reasons()).toEqual(['-', refusal.message, reason.message]);
  });
});
