import { expect, it } from 'vitest';
import { balances } from '../../src/model/index.ts';
import { startEngine } from '../support/engine.ts';
import { WireClient } from '../support/wire-client.ts';

it('a client that does not read loses the oldest posts, counted, and does not affect another client', async () => {
  const outbox = { maxFrames: 50, maxBytes: 1_048_576, maxBytesInFlight: 65_536 };
  const engine = await startEngine({ outbox, closeMs: 100 });
  const tags = Array.from({ length: 40 }, (_, index) => `#${'long'.repeat(20)}${index}`).join(' ');
  const [slow, brisk] = await Promise.all([WireClient.open(engine.url), WireClient.open(engine.url)]);
  for (const client of [slow, brisk]) {
    client.track('pizza');
    await client.settled();
  }
  await engine.opened;
  slow.socket.pause();
  const posts = 3_000;
  for (let index = 0; index < posts; index += 1) {
    engine.feed(`pizza ${index} ${tags}`);
    expect(await brisk.next()).toHaveProperty('polarityIndex');
  }
  expect(engine.ledger()).toMatchObject({ received: posts, scored: posts, pending: 0 });
  await brisk.close();
  slow.socket.terminate();
  await expect.poll(() => engine.gone.length).toBe(2);
  const ledger = engine.gone.find(({ dropped }) => dropped > 0);
  expect(ledger).toMatchObject({ routed: posts, pending: 0 });
  expect(ledger?.delivered).toBeGreaterThan(0);
  expect(engine.gone.every(balances)).toBe(true);
  expect(engine.gone.find(({ dropped }) => dropped === 0)).toMatchObject({ routed: posts, delivered: posts });
  await engine.stop();
});
