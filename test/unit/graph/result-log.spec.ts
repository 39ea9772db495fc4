import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResultLog } from '../../../src/graph/result-log.ts';
import { arrivalOf } from '../../../src/graph/result-ring.ts';
import { formatResumeToken, parseResumeToken } from '../../../src/graph/resume-token.ts';
import { scoreOf } from '../../support/world.ts';

const resultOf = (at: number) =>
  scoreOf({ post: { id: String(at), source: 'test', at, text: '' }, matches: [], hashtags: {} });

const now = 1_000_000;

const logOf = ({ epoch = 'run-1', maxResults = 5 } = {}) =>
  new ResultLog({ epoch, limits: { maxResumeResults: maxResults }, now: () => now });

const push = (log: ResultLog, at: number): void => {
  log.push(arrivalOf(resultOf(at), now), at);
};

describe('a resume token', () => {
  it('is parsed into what it was formatted from', () => {
    const epoch = fc.stringMatching(/^[a-z0-9-]{1,64}$/);
    const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(epoch, count, count, (name, offset, at) => {
        expect(parseResumeToken(formatResumeToken({ epoch: name, offset, at }))).toEqual({ epoch: name, offset, at });
      }),
    );
  });

  it('is undefined for any other string', () => {
    for (const text of [
      '',
      'a',
      'a.1',
      'a.1.1.1',
      'A.1.1',
      'a.-1.1',
      'a..1',
      ' a.1.1',
      'a.1.1\n',
      `${'a'.repeat(65)}.1.1`,
    ]) {
      expect(parseResumeToken(text)).toBeUndefined();
    }
  });
});

describe('the log of a query', () => {
  it('returns the results after a token, in order, each once', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 60 }),
        fc.nat({ max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (before, after, maxResults) => {
          const log = logOf({ maxResults });
          log.startBuffering();
          for (let at = 1; at <= before; at += 1) push(log, at);
          const token = parseResumeToken(log.resume());
          for (let at = 1; at <= after; at += 1) push(log, before + at);
          const missed = token && log.after(token);
          if (after <= maxResults) expect(missed).toBeDefined();
          else expect(missed).toBeUndefined();
          if (missed === undefined) return;
          const expected = Array.from({ length: after }, (_, index) => before + index + 1);
          expect(missed.results.map(({ result }) => result.post.at)).toEqual(expected);
          expect(missed.results.map(({ match }) => match)).toEqual(expected);
          expect(missed.results.map(({ resume }) => parseResumeToken(resume)?.offset)).toEqual(expected);
        },
      ),
    );
  });

  it('buffers nothing until a session may resume', () => {
    const log = logOf();
    const start = parseResumeToken(log.resume()) ?? fail();
    expect(log.after(start)).toEqual({ results: [], retracted: [] });
    push(log, 1);
    expect(log.after(start)).toBeUndefined();
    log.startBuffering();
    const second = parseResumeToken(log.resume()) ?? fail();
    push(log, 2);
    expect(log.after(second)?.results).toHaveLength(1);
    expect(log.after(start)).toBeUndefined();
  });

  it('accepts no token of another log, and none from the future', () => {
    const log = logOf();
    log.startBuffering();
    push(log, 1);
    const token = parseResumeToken(log.resume()) ?? fail();
    expect(log.after({ ...token, epoch: 'run-2' })).toBeUndefined();
    expect(log.after({ ...token, offset: token.offset + 1 })).toBeUndefined();
  });

  it('has valid tokens with the time of the post, whatever time a post declares', () => {
    for (const [at, expected] of [
      [-5, 0],
      [7.5, 7],
      [8.64e15, 1_000_000],
      [500, 500],
    ] as const) {
      const log = logOf();
      push(log, at);
      expect(parseResumeToken(log.resume())).toMatchObject({ offset: 1, at: expected });
    }
  });
});

function fail(): never {
  throw new Error('that is no token');
}

describe('the log of a query whose posts come from a log', () => {
  const positions = { epoch: 'log', position: 10 };
  const open = () =>
    new ResultLog({
      ...{ epoch: 'run-1', limits: { maxResumeResults: 3 }, now: () => 1_000 },
      posts: { epoch: () => positions.epoch, position: () => positions.position },
    });
  const pushAt = (log: ResultLog, ...at: readonly number[]) => {
    for (const position of at) log.push(arrivalOf({ ...resultOf(position), position }, 1_000), 0);
  };
  const after = (log: ResultLog, offset: number, epoch = 'log') =>
    log.after({ epoch, offset, at: 0 })?.results.map(({ result }) => result.position);

  it('returns the results after a position, as far as it has buffered them, and none after one that is ahead', () => {
    const log = open();
    log.startBuffering();
    pushAt(log, 12, 15, 19);
    expect([10, 11, 12, 16, 19, 99].map((offset) => after(log, offset))).toEqual([
      ...[[12, 15, 19], [12, 15, 19], [15, 19], [19]],
      ...[[], []],
    ]);
    expect(after(log, 9)).toBeUndefined();
    expect(after(log, 12, 'run-1')).toBeUndefined();
    pushAt(log, 20, 23, 27, 31);
    expect(after(log, 12)).toBeUndefined();
    expect(after(log, 27)).toEqual([31]);
  });

  it('returns the deletions after a position, also where it has fewer results by then than another node had', () => {
    const log = open();
    log.startBuffering();
    pushAt(log, 12);
    Object.assign(positions, { position: 16 });
    log.retract({ source: 'test', id: '12' });
    pushAt(log, 15);
    const retracted = (offset: number) => log.after({ epoch: 'log', offset, at: 0 })?.retracted;
    expect(retracted(15)).toEqual([{ source: 'test', id: '12' }]);
    expect(retracted(17)).toEqual([]);
    Object.assign(positions, { position: 10 });
  });

  it('begins anew with another log', () => {
    const log = open();
    log.startBuffering();
    pushAt(log, 12);
    Object.assign(positions, { epoch: 'next', position: 3 });
    expect(log.resume()).toMatch(/^next\.3\./);
    expect(after(log, 10)).toBeUndefined();
    pushAt(log, 4);
    expect(after(log, 3, 'next')).toEqual([4]);
    Object.assign(positions, { epoch: 'log', position: 10 });
  });
});
