import { afterEach, describe, expect, it } from 'vitest';
import { createFastTime } from '../../../src/testing/fast-time.ts';
import { untilActive, listen, queries, releaseX, startFake } from '../../support/x-source.ts';

afterEach(releaseX);

const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;

describe('an X that lies', () => {
  it.each(['constructor', 'toString', '__proto__'])('is asked again after a problem called %s', async (name) => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await listener.live();
    fake.message({ errors: [{ title: 'x', type: `https://api.x.com/2/problems/${name}` }] });
    fake.message({ errors: [{ title: 'x', detail: 'No.', disconnect_type: name }] });
    await listener.live(2);
    expect(listener.states[2]).toContain(`ends the stream (${name}): No.`);
    expect(listener.error).toBeUndefined();
  });

  it('has its message shown in one short line, whatever its length and colour', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await listener.live();
    const detail = `No.\n    at \u001b[31m${'x'.repeat(10_000)}`;
    fake.message({ errors: [{ title: 'x', detail, disconnect_type: 'SlowReader' }] });
    await listener.until(() => listener.states.length > 2);
    expect(listener.states[2]).toMatch(/^pending: \S+ ends the stream \(SlowReader\): No\. at \[31mx{1,300}\.$/);
  });

  it('is believed when it refuses a key at length', async () => {
    const fake = await startFake();
    fake.refuse('stream', { status: 403, body: '<p>'.repeat(100_000) });
    const listener = listen(fake, ['pizza']);
    await listener.until(() => listener.error !== undefined);
    expect(listener.error).toMatchObject({ kind: 'fatal', status: 403 });
  });

  it.each([
    ['refuses with JSON too deep to be written', { status: 500, body: deep }, 'answers 500'],
    [
      'answers with a page of HTML',
      { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' },
      'not a JSON object',
    ],
    ['answers with an empty object', { status: 200, body: '{}' }, 'no list of rules'],
    ['answers without an end', { status: 200, body: `"${'x'.repeat(9_000_000)}"` }, 'more than 8388608 bytes'],
  ])('is asked again, and gets no rule twice, when it %s instead of its rules', async (_, refusal, words) => {
    const fake = await startFake();
    fake.rules.put('(#pizza) -is:retweet', 'undertone-9');
    fake.refuse('list', refusal);
    const listener = listen(fake, ['#pizza'], { time: createFastTime(10) });
    await untilActive(listener, '#pizza');
    expect(listener.states[1]).toContain(words);
    expect(fake.rules.changes).toEqual([]);
  });

  it('is not asked for ever when it names a next page again and again', async () => {
    const fake = await startFake();
    const page = { status: 200, body: '{"meta":{"next_token":"more"}}' };
    fake.refuse('list', ...Array.from({ length: 60 }, () => page));
    const listener = listen(fake, ['pizza']);
    await listener.until(() => listener.states.length > 1);
    expect(listener.states[1]).toContain('without an end');
    expect(fake.requests).toHaveLength(50);
    listener.open(queries());
  });
});
