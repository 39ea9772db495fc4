import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { BehaviorSubject, of, type SchedulerLike } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createNats, noCursors, type NatsSourceOptions } from '../../src/sources/index.ts';
import { createFastTime, describeSource, SourceListener } from '../../src/testing/index.ts';
import { CuttingProxy } from '../support/fakes/cutting-proxy.ts';
import { NatsServers } from '../support/nats-servers.ts';

let servers: NatsServers;
let publisher: NatsConnection;
let streams = 0;
beforeAll(async () => {
  servers = await NatsServers.start(1);
  publisher = await connect({ servers: [...servers.urls] });
});
afterAll(async () => {
  await publisher.close();
  await servers.stop();
});

/** Makes a stream of its own, and a proxy before the server. */
async function place(maxMessages = 10_000) {
  streams += 1;
  const [subject, stream] = [`posts.${streams}`, `POSTS-${streams}`];
  const manager = await jetstreamManager(publisher);
  await manager.streams.add({ name: stream, subjects: [subject], max_msgs: maxMessages });
  const [url = ''] = servers.urls;
  const proxy = await CuttingProxy.before(Number(new URL(url).port));
  const open = (scheduler: SchedulerLike, options: Partial<NatsSourceOptions> = {}) =>
    createNats({
      ...{ name: 'nats', instanceId: 'a', canAccept$: of(true), random: () => 0, scheduler, cursors: noCursors },
      ...{ server: `nats://127.0.0.1:${proxy.port}`, subject, stream, credsFile: '', durable: 'undertone-test' },
      ...options,
    });
  const post = (text: string, fields: object = {}): void => {
    publisher.publish(subject, JSON.stringify({ text, ...fields }));
  };
  const consumer = () => manager.consumers.info(stream, 'undertone-test');
  return { open, post, proxy, consumer, manager, stream };
}

describeSource(
  'nats, a stream',
  async () => {
    const { open, post, proxy } = await place();
    return {
      open: (scheduler) => open(scheduler),
      resumes: true,
      post,
      cut: () => {
        proxy.cut();
      },
      attempts: () => proxy.connections,
      close: () => proxy.stop(),
    };
  },
  { describe, it, expect },
);

describe('the source nats over a stream', () => {
  const listeners: SourceListener[] = [];
  const proxies: CuttingProxy[] = [];
  afterEach(async () => {
    for (const listener of listeners.splice(0)) listener.close();
    for (const proxy of proxies.splice(0)) await proxy.stop();
  });
  const listen = (made: Awaited<ReturnType<typeof place>>, options: Partial<NatsSourceOptions> = {}) => {
    const listener = new SourceListener(made.open(createFastTime(20).scheduler, options));
    listeners.push(listener);
    proxies.push(made.proxy);
    return listener;
  };

  it('acknowledges what has been emitted', async () => {
    const made = await place();
    const listener = listen(made);
    await listener.live();
    for (let id = 0; id < 300; id += 1) made.post(`post ${id}`);
    await listener.until(() => listener.posts.length === 300);
    await expect.poll(async () => (await made.consumer()).ack_floor.stream_seq).toBe(300);
    expect((await made.consumer()).num_pending).toBe(0);
  });

  it('leaves on the server what the graph does not accept', async () => {
    const made = await place();
    const listener = listen(made, { canAccept$: new BehaviorSubject(false) });
    await listener.live();
    for (let id = 0; id < 500; id += 1) made.post(`post ${id}`);
    await expect.poll(async () => (await made.consumer()).num_ack_pending).toBe(128);
    await expect.poll(async () => (await made.consumer()).num_pending).toBe(372);
    expect(listener.posts.length).toBe(0);
    listener.close();
    const next = listen(made);
    await next.until(() => next.posts.length === 500);
    expect(new Set(next.posts.map(({ id }) => id)).size).toBe(500);
  });

  it('says that posts are missing where the stream has dropped them', async () => {
    const made = await place(5);
    const first = listen(made);
    await first.live();
    made.post('one');
    await first.until(() => first.posts.length === 1);
    await expect.poll(async () => (await made.consumer()).ack_floor.stream_seq).toBe(1);
    first.close();
    // Nobody asks for messages any more.
    await expect.poll(async () => (await made.consumer()).num_waiting).toBe(0);
    for (let id = 0; id < 10; id += 1) made.post(`post ${id}`);
    const second = listen(made);
    await second.until(() => second.gaps.length === 1);
    expect([second.posts.length, second.gaps[0]?.filled]).toEqual([5, 'partial']);
  });

  it('goes on after a cursor that is kept with what was read, though nothing was acknowledged', async () => {
    const made = await place();
    const kept = new Map<string, string>();
    const cursors = {
      read: (key: string) => kept.get(key),
      write: (key: string, value: string) => void kept.set(key, value),
      isExact: true,
    };
    const first = listen(made, { cursors });
    await first.live();
    for (const text of ['one', 'two']) made.post(text);
    await first.until(() => first.posts.length === 2);
    await expect.poll(() => [...kept.values()]).toEqual(['2']);
    first.close();
    for (const text of ['missed', 'missed too']) made.post(text);
    const second = listen(made, { cursors });
    await second.until(() => second.posts.length === 2);
    expect(second.texts).toEqual(['missed', 'missed too']);
    await expect(made.consumer()).rejects.toThrow('consumer not found');
  });

  it('says that there is no such stream', async () => {
    const made = await place();
    const listener = listen(made, { stream: 'NONE' });
    await listener.until(() => listener.states.some((state) => state.endsWith('has no stream NONE.')));
  });
});
