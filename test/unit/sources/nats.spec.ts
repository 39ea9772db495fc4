import { Buffer } from 'node:buffer';
import { asapScheduler, BehaviorSubject, observeOn, of, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtinSources, createNats, noCursors, selectSources } from '../../../src/sources/index.ts';
import { Admission } from '../../../src/sources/nats/admission.ts';
import { createFastTime, SourceListener } from '../../../src/testing/index.ts';
import { FakeNats } from '../../support/fakes/nats.ts';

const select = (raw: string) => selectSources([raw], { definitions: builtinSources, env: {} })[0]?.spec;

describe('the place of the source nats', () => {
  it.each([
    ['nats:nats://host:4222/posts', { server: 'nats://host:4222', subject: 'posts', stream: undefined }],
    ['nats:tls://host/posts.*.>?stream=POSTS', { server: 'tls://host', subject: 'posts.*.>', stream: 'POSTS' }],
  ])('%s is read', (raw, spec) => {
    expect(select(raw)).toMatchObject(spec);
  });

  it.each([
    'nats',
    'nats:',
    'nats:nats://host',
    'nats:nats://host/',
    'nats:http://host/posts',
    'nats:nats:///posts',
    'nats:nats://host/posts.',
    'nats:nats://host/>.posts',
    'nats:nats://host/po sts',
    'nats:nats://host/posts?stream=',
    'nats:nats://host/posts?stream=a.b',
    'nats:nats://host/posts?queue=a',
  ])('%s is refused with a sentence that repeats it', (raw) => {
    expect(() => select(raw)).toThrow(`--source ${raw} `);
  });

  it('holds no password', () => {
    expect(() => select('nats:nats://ann:secret@host/posts')).toThrow('NATS_CREDS');
    expect(() => select('nats:nats://ann:secret@host/posts')).not.toThrow('secret');
  });
});

describe('the messages that wait', () => {
  it('are ten thousand, or 16 MiB, and the rest is counted as shed', () => {
    const many = new Admission();
    const admitted = Array.from({ length: 10_003 }, () => many.admit(Buffer.alloc(1))).filter(Boolean);
    expect([admitted.length, many.takeShed(), many.takeShed()]).toEqual([10_000, 3, 0]);
    const large = new Admission();
    const message = Buffer.alloc(8_388_608);
    expect([1, 2, 3].map(() => large.admit(message))).toEqual([true, true, false]);
    large.release(message);
    expect(large.admit(message)).toBe(true);
  });
});

describe('the source nats', () => {
  let fake: FakeNats;
  const listeners: SourceListener[] = [];
  beforeEach(async () => {
    fake = await FakeNats.start();
  });
  afterEach(async () => {
    for (const listener of listeners.splice(0)) listener.close();
    await fake.close();
  });

  interface Given {
    readonly server?: string;
    readonly canAccept$?: Observable<boolean>;
    readonly credsFile?: string;
  }

  const listen = ({ server = fake.url, canAccept$ = of(true), credsFile = '' }: Given = {}): SourceListener => {
    const { scheduler } = createFastTime(50);
    const context = { name: 'nats', instanceId: 'a', canAccept$, random: () => 0, scheduler, cursors: noCursors };
    const place = { server, subject: 'posts.>', stream: undefined, credsFile, durable: 'undertone-test' };
    const listener = new SourceListener(createNats({ ...context, ...place }));
    listeners.push(listener);
    return listener;
  };

  it('emits the posts of messages: lines of JSON, or arrays', async () => {
    const listener = listen();
    await listener.live();
    fake.publish('posts.a', '{"id":"1","text":"one"}');
    fake.publish('posts.b', '{"text":"two"}\n{"id":"1","deleted":true}\nno post');
    fake.publish('posts.c', '[{"text":"three"}]');
    await listener.until(() => listener.posts.length === 3);
    expect(listener.posts.map(({ id, text }) => [id, text])).toEqual([
      ['1', 'one'],
      ['nats-a-2-1', 'two'],
      ['nats-a-3-1', 'three'],
    ]);
    expect([listener.retractions.length, listener.invalid]).toEqual([1, 1]);
  });

  it('reports what it has missed while the server was away', async () => {
    const listener = listen();
    await listener.live();
    fake.cut();
    await listener.until(() => listener.gaps.length === 1);
    fake.publish('posts.a', '{"text":"after"}');
    await listener.until(() => listener.posts.length === 1);
    expect(listener.gaps[0]?.filled).toBe('none');
  });

  it('keeps what comes while the graph is behind', async () => {
    const canAccept$ = new BehaviorSubject(false);
    const listener = listen({ canAccept$: canAccept$.pipe(observeOn(asapScheduler)) });
    await listener.live();
    for (let id = 0; id < 300; id += 1) fake.publish('posts', JSON.stringify({ id, text: 'a' }));
    const before = listener.posts.length;
    canAccept$.next(true);
    await listener.until(() => listener.posts.length === 300);
    expect(before).toBe(0);
  });

  it.each([
    ['a host that is not there', () => ({ server: 'nats://127.0.0.1:1' }), /127\.0\.0\.1:1 can't be read: it refuses/],
    [
      'a server that wants a login',
      () => {
        fake.refuse('CONNECT', 'Authorization Violation');
        return {};
      },
      /refuses us: NATS_CREDS names a file of credentials\.$/,
    ],
    [
      'a subject that is not allowed',
      () => {
        fake.refuse('SUB', 'Permissions Violation for Subscription to "posts.>"');
        return {};
      },
      /does not let us read posts\.>\.$/,
    ],
    ['a file that is not there', () => ({ credsFile: '/no/such/file' }), /^NATS_CREDS \/no\/such\/file can't be read/],
  ])('says in a sentence what is wrong with %s', async (_, fault, sentence) => {
    const listener = listen(fault());
    const said = (): readonly string[] => [
      ...listener.states,
      ...(listener.error instanceof Error ? [listener.error.message] : []),
    ];
    await listener.until(() => said().some((each) => sentence.test(each.replace('pending: ', ''))));
  });
});
