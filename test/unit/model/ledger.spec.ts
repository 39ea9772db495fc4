import fc from 'fast-check';
import { expect, it } from 'vitest';
import { balances, createEngineLedger, postOutcomes } from '../../../src/model/index.ts';

it('a ledger balances at every read, and keeps what nobody settled as pending', () => {
  const step = fc.record({ outcome: fc.constantFrom(...postOutcomes), count: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const ledger = createEngineLedger();
      const totals = new Map<string, number>();
      for (const { outcome, count } of steps) {
        ledger.receive(count + 1);
        ledger.record(outcome, count);
        totals.set(outcome, (totals.get(outcome) ?? 0) + count);
        expect(balances(ledger.read())).toBe(true);
      }
      const read = ledger.read();
      expect(read.pending).toBe(steps.length);
      for (const outcome of postOutcomes) expect(read[outcome]).toBe(totals.get(outcome) ?? 0);
    }),
  );
});

it('an account that lost or invented something does not balance', () => {
  const even = { routed: 3, delivered: 1, conflated: 0, dropped: 1, pending: 1 };
  expect(balances(even)).toBe(true);
  expect(balances({ ...even, routed: 4 })).toBe(false);
  expect(balances({ ...even, delivered: 3, pending: -1 })).toBe(false);
});
