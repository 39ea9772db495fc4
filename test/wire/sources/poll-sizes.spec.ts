import { gzipSync } from 'node:zlib';
import { of } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { createPoll } from '../../../src/sources/index.ts';
import { createFastTime, eventually, SourceListener } from '../../../src/testing/index.ts';
import { FakeHttp } from '../../support/fakes/http.ts';

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

const made = (id: number) => ({ id: String(id), text: `text ${id}` });

it('an answer with more than can be remembered is refused, however small it is on the wire', async () => {
  let body = gzipSync(`[${'1,'.repeat(8_000_000)}1]`);
  const fake = await FakeHttp.start(() => ({ headers: { 'Content-Encoding': 'gzip' }, body }));
  const { scheduler } = createFastTime(10);
  const common = { name: 'poll', url: fake.url, everyMs: 200, canAccept$: of(true), random: () => 0, scheduler };
  const listener = new SourceListener(createPoll(common));
  releases.push(
    () => {
      listener.close();
    },
    () => fake.close(),
  );
  await listener.until(() => listener.states.length > 1);
  expect(listener.states[1]).toContain('lists more than 100000 comments at a time: ask it for fewer.');
  expect(listener.invalid).toBe(1);
  body = gzipSync(JSON.stringify([made(1), 2, null, made(3)]));
  await listener.live();
  await listener.until(() => listener.texts.length === 2);
  await eventually(() => fake.requests.length > 4);
  expect(listener.invalid).toBe(3);
});
