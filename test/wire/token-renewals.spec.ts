import { asyncScheduler } from 'rxjs';
import { expect, it } from 'vitest';
import { startEngine } from '../support/engine.ts';
import { MemoryLogReader, MemoryPostLog } from '../support/fakes/memory-post-log.ts';
import { WireClient } from '../support/wire-client.ts';

it('a query without results is resumed on another gateway after the log has forgotten its last result', async () => {
  const log = new MemoryPostLog();
  const gateways = [new MemoryLogReader(log, asyncScheduler), new MemoryLogReader(log, asyncScheduler)] as const;
  const [first, second] = await Promise.all(
    gateways.map((reader) => startEngine({ log: { source: reader.source, port: { ...reader.port, keepMs: 1_000 } } })),
  );
  const append = (...texts: readonly string[]): void => {
    for (const text of texts) log.append(text, Date.now());
    for (const reader of gateways) reader.advance(Infinity);
  };
  const client = await WireClient.openV1(first?.url ?? '');
  client.sendMessage({ type: 'track', id: 'a', query: 'pizza' });
  await client.nextOf('tracking');
  append('pizza', 'nothing');
  const { resume: old } = await client.nextOf('post');
  const renewal = await client.nextOf('tracking');
  expect(renewal).toMatchObject({ id: 'a', query: 'pizza', upstream: { log: 'live' } });
  expect(renewal).not.toHaveProperty('resumed');
  log.trim(2);
  const other = await WireClient.openV1(second?.url ?? '');
  other.sendMessage({ type: 'track', id: 'a', query: 'pizza', resume: renewal['resume'] });
  expect(await other.nextOf('tracking')).toMatchObject({ resumed: true });
  other.sendMessage({ type: 'track', id: 'b', query: 'coffee', resume: old });
  expect(await other.nextOf('tracking')).toMatchObject({ resumed: false });
  await Promise.all([client.close(), other.close()]);
  await Promise.all([first?.stop(), second?.stop()]);
});
