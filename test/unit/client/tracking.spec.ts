import { describe, expect, it } from 'vitest';
import { isRecord, UndertoneError } from '../../../src/model/index.ts';
import { clientWorld, collect } from '../../support/client-world.ts';
import { gapFrame, postFrame, statsFrame, summaryFrame, trackingFrame } from '../../support/frames.ts';

describe('a tracked query', () => {
  it('is tracked for the first subscriber, shared, and untracked after the last', () => {
    const { client, welcome } = clientWorld();
    const socket = welcome();
    const pizza = client.track('pizza', { posts: false, summary: { windowMs: 60_000, everyMs: 1_000 } });
    expect(socket.takeSent()).toEqual([]);
    const first = collect(pizza);
    const second = collect(pizza);
    const summary = { windowMs: 60_000, everyMs: 1_000 };
    expect(socket.takeSent()).toEqual([{ type: 'track', id: 'q1', query: 'pizza', posts: false, summary }]);
    first.unsubscribe();
    first.unsubscribe();
    expect(socket.takeSent()).toEqual([]);
    socket.frame(trackingFrame('q1'), postFrame('q1', 1));
    expect(first.values).toEqual([]);
    expect(second.values).toEqual([trackingFrame('q1'), postFrame('q1', 1)]);
    second.unsubscribe();
    expect(socket.takeSent()).toEqual([{ type: 'untrack', id: 'q1' }]);
  });

  it('gets a new id when it is tracked again, and no frame of the previous one', () => {
    const { client, welcome } = clientWorld();
    const socket = welcome();
    const pizza = client.track('pizza');
    const before = collect(pizza);
    socket.frame(trackingFrame('q1'), postFrame('q1', 1));
    before.unsubscribe();
    const after = collect(pizza);
    socket.frame(postFrame('q1', 2), { type: 'untracked', id: 'q1' }, trackingFrame('q2'));
    expect(socket.takeSent().slice(1)).toEqual([
      { type: 'untrack', id: 'q1' },
      { type: 'track', id: 'q2', query: 'pizza' },
    ]);
    expect(after.values).toEqual([trackingFrame('q2')]);
    expect(after.end()).toBe('open');
  });

  it('sends a late subscriber the last tracking frame at once', () => {
    const { client, welcome } = clientWorld();
    const socket = welcome();
    const pizza = client.track('pizza');
    collect(pizza);
    socket.frame(trackingFrame('q1'), postFrame('q1', 1), trackingFrame('q1', { upstream: { demo: 'pending' } }));
    expect(collect(pizza).values).toEqual([trackingFrame('q1', { upstream: { demo: 'pending' } })]);
  });

  it('gets its own frames, and the gaps of sources', () => {
    const { client, welcome } = clientWorld();
    const socket = welcome();
    const pizza = collect(client.track('pizza'));
    const pasta = collect(client.track('pasta'));
    socket.frame(postFrame('q1', 1), summaryFrame('q2'), gapFrame(), gapFrame({ id: 'q2' }), postFrame('q9', 1));
    expect(pizza.values).toEqual([postFrame('q1', 1), gapFrame()]);
    expect(pasta.values).toEqual([summaryFrame('q2'), gapFrame(), gapFrame({ id: 'q2' })]);
  });

  it('takes over a new token without an event', () => {
    const { client, clock, welcome } = clientWorld();
    const socket = welcome();
    const { values } = collect(client.track('pizza'));
    socket.frame(trackingFrame('q1', { resume: 'e1-0' }), postFrame('q1', 1), trackingFrame('q1', { resume: 'e1-9' }));
    expect(values).toEqual([trackingFrame('q1', { resume: 'e1-0' }), postFrame('q1', 1)]);
    socket.end(1006);
    clock.pass(375);
    expect(welcome().takeSent()).toEqual([{ type: 'track', id: 'q1', query: 'pizza', resume: 'e1-9' }]);
  });

  it('ends with the code and the position of a refusal, and is not untracked', () => {
    const { client, welcome } = clientWorld();
    const socket = welcome();
    const stream = client.track('a OR -b');
    const collected = collect(stream);
    socket.takeSent();
    socket.frame({ type: 'error', code: 'bad_query', message: 'No positive word.', id: 'q1', position: 5 });
    expect(collected.end()).toEqual(new UndertoneError('bad_query', 'No positive word.', { position: 5 }));
    expect(collected.end()).toMatchObject({ code: 'bad_query', position: 5 });
    expect(socket.takeSent()).toEqual([]);
    expect(collect(stream).end()).toMatchObject({ code: 'bad_query' });
  });

  it('survives an error after the answer', () => {
    const { client, welcome } = clientWorld();
    const socket = welcome();
    const collected = collect(client.track('pizza'));
    const error = { type: 'error', code: 'internal', message: 'Something failed.', id: 'q1' } as const;
    socket.frame(trackingFrame('q1'), error);
    expect(collected.values).toEqual([trackingFrame('q1'), error]);
    expect(collected.end()).toBe('open');
  });

  it('ends when the session is full, and is retried when it came too soon', () => {
    const { client, clock, welcome } = clientWorld();
    const socket = welcome({ queriesPerSession: 1 });
    const pizza = collect(client.track('pizza'));
    const refusal = { type: 'error', code: 'too_many', message: 'Too many.' } as const;
    socket.takeSent();
    socket.frame({ ...refusal, id: 'q1' });
    expect(pizza.values).toEqual([{ ...refusal, id: 'q1' }]);
    clock.pass(374);
    expect(socket.takeSent()).toEqual([]);
    clock.pass(1);
    expect(socket.takeSent()).toEqual([{ type: 'track', id: 'q1', query: 'pizza' }]);
    socket.frame(trackingFrame('q1'));
    const pasta = collect(client.track('pasta'));
    socket.frame({ ...refusal, id: 'q2' });
    expect(pasta.end()).toMatchObject({ code: 'too_many' });
    expect(pizza.end()).toBe('open');
  });

  it('ends when a limit on queries lasts', () => {
    const { client, clock, welcome } = clientWorld();
    const socket = welcome();
    const collected = collect(client.track('pizza'));
    const refusal = { type: 'error', code: 'too_many', message: 'Too many queries.', id: 'q1' } as const;
    for (let refusals = 0; refusals < 5; refusals += 1) {
      expect(collected.end()).toBe('open');
      socket.frame(refusal);
      clock.pass(10_000);
    }
    expect(collected.values).toEqual(Array.from({ length: 4 }, () => refusal));
    expect(collected.end()).toMatchObject({ code: 'too_many', message: 'Too many queries.' });
    socket.takeSent();
    clock.pass(600_000);
    expect(socket.takeSent()).toEqual([]);
  });

  it('completes when the server untracks it', () => {
    const { client, welcome } = clientWorld();
    const collected = collect(client.track('pizza'));
    welcome().frame(trackingFrame('q1'), { type: 'untracked', id: 'q1' });
    expect(collected.end()).toBe('complete');
  });

  it('is not sent when it is unsubscribed before the session begins', () => {
    const { client, welcome } = clientWorld();
    collect(client.track('pizza')).unsubscribe();
    const socket = welcome();
    expect(socket.takeSent()).toEqual([]);
  });
});

describe('frames without a query', () => {
  it('arrive on `errors` and `stats`', () => {
    const { client, welcome } = clientWorld();
    const errors = collect(client.errors);
    const socket = welcome();
    socket.frame({ type: 'error', code: 'bad_message', message: 'No.' }, statsFrame(), statsFrame({ routed: 4 }));
    expect(errors.values).toEqual([{ type: 'error', code: 'bad_message', message: 'No.' }]);
    expect(collect(client.stats).values).toEqual([statsFrame({ routed: 4 })]);
  });
});

describe('the pacing of messages', () => {
  it('stays below the server’s limit, in order, for any number of queries', () => {
    const { client, clock, welcome } = clientWorld();
    const collected = Array.from({ length: 7 }, (_, index) => collect(client.track(`word${index}`)));
    const socket = welcome({ messagesPerSecond: 4 });
    const ids = (): readonly unknown[] =>
      socket.takeSent().map((message) => (isRecord(message) ? message['id'] : undefined));
    expect(ids()).toEqual(['q1', 'q2', 'q3']);
    clock.pass(999);
    expect(ids()).toEqual([]);
    collected[3]?.unsubscribe();
    clock.pass(1);
    expect(ids()).toEqual(['q5', 'q6', 'q7']);
    collected[0]?.unsubscribe();
    clock.pass(999);
    expect(socket.takeSent()).toEqual([]);
    clock.pass(1);
    expect(socket.takeSent()).toEqual([{ type: 'untrack', id: 'q1' }]);
  });

  it('is off where the server has no limit', () => {
    const { client, socket } = clientWorld();
    for (let index = 0; index < 500; index += 1) collect(client.track(`word${index}`));
    socket().open();
    socket().text('{"type":"welcome","session":"s","version":"1","limits":{"messagesPerSecond":null}}');
    expect(socket().sent).toHaveLength(500);
  });

  it('starts over with each session', () => {
    const { client, clock, socket, welcome } = clientWorld();
    for (let index = 0; index < 5; index += 1) collect(client.track(`word${index}`));
    welcome({ messagesPerSecond: 4 }).end(1001);
    clock.pass(375);
    expect(welcome({ messagesPerSecond: 4 }).sent).toHaveLength(3);
    clock.pass(1_000);
    expect(socket().sent).toHaveLength(5);
  });
});
