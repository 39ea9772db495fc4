import { VirtualTimeScheduler } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { EventClient } from '../support/event-client.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { WireClient } from '../support/wire-client.ts';

let engine: Engine;
afterEach(() => engine.stop());

it('an address opens sessions in a burst, and then as fast as they are refilled; streams of events too', async () => {
  const scheduler = new VirtualTimeScheduler();
  engine = await startEngine({ scheduler, capacity: { maxSessions: 100, maxSessionsPerAddress: 3 } });
  const stream = `${engine.url}/v1/stream?track=pizza`;
  const untilNone = () => expect.poll(() => engine.delivery.count()).toBe(0);
  for (let count = 0; count < 2; count += 1) await (await WireClient.openV1(engine.url)).close();
  const events = await EventClient.open(stream);
  events.abort();
  await untilNone();
  expect(await (await WireClient.open(engine.url)).closed()).toBe(1013);
  const refused = await fetch(stream);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
  expect(await refused.json()).toMatchObject({ error: { code: 'too_many' } });
  expect(engine.refused).toEqual(['session_rate', 'session_rate']);
  await WireClient.openV1(engine.url, { localAddress: '127.0.0.2' });
  scheduler.frame = 4_000;
  await WireClient.openV1(engine.url);
  expect(await (await WireClient.open(engine.url)).closed()).toBe(1013);
});
