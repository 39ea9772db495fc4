import { expect, it } from 'vitest';
import { balances } from '../../src/model/index.ts';
import { createPool } from '../../src/scoring/index.ts';
import { startEngine } from '../support/engine.ts';
import { WireClient } from '../support/wire-client.ts';

it('worker threads that die under load, and clients that send garbage, cost only their own batches', async () => {
  let givenUp = 0;
  const pool = createPool({
    scorer: 'vader-sentiment',
    workers: 2,
    workerUrl: new URL('../support/dying-worker.ts', import.meta.url),
    onFailure: (_, posts) => (givenUp += posts),
  });
  const engine = await startEngine({ scorer: pool });
  const [client, hostile] = await Promise.all([WireClient.open(engine.url), WireClient.open(engine.url)]);
  client.track('pizza, die');
  await client.settled();
  await engine.opened;
  const posts = 3_000;
  for (let index = 0; index < posts; index += 1) {
    engine.feed(index % 1_000 === 500 ? 'die' : `pizza ${index}`);
    if (index % 100 === 0) {
      hostile.send(['{"track":', '[]', '\u0000', '{"track":{}}'][index % 4] ?? '');
      await hostile.next();
    }
  }
  await engine.stop();
  await pool.close();
  const ledger = engine.ledger();
  expect(balances(ledger)).toBe(true);
  expect(ledger).toMatchObject({ received: posts, failed: givenUp, scored: posts - givenUp, pending: 0 });
  expect(givenUp).toBeGreaterThanOrEqual(3);
  expect(givenUp).toBeLessThanOrEqual(3 * 256);
  expect(engine.gone).toContainEqual({
    routed: ledger.scored,
    delivered: ledger.scored,
    conflated: 0,
    dropped: 0,
    pending: 0,
  });
});
