import { afterEach, describe, expect, it } from 'vitest';
import { createFastTime } from '../../../src/testing/fast-time.ts';
import { eventually } from '../../../src/testing/source-listener.ts';
import { untilActive, listen, queries, releaseX, startFake } from '../../support/x-source.ts';

afterEach(releaseX);

describe('the rules of X', () => {
  it('are added before there is a connection, and are active 20 s later', async () => {
    const time = createFastTime(40);
    const fake = await startFake();
    const listener = listen(fake, ['pizza', 'coffee rome'], { time });
    await listener.live();
    expect(fake.connectsWithoutRules).toBe(0);
    expect(listener.coverage.active).toEqual([]);
    expect(fake.values).toEqual([
      '(pizza OR #pizza OR @pizza OR url:pizza OR (coffee OR #coffee OR @coffee OR url:coffee) (rome OR #rome OR @rome OR url:rome)) -is:retweet',
    ]);
    const before = time.scheduler.now();
    await untilActive(listener, 'coffee rome', 'pizza');
    expect(time.scheduler.now() - before).toBeGreaterThan(15_000);
  });

  it('change on the live connection: the old one is removed once the new one is active', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await untilActive(listener, 'pizza');
    listener.open(queries('pizza', 'coffee'));
    expect(listener.coverage.active).toEqual(['pizza']);
    await eventually(() => fake.values.length === 2);
    fake.post('I love pizza');
    await untilActive(listener, 'coffee', 'pizza');
    await eventually(() => fake.values.length === 1);
    expect(fake.rules.changes.map((change) => Object.keys(change)[0])).toEqual(['add', 'add', 'delete']);
    fake.post('I love coffee');
    await listener.until(() => listener.posts.length === 2);
    expect(fake.attempts).toBe(1);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('of earlier runs are removed once they are replaced; those of others never are', async () => {
    const fake = await startFake({ rulesPerPage: 2 });
    for (const word of ['a', 'b', 'c', 'd', 'e']) fake.rules.put(`(${word}) -is:retweet`, 'undertone-1');
    fake.rules.put('tea', 'somebody else');
    fake.rules.put('(#pizza) -is:retweet', 'undertone-9');
    const listener = listen(fake, ['#pizza']);
    await listener.live();
    await untilActive(listener, '#pizza');
    await eventually(() => fake.values.length === 2);
    expect(fake.values).toEqual(['tea', '(#pizza) -is:retweet']);
    expect(fake.rules.changes.map((change) => Object.keys(change)[0])).toEqual(['delete']);
  });

  it('of others serve us too, and are never removed', async () => {
    const fake = await startFake({ rulesPerPage: 1 });
    const listener = listen(fake, ['#tea']);
    fake.refuse('list', { status: 200, body: '{"meta":{"sent":""}}' });
    fake.rules.put('(#tea) -is:retweet', 'somebody else');
    await untilActive(listener, '#tea');
    listener.open(queries('#coffee'));
    await untilActive(listener, '#coffee');
    expect(fake.values).toContain('(#tea) -is:retweet');
  });

  it('that X refuses prevent no other from being added: only their query is refused', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza', '#verboten', 'coffee']);
    await untilActive(listener, 'coffee', 'pizza');
    expect(listener.coverage.refused).toEqual(['#verboten: bad_query']);
    const [error] = listener.events.findLast((event) => event.type === 'coverage')?.refused.values() ?? [];
    expect(error?.message).toBe('X refuses this query: Rules must not contain this word (at position 1).');
    listener.open(queries('pizza', 'coffee'));
    expect(listener.coverage.refused).toEqual([]);
  });

  it('beyond the room of the account are refused, and the others are active', async () => {
    const fake = await startFake({ maxRules: 3 });
    fake.rules.put('tea', 'somebody else');
    fake.rules.put('(old)', 'undertone-1');
    const long = ['pizza', 'coffee', 'rome'].map((word) => `"${word} ${'x'.repeat(400)}"`);
    const listener = listen(fake, long);
    await listener.until(() => listener.coverage.refused.length === 1 && listener.coverage.active.length === 2);
    expect(fake.values).toHaveLength(3);
    expect(fake.values).not.toContain('(old)');
    listener.open(queries(...long.slice(1)));
    await listener.until(() => listener.coverage.refused.length === 0 && listener.coverage.active.length === 2);
    await eventually(() => fake.values.length === 3 && !fake.values.some((value) => value.includes('pizza')));
  });

  it('that somebody else removes are added again', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza'], { time: createFastTime(500) });
    await untilActive(listener, 'pizza');
    fake.rules.stored.clear();
    await eventually(() => fake.values.length === 1);
  });

  it('change no more often than X allows, however often queries change', async () => {
    const time = createFastTime(500);
    const fake = await startFake();
    const listener = listen(fake, ['pizza'], { time });
    await listener.live();
    const start = time.scheduler.now();
    for (let turn = 0; time.scheduler.now() - start < 840_000; turn += 1) {
      listener.open(queries('pizza', `word${turn}`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(fake.rules.changes.length).toBeGreaterThan(10);
    expect(fake.rules.changes.length).toBeLessThanOrEqual(100);
    expect(fake.mostStreams).toBe(1);
  });

  it('that can’t be changed for a while give a live stream a reason', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await untilActive(listener, 'pizza');
    fake.refuse('change', {
      status: 429,
      headers: { 'x-rate-limit-reset': '1' },
      body: '{"title":"Too Many Requests"}',
    });
    listener.open(queries('pizza', 'coffee'));
    await listener.until(() => listener.states.some((state) => state.startsWith('live: ')));
    await untilActive(listener, 'coffee', 'pizza');
    expect(listener.states.at(-1)).toBe('live');
    expect(fake.attempts).toBe(1);
  });

  it('that cover what is still wanted let a broken stream open again at once, however often they have changed', async () => {
    const time = createFastTime(100);
    const fake = await startFake();
    const listener = listen(fake, ['pizza', '#tea'], { time });
    await listener.live();
    for (let turn = 0; fake.rules.changes.length < 60; turn += 1) {
      listener.open(queries('pizza', '#tea', `word${turn}`));
      await eventually(() => fake.values.some((value) => value.includes(`word${turn} `)));
    }
    listener.open(queries('pizza'));
    const start = time.scheduler.now();
    fake.cut();
    await listener.live(2);
    expect(time.scheduler.now() - start).toBeLessThan(60_000);
    fake.post('I love pizza');
    await listener.until(() => listener.posts.length === 1);
  });

  it('of an earlier run that cover something wanted let the stream open although X takes no changes', async () => {
    const fake = await startFake();
    fake.rules.put('(#tea OR #pizza) -is:retweet', 'undertone-4');
    const refusal = {
      status: 429,
      headers: { 'x-rate-limit-reset': '4102444800' },
      body: '{"title":"Too Many Requests"}',
    };
    fake.refuse('change', refusal, refusal);
    const listener = listen(fake, ['#pizza', '#coffee']);
    await untilActive(listener, '#pizza');
    expect(listener.states.at(-1)).toMatch(/^live: .+ has had too many requests from us \(429\)/);
    fake.post('I love #pizza');
    await listener.until(() => listener.posts.length === 1);
  });

  it('have no prefixes: such a query is refused, and the others are active', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizz*', '#tea']);
    await untilActive(listener, '#tea');
    expect(listener.coverage.refused).toEqual(['pizz*: bad_query']);
    expect(fake.values).toEqual(['(#tea) -is:retweet']);
  });
});
