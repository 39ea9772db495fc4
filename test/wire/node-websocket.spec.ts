import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { isRecord, parseJson, UndertoneError } from '../../src/model/index.ts';
import { startEngine, type Engine, type EngineOptions } from '../support/engine.ts';

let engine: Engine;
const start = async (options: EngineOptions = {}): Promise<void> => {
  engine = await startEngine(options);
};
afterEach(() => engine.stop());

const typeOf = (text: string): unknown => {
  const frame = parseJson(text);
  return isRecord(frame) ? frame['type'] : undefined;
};

describe('the WebSocket client of Node', () => {
  /** Collects the messages of a WebSocket of Node until it is closed. */
  const converse = async (protocols: string[], messages: readonly (string | Uint8Array<ArrayBuffer>)[]) => {
    const socket = new WebSocket(`${engine.url.replace('http', 'ws')}/track`, protocols);
    const frames: string[] = [];
    socket.addEventListener('message', ({ data }) => frames.push(String(data)));
    await once(socket, 'open');
    for (const message of messages) socket.send(message);
    const closed = once(socket, 'close').then(([event]) => Number(Reflect.get(Object(event), 'code')));
    return { socket, frames, closed };
  };

  it('speaks undertone.v1', async () => {
    await start();
    const { socket, frames, closed } = await converse(
      ['undertone.v1'],
      ['{"type":"track","id":"a","query":"pizza"}', 'garbage', new Uint8Array([1]), '{"type":"untrack","id":"b"}'],
    );
    await expect.poll(() => frames.length).toBe(6);
    engine.feed('I love pizza');
    await expect.poll(() => frames.length).toBe(7);
    expect(frames.map(typeOf).sort()).toEqual([
      ...['error', 'error', 'error', 'post', 'tracking', 'tracking', 'welcome'],
    ]);
    socket.close(1000);
    expect(await closed).toBe(1000);
  });

  it('speaks the original protocol', async () => {
    await start();
    const { frames, closed } = await converse([], ['{"track":"pizza"}']);
    await engine.opened;
    engine.feed('I love pizza');
    await expect.poll(() => frames).toEqual(['{"polarityIndex":0,"hashtags":{}}']);
    await engine.stop();
    expect(await closed).toBe(1001);
  });

  it('is closed with the codes of the protocol', async () => {
    await start({ session: { messagesPerSecond: 5 }, maxFrameBytes: 1_000 });
    const long = await converse(['undertone.v1'], ['x'.repeat(1_001)]);
    expect(await long.closed).toBe(1009);
    const flood = await converse(
      ['undertone.v1'],
      Array.from({ length: 50 }, () => '{}'),
    );
    expect(await flood.closed).toBe(1008);
    expect(flood.frames.at(-1)).toMatch(/^\{"type":"stats"/);
  });

  it('is closed with 1011, 1013 and 4408', async () => {
    await start({
      breakable: true,
      capacity: { maxSessions: 2, maxSessionsPerAddress: 2 },
      outbox: { maxFrames: 1, maxBytesInFlight: 1 },
    });
    const slow = await converse(['undertone.v1'], ['{"type":"track","id":"a","query":"cake","whenSlow":"disconnect"}']);
    const broken = await converse(['undertone.v1'], ['{"type":"track","id":"a","query":"pizza"}']);
    const late = await converse(['undertone.v1'], []);
    expect(await late.closed).toBe(1013);
    await expect.poll(() => engine.tracked()).toEqual({ sessions: 2, queries: 2 });
    await engine.opened;
    engine.breakNext();
    engine.feed('pizza');
    expect(await broken.closed).toBe(1011);
    engine.feed(...Array.from({ length: 100 }, () => 'cake'));
    expect(await slow.closed).toBe(4408);
    expect(slow.frames.at(-1)).toMatch(/^\{"type":"stats","routed":[1-9]/);
  });

  it('is refused without the right token', async () => {
    await start({ authorize: () => new UndertoneError('unauthorized', 'This server wants a token.') });
    const socket = new WebSocket(`${engine.url.replace('http', 'ws')}/track`, ['undertone.v1']);
    const closed: unknown[] = await once(socket, 'close');
    expect(Reflect.get(Object(closed[0]), 'code')).toBe(1006);
    expect(new Set(engine.refused)).toEqual(new Set(['token']));
    expect(engine.delivery.count()).toBe(0);
  });
});
