import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertPlace } from '../../support/alert-place.ts';
import type { HookReceiver } from '../../support/fakes/hook-receiver.ts';

/*
 * One program with an alert of each type. Spikes, shifts, silences and digests take their time: 6 windows before there is a
 * past, and 10 s. So all of them run at once.
 */
const alerts: readonly (readonly [name: string, query: string, when: object])[] = [
  ['post', 'ramen', { type: 'post' }],
  ['polarity', 'ramen', { type: 'post', polarity: 'negative' }],
  ['spike', 'pizza', { type: 'spike', window: '1s' }],
  ['shift', 'pasta', { type: 'shift', window: '1s' }],
  ['below', 'pasta', { type: 'mean', below: -0.2, window: '1s', minPosts: 10 }],
  ['above', 'pasta', { type: 'mean', above: 0.2, window: '1s', minPosts: 10 }],
  ['volume', 'pizza', { type: 'volume', above: 20, window: '1s' }],
  ['silence', 'tofu', { type: 'silence', for: '10s' }],
  ['digest', 'pasta', { type: 'digest', every: '10s' }],
];

let place: AlertPlace;
let receiver: HookReceiver;
let feeding: NodeJS.Timeout | undefined;

beforeAll(async () => {
  place = await AlertPlace.make();
  receiver = place.receiver;
  place.write(...alerts.map(([name, query, when]) => ({ name, query, when, to: [place.webhook(`/${name}`)] })));
  const program = await place.start();
  await vi.waitUntil(async () => (await program.list('/v1/queries')).length === 4, { timeout: 60_000 });
  let posts = 0;
  const send = (count: number, text: string): void => {
    program.send(...Array.from({ length: count }, () => ({ id: String((posts += 1)), text })));
  };
  for (const text of ['I love ramen', 'this ramen is awful', 'a word on tofu']) send(1, text);
  let turn = 0;
  feeding = setInterval(() => {
    turn += 1;
    send(4, 'I love this pasta, it is great');
    if (turn % 4 === 0) send(1, 'a pizza');
    // After 9 windows; and again, for a machine that was too slow to have had enough of them.
    if (turn % 48 !== 36) return;
    send(60, 'pasta is horrible, I hate it');
    send(40, 'a pizza again');
  }, 250);
}, 120_000);
afterAll(async () => {
  clearInterval(feeding);
  await place.remove();
});

const number: unknown = expect.any(Number);
const list: unknown = expect.any(Array);
const record: unknown = expect.any(Object);
const withFields = (fields: object): unknown => expect.objectContaining(fields);
const summaryWith = (fields: object): unknown => withFields({ from: number, to: number, ...fields });
const postWith = (text: string): unknown => ({
  ...{ post: withFields({ text }), compound: number, topicCompound: number },
});

/** The fields of each alert's first webhook, besides those of all. */
const firsts: Readonly<Record<string, object>> = {
  post: { why: { words: [], posts: [postWith('I love ramen')] } },
  polarity: { why: { words: [], posts: [postWith('this ramen is awful')] } },
  spike: { summary: summaryWith({ spike: withFields({ ratio: number }) }), baseline: number },
  shift: { summary: summaryWith({ shift: withFields({ change: number }) }), baseline: number },
  below: { summary: summaryWith({ meanTopicCompound: number }), baseline: -0.2 },
  above: { summary: summaryWith({ meanTopicCompound: number }), baseline: 0.2 },
  volume: { summary: summaryWith({ posts: number }), baseline: 20 },
  silence: {},
  digest: { summary: summaryWith({ positive: number, words: record }) },
};

describe('a webhook, whose signature another implementation verifies, comes of each type of alert:', () => {
  it.concurrent.each(alerts)('%s', async (name, query, when) => {
    await expect.poll(() => receiver.at(`/${name}`).length, { timeout: 60_000 }).toBeGreaterThan(0);
    const [first] = receiver.at(`/${name}`);
    expect(first?.body).toMatchObject({
      ...{ type: 'alert.fired', id: first?.id, alert: name, query, when, at: number, from: number, to: number },
      why: { words: list, posts: list },
      ...firsts[name],
    });
    expect(first?.body).toSatisfy(
      (body: object) => 'summary' in body === !['post', 'polarity', 'silence'].includes(name),
    );
    expect(receiver.faults).toEqual([]);
  });

  it('and of posts one for each, of the polarity that was asked for', async () => {
    await expect.poll(() => receiver.at('/post').length).toBe(2);
    expect(receiver.at('/polarity')).toHaveLength(1);
  });
});
