import { EMPTY } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { defaultLimits, type PostLog } from '../../../src/graph/index.ts';
import { resumptionFrom } from '../../../src/graph/missed.ts';
import { ResultLog } from '../../../src/graph/result-log.ts';
import { formatResumeToken } from '../../../src/graph/resume-token.ts';

const limits = { ...defaultLimits, resumeWindowMs: 10 };

describe('what a session has missed', () => {
  it('comes from the log while the results of the query, or all that was read, are younger than what it may have', () => {
    const unbroken = { position: 0, at: 0 };
    const log: PostLog = {
      ...{ epoch: () => 'log', position: () => 7, covers: () => true, unbrokenFrom: () => unbroken },
      ...{ keepMs: 1_000, replay: () => EMPTY, recent: () => EMPTY },
    };
    const results = new ResultLog({ epoch: '', limits, now: () => 100, posts: log });
    results.startBuffering();
    const isReplayed = (at: number): boolean => {
      const resume = formatResumeToken({ epoch: 'log', offset: 7, at });
      const { missed } = resumptionFrom({ resume }, results, { log, limits });
      return missed !== undefined && 'replay' in missed;
    };
    expect([109, 110].map(isReplayed)).toEqual([true, false]);
    unbroken.at = 200;
    expect([209, 210].map(isReplayed)).toEqual([true, false]);
  });
});
