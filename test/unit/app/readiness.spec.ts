import { expect, it } from 'vitest';
import { createReadiness } from '../../../src/app/readiness.ts';
import { UndertoneError } from '../../../src/model/index.ts';

const reason = new UndertoneError('source_unsettled', 'NATS is away.', { transient: true });
const pending = { type: 'state', source: 'up', state: 'pending', reason } as const;
const live = { type: 'state', source: 'up', state: 'live' } as const;

it('a node of a cluster is unready at once before its first source is live, and with patience after that', () => {
  let now = 0;
  const { record, reasons } = createReadiness(['up'], { patienceMs: 30_000, now: () => now });
  expect(reasons()).toEqual([]);
  record(pending);
  expect(reasons()).toEqual(['up is pending: NATS is away.']);
  record(live);
  record(pending);
  now = 29_999;
  record(pending);
  expect(reasons()).toEqual([]);
  now = 30_000;
  expect(reasons()).toEqual(['up is pending: NATS is away.']);
  record(live);
  expect(reasons()).toEqual([]);
});
