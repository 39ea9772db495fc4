import { expect, it } from 'vitest';
import { openSlowSession } from '../../support/slow-session.ts';

const roomy = { outbox: { maxFrames: 1_000, maxBytes: 1_000_000, maxBytesInFlight: 1 } };

it('a session refuses a query beyond a budget, and goes on as before', () => {
  const { track, result, releaseAll, ofType, intents, refused } = openSlowSession(roomy, { queriesPerAddress: 1 });
  track('a');
  track('b', { query: 'coffee' });
  track('a', { query: 'coffee' });
  result('a');
  releaseAll();
  expect(ofType('error')).toMatchObject([{ code: 'too_many', id: 'b' }]);
  expect(refused).toEqual(['queries_per_address']);
  expect(ofType('post')).toMatchObject([{ id: 'a', seq: 1 }]);
  expect(intents).toMatchObject([
    { id: 'a', query: { canonical: 'pizza' } },
    { id: 'a', query: { canonical: 'coffee' } },
  ]);
});
