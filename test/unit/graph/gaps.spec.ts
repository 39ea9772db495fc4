import { describe, expect, it } from 'vitest';
import { GapReports } from '../../../src/graph/gaps.ts';
import type { GapReport, SourceState } from '../../../src/graph/index.ts';
import { UndertoneError } from '../../../src/model/index.ts';

/** Reports as `id from-to filled`, with `?` for the end of an open gap. */
const written = (reports: readonly GapReport[]) =>
  reports.map(({ id, from, to, filled }) => `${id} ${from}-${to ?? '?'} ${filled}`);

function setUp() {
  let time = 0;
  const gaps = new GapReports(() => time);
  const reason = new UndertoneError('source_failed', 'The feed is closed.');
  return {
    gaps,
    at: (now: number) => (time = now),
    state: (state: SourceState, isFailing = false) =>
      written(gaps.applyState({ type: 'state', source: 'up', state, ...(isFailing && { reason }) })),
    gap: (from: number, to: number) =>
      written(gaps.applyGap({ source: 'up', from, to, cause: 'It was closed.', filled: 'full' })),
  };
}

describe('a gap', () => {
  it('is reported as open when a live source fails, and replaced by the source’s own account when it is back', () => {
    const { at, state, gap } = setUp();
    state('live');
    at(100);
    expect(state('pending', true)).toEqual(['100 100-? none']);
    expect(state('pending', true)).toEqual([]);
    at(200);
    expect(state('live')).toEqual(['100 100-200 partial']);
    at(230);
    expect(gap(90, 200)).toEqual(['100 90-200 full']);
    expect(gap(90, 200)).toEqual(['230 90-200 full']);
  });

  it('has the reason of the failure as its cause', () => {
    const { gaps, state } = setUp();
    state('live');
    const reason = new UndertoneError('source_failed', 'No route to host.');
    expect(gaps.applyState({ type: 'state', source: 'up', state: 'down', reason })).toMatchObject([
      { source: 'up', cause: 'No route to host.' },
    ]);
  });

  it('is not reported before the source was live, nor when it is released or has ended well', () => {
    const { state } = setUp();
    expect(state('pending', true)).toEqual([]);
    expect(state('live')).toEqual([]);
    expect(state('pending')).toEqual([]);
    expect(state('live')).toEqual([]);
    expect(state('down')).toEqual([]);
  });

  it('ends when the source is released while it fails', () => {
    const { at, state } = setUp();
    state('live');
    state('pending', true);
    at(50);
    expect(state('pending')).toEqual(['1 0-50 partial']);
  });

  it('that a source reports while it is live is one of its own', () => {
    const { at, state, gap } = setUp();
    state('live');
    at(10);
    expect(gap(1, 10)).toEqual(['10 1-10 full']);
    expect(gap(2, 10)).toEqual(['11 2-10 full']);
  });
});
