import { describe, expect, it } from 'vitest';
import { noRefusals } from '../../../src/app/compose/metrics.ts';
import { optionRows } from '../../../src/app/config/index.ts';
import { readLimits, reasonsOf } from '../../support/limits-table.ts';

const limits = readLimits();
const options = optionRows({ isUsual: true });

/** The reasons for which a client is refused whatever it asks for. */
const otherReasons = ['origin', 'host', 'token', 'stopping', 'malformed'];
/** The options that bound no client. */
const otherOptions = ['--max-batch-posts', '--max-batch-wait', '--max-recent-posts', '--max-quiet', '--max-lag'];

describe('the table of limits', () => {
  it('has the defaults and units of the options that it names', () => {
    const named = limits.filter(({ flag }) => flag !== '').map(({ flag, value, unit }) => ({ flag, value, unit }));
    const expected = named.map(({ flag }) => {
      const option = options.find((each) => each.flag === flag);
      return { flag, value: option?.default, unit: option?.unit };
    });
    expect(named.length).toBeGreaterThan(0);
    expect(named).toEqual(expected);
  });

  it('has every option that bounds what a client can ask for', () => {
    const bounding = options.map(({ flag }) => flag).filter((flag) => flag.startsWith('--max-'));
    const named = limits.map(({ flag }) => flag);
    expect(bounding.filter((flag) => !otherOptions.includes(flag) && !named.includes(flag))).toEqual([]);
  });

  it('says of each limit what is beyond it, with a number', () => {
    expect(limits.filter(({ value, beyond }) => !/^\d/.test(value) || beyond === '')).toEqual([]);
  });

  it('has every reason of a refusal for a limit', () => {
    const reasons = Object.keys(noRefusals).filter((reason) => !otherReasons.includes(reason));
    expect([...new Set(reasonsOf(limits))].toSorted()).toEqual(reasons.toSorted());
  });
});
