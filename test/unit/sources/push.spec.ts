import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { asyncScheduler, BehaviorSubject, of, type SchedulerLike } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { UndertoneError } from '../../../src/model/index.ts';
import { createPush, type Receipt, type ReceivePosts } from '../../../src/sources/index.ts';
import { readBody } from '../../../src/sources/posts-body.ts';
import { createFastTime, SourceListener } from '../../../src/testing/index.ts';

const options = { source: 'push', idPrefix: 'push-a-1', now: 5 };
const read = (body: string | Uint8Array) => [...readBody(Buffer.from(body), options)];
const types = (body: string): readonly string[] => read(body).flatMap((piece) => piece.map(({ type }) => type));

describe('a body of posts', () => {
  it.each([
    ['lines', '{"text":"a"}\n\n{"id":"1","deleted":true}\r\nnot json\n{"author":"ann","deleted":true}'],
    ['an array', ' [{"text":"a"},{"id":"1","deleted":true},7,{"author":"ann","deleted":true}]\n'],
  ])('is read as %s', (_, body) => {
    expect(types(body)).toEqual(['post', 'delete', 'counted', 'account-ended']);
  });

  it('names the posts that have no id after their place in it', () => {
    const ids = (body: string) =>
      read(body).flatMap((piece) => piece.map((event) => (event.type === 'post' ? event.post.id : '')));
    expect(ids('{"text":"a"}\n{"text":"a"}')).toEqual(['push-a-1-1', 'push-a-1-2']);
    expect(ids('[{"text":"a"},{"text":"a"}]')).toEqual(['push-a-1-1', 'push-a-1-2']);
  });

  it.each(['[', '[{"text":"a"}', '[{"text":"a"}] x', '[{"text":}]', `[${'{},'.repeat(100_000)}{}]`])(
    'is refused as a whole where its array can not be read: %#',
    (body) => {
      expect(() => read(body)).toThrow(UndertoneError);
    },
  );

  it('of any bytes is read to its end, in pieces that a turn can take', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc
          .constantFrom(
            '[',
            ']',
            '{',
            '}',
            ',',
            '\n',
            '\uFEFF',
            '{"text":"a"}',
            '{"id":1,"deleted":true}',
            '"\\',
            '[[[',
          )
          .map((each) => Buffer.from(each)),
      ),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        try {
          expect(read(Buffer.concat(parts)).every((piece) => piece.length <= 500)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad_request' });
        }
      }),
    );
  });

  it('of a million lines, or of brackets alone, is read without keeping it', () => {
    let invalid = 0;
    let longest = 0;
    for (const piece of readBody(Buffer.from('{}\n'.repeat(1_000_000)), options)) {
      invalid += piece.length;
      longest = Math.max(longest, piece.length);
    }
    expect([invalid, longest]).toEqual([1_000_000, 500]);
    expect(() => read('['.repeat(1_000_000))).toThrow('no JSON array');
    expect(types('{"a":'.repeat(1_000_000))).toEqual(['counted']);
  });
});

/** A source with what takes its bodies. */
function start({
  canAccept$ = new BehaviorSubject(true),
  scheduler = asyncScheduler,
}: { readonly canAccept$?: BehaviorSubject<boolean>; readonly scheduler?: SchedulerLike } = {}) {
  const receivers: ReceivePosts[] = [];
  const source = createPush({
    ...{ name: 'push', instanceId: 'a', scheduler, canAccept$, canAccept: () => canAccept$.value },
    onPosts: (receive) => receivers.push(receive),
  });
  const listener = new SourceListener(source);
  const send = async (body: string): Promise<Receipt> => {
    const [receive] = receivers;
    if (receive === undefined) throw new Error('nothing was registered');
    return receive(() => Promise.resolve(Buffer.from(body)));
  };
  return { source, listener, send };
}

describe('the source push', () => {
  it('has emitted all of a body when it is answered, and each id once', async () => {
    const { listener, send } = start();
    const body = Array.from({ length: 10_000 }, (_, id) => JSON.stringify({ id, text: `post ${id}` })).join('\n');
    expect(await send(body)).toEqual({ accepted: 10_000, duplicate: 0, invalid: 0, retracted: 0 });
    expect(listener.posts.length).toBe(10_000);
    const again = `[{"id":"5","text":"again"},{"id":"5","source":"x","text":"other"},{},{"id":"5","deleted":true}]`;
    expect(await send(again)).toEqual({ accepted: 1, duplicate: 1, invalid: 1, retracted: 1 });
    expect(listener.retractions).toEqual([{ type: 'delete', source: 'push', id: '5' }]);
    expect(listener.events.filter(({ type }) => type === 'counted')).toEqual([
      { type: 'counted', source: 'push', outcome: 'duplicate', count: 1 },
      { type: 'counted', source: 'push', outcome: 'invalid', count: 1 },
    ]);
    expect(listener.states).toEqual(['pending', 'live']);
  });

  it('refuses a body while the graph is behind, without reading it', async () => {
    const { source } = start();
    expect(source.isAlwaysOpen).toBe(true);
    const canAccept$ = new BehaviorSubject(false);
    const { send, listener } = start({ canAccept$ });
    await expect(send('{"text":"a"}')).rejects.toMatchObject({ code: 'too_many', retryAfterS: 1 });
    canAccept$.next(true);
    expect((await send('{"text":"a"}')).accepted).toBe(1);
    expect(listener.texts).toEqual(['a']);
  });

  it('waits with the rest of a body while the graph is behind, and for half a minute at most', async () => {
    const { scheduler } = createFastTime(50);
    const canAccept$ = new BehaviorSubject(true);
    const { send, listener } = start({ canAccept$, scheduler });
    const body = Array.from({ length: 1_001 }, (_, id) => JSON.stringify({ id, text: 'a' })).join('\n');
    const answer = send(body);
    const failed = expect(answer).rejects.toMatchObject({ code: 'too_many', retryAfterS: 5 });
    await listener.until(() => listener.posts.length >= 500);
    canAccept$.next(false);
    await failed;
    const accepted = listener.posts.length;
    expect(accepted).toBeLessThan(1_001);
    canAccept$.next(true);
    expect(await send(body)).toMatchObject({ accepted: 1_001 - accepted, duplicate: accepted });
  });

  it('takes nothing when nothing reads it', async () => {
    const { listener, send } = start({ canAccept$: new BehaviorSubject(true) });
    listener.close();
    await expect(send('{"text":"a"}')).rejects.toMatchObject({ code: 'unavailable' });
    const source = createPush({
      ...{ name: 'push', instanceId: 'a', scheduler: asyncScheduler, canAccept$: of(true), canAccept: () => true },
      onPosts: () => undefined,
    });
    expect(new SourceListener(source).states).toEqual(['pending', 'live']);
  });
});
