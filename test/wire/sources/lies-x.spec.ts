import { afterEach, describe, expect, it } from 'vitest';
import { untilActive, listen, queries, releaseX, startFake } from '../../support/x-source.ts';

afterEach(releaseX);

const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;

describe('an X that lies', () => {
  it.each(['constructor', 'toString', '__proto__'])('of problems called %s is tried again', async (name) => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await listener.live();
    fake.message({ errors: [{ title: 'x', type: `https://api.x.com/2/problems/${name}` }] });
    fake.message({ errors: [{ title: 'x', detail: 'No.', disconnect_type: name }] });
    await listener.live(2);
    expect(listener.states[2]).toContain(`ends the stream (${name}): No.`);
    expect(listener.error).toBeUndefined();
  });

  it('says a word of any length and colour in one short line', async () => {
    const fake = await startFake();
    const listener = listen(fake, ['pizza']);
    await listener.live();
    const detail = `No.\n    at \u001b[31m${'x'.repeat(10_000)}`;
    fake.message({ errors: [{ title: 'x', detail, disconnect_type: 'SlowReader' }] });
    await listener.until(() => listener.states.length > 2);
    expect(listener.states[2]).toMatch(/^pending: \S+ ends the stream \(SlowReader\): No\. at \[31mx{1,300}\.$/);
  });

  it('and refuses a key at length is believed', async () => {
    const fake = await startFake();
    fake.refuse('stream', { status: 403, body: '<p>'.repeat(100_000) });
    const listener = listen(fake, ['pizza']);
    await listener.until(() => listener.error !== undefined);
    expect(listener.error).toMatchObject({ kind: 'fatal', status: 403 });
  });

  it.each([
    ['refuses with what is too deep to be written', { status: 500, body: deep }, 'answers 500'],
    [
      'answers with a page of HTML',
      { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' },
      'not a JSON object',
    ],
    ['answers with an empty object', { status: 200, body: '{}' }, 'no list of rules'],
    ['answers with no end', { status: 200, body: `"${'x'.repeat(9_000_000)}"` }, 'more than 8388608 bytes'],
  ])('and, asked for its rules, %s is asked again, and no rule is added twice', async (_, refusal, words) => {
    const fake = await startFake();
    fake.rules.put('(#pizza) -is:retweet', 'undertone-9');
    fake.refuse('list', refusal);
    const listener = listen(fake, ['#pizza']);
    await untilActive(listener, '#pizza');
    expect(listener.states[1]).toContain(words);
    expect(fake.rules.changes).toEqual([]);
  });

  it('of a next page again and again is not asked for ever', async () => {
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
