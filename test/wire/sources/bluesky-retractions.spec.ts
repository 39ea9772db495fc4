import { of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createBluesky, noCursors } from '../../../src/sources/index.ts';
import { createFastTime } from '../../../src/testing/fast-time.ts';
import { SourceListener } from '../../../src/testing/source-listener.ts';
import { FakeJetstream } from '../../support/fakes/jetstream.ts';

const fakes: FakeJetstream[] = [];
const listeners: SourceListener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  for (const fake of fakes.splice(0)) await fake.close();
});

async function start(wire: 'v1' | 'v2') {
  const fake = await FakeJetstream.start({ wires: [wire] });
  fakes.push(fake);
  const { scheduler } = createFastTime();
  const wants = (lang: string): boolean => lang === 'en';
  const context = { name: 'bluesky', cursors: noCursors, canAccept$: of(true), random: () => 0, scheduler };
  const listener = new SourceListener(createBluesky({ ...context, base: fake.url, wants }));
  listeners.push(listener);
  await listener.live();
  return { fake, listener };
}

describe('bluesky', () => {
  it.each(['v1', 'v2'] as const)(
    'takes back posts that are deleted, edited, or of an ended account, by %s',
    async (wire) => {
      const { fake, listener } = await start(wire);
      const rkey = fake.post('first');
      const collection = 'app.bsky.feed.post';
      fake.commit({ operation: 'update', collection, rkey, record: { text: 'changed' } });
      fake.commit({ operation: 'delete', collection, rkey });
      fake.account({ active: false, status: 'deactivated' });
      for (const status of ['deleted', 'takendown', 'suspended']) fake.account({ active: false, status });
      fake.account({ active: true });
      fake.post('last');
      await listener.until(() => listener.texts.includes('last'));
      const [first = { id: '' }, changed = { id: '' }] = listener.posts;
      const source = 'bluesky';
      const author = 'did:plc:bob';
      expect(listener.retractions).toEqual([
        { type: 'delete', source, id: first.id },
        { type: 'delete', source, id: first.id },
        { type: 'delete', source, id: changed.id },
        ...Array.from({ length: 3 }, () => ({ type: 'account-ended', source, author })),
        { type: 'account-restored', source, author },
      ]);
    },
  );
});
