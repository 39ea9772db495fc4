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

it('a slow session conflates every result exactly, and ranks the words of those within the budget of its address', () => {
  const { track, results, releaseAll, ofType, session } = openSlowSession({}, { rankedResultsPerSecond: 2 });
  track('a');
  results('a', 3);
  results('a', 6, { compound: 0.5 });
  releaseAll();
  const [summary] = ofType('summary');
  expect(summary).toMatchObject({ posts: summary?.['conflated'], positive: 6 });
  expect(summary).toMatchObject({ hashtags: { food: 2 }, words: { cheese: 2 } });
  expect(session.ledger()).toMatchObject({ routed: 9, dropped: 0, pending: 0 });
});
