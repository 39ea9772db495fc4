import { jetstreamManager } from '@nats-io/jetstream';
import { asyncScheduler, BehaviorSubject, switchMap } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { createInterest, namesOf, openNats } from '../../src/cluster/index.ts';
import type { QuerySet } from '../../src/graph/index.ts';
import { parseQuery } from '../../src/query/index.ts';
import { NatsServers } from '../support/nats-servers.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const names = namesOf('test');

/** A node that publishes what it tracks, and collects what all nodes track. */
async function join(servers: NatsServers, node: string) {
  const nats = await openNats({
    ...{ servers: servers.urls, names, node, credsFile: '', caFile: '' },
    ...{ keepMs: 600_000, maxBytes: 100_000_000, replicas: 0 },
  });
  const interest = createInterest({
    ...{ opened: nats.opened, bucket: names.interest, node, keepMs: 6_000, idleGraceMs: 0, scheduler: asyncScheduler },
  });
  const own$ = new BehaviorSubject<QuerySet>([]);
  let known: readonly string[] = [];
  const running = own$.pipe(switchMap(interest.publish)).subscribe();
  running.add(
    interest.querySet$.subscribe((set) => {
      known = set.map(({ canonical }) => canonical).toSorted();
    }),
  );
  ends.push(async () => {
    running.unsubscribe();
    await nats.close();
  });
  const track = (...texts: readonly string[]): void => {
    own$.next(texts.map(parseQuery));
  };
  return { nats, known: () => known, track };
}

it('each node knows what all track, as it changes, also when the bucket was lost', async () => {
  const servers = await NatsServers.start(1);
  ends.push(() => servers.stop());
  const [a, b] = [await join(servers, 'a'), await join(servers, 'b')];
  // Only the last of changes that come at once counts.
  a.track('coffee');
  a.track('pizza', 'tea');
  b.track('pizza');
  for (const { known } of [a, b]) await expect.poll(known).toEqual(['pizza', 'tea']);
  a.track('tea');
  b.track();
  for (const { known } of [a, b]) await expect.poll(known).toEqual(['tea']);
  const { connection } = await a.nats.opened;
  await (await jetstreamManager(connection)).streams.delete(`KV_${names.interest}`);
  a.track('tea', 'coffee');
  for (const { known } of [a, b]) await expect.poll(known).toEqual(['coffee', 'tea']);
});
