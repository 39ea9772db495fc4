import { describe, expect, it } from 'vitest';
import { createMeter } from '../../../src/app/metrics/meter.ts';
import { meterShedding } from '../../../src/app/metrics/shedding.ts';
import { parseExposition } from '../../support/exposition.ts';

describe('the metrics of shedding', () => {
  it('have every stage and reason from the start, and name no query', async () => {
    let time = 0;
    const meter = createMeter();
    const { pool, store, result } = meterShedding(meter, () => time);
    const samples = async (name: string) =>
      parseExposition(await meter.text())
        .get(name)
        ?.samples.map(({ labels, value }) => `${Object.values(labels).join(' ')} ${value}`);
    expect(await samples('undertone_shed_total')).toEqual([
      'pool full 0',
      'pool share 0',
      'store full 0',
      'store share 0',
      'match rate 0',
      'delivery rate 0',
    ]);
    for (const query of ['pizza', 'the', 'the']) pool(query, 'full');
    store('the', 'share');
    result('delivery', 'the');
    expect(await samples('undertone_shed_total')).toEqual([
      'pool full 3',
      'pool share 0',
      'store full 0',
      'store share 1',
      'match rate 0',
      'delivery rate 1',
    ]);
    expect(await samples('undertone_shed_queries')).toEqual(['pool 2', 'store 1', 'match 0', 'delivery 1']);
    time = 60_000;
    expect(await samples('undertone_shed_queries')).toEqual(['pool 0', 'store 0', 'match 0', 'delivery 0']);
    expect(await meter.text()).not.toContain('pizza');
  });
});
