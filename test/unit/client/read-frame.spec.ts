import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrame } from '../../../src/client/read-frame.ts';
import type { ServerFrame } from '../../../src/protocol/index.ts';
import { clientWorld, collect } from '../../support/client-world.ts';
import { gapFrame, postFrame, statsFrame, summaryFrame, trackingFrame, welcomeFrame } from '../../support/frames.ts';

const frames: readonly ServerFrame[] = [
  welcomeFrame(),
  trackingFrame('q1', { resumed: false, resume: 'e1-1' }),
  postFrame('q1', 1),
  summaryFrame('q1', { spike: { ratio: 4, baseline: 2 }, shift: { change: -0.5, baseline: 0.2 } }),
  gapFrame({ id: 'q1' }),
  statsFrame(),
  { type: 'error', code: 'bad_query', message: 'No.', id: 'q1', position: 3 },
  { type: 'untracked', id: 'q1' },
];

describe('reading a frame', () => {
  it.each(frames)('accepts a $type frame with unknown fields', (frame) => {
    expect(readFrame(JSON.stringify({ ...frame, later: true }))).toEqual({ frame: { ...frame, later: true } });
  });

  it.each(frames)('names the missing or mistyped field of a $type frame', (frame) => {
    for (const [field, value] of Object.entries(frame)) {
      if (field === 'type') continue;
      const mangled = { ...frame, [field]: typeof value === 'object' ? 7 : { wrong: true } };
      const id = field !== 'id' && 'id' in frame ? frame.id : undefined;
      const fault = `The server sent a \`${frame.type}\` frame whose \`${field}\` can't be read.`;
      expect(readFrame(JSON.stringify(mangled))).toEqual({ fault, id });
    }
  });

  it('ignores an unknown type, also the name of an inherited property', () => {
    expect(readFrame('{"type":"weather"}')).toEqual({ unknown: 'weather' });
    expect(readFrame('{"type":"constructor"}')).toEqual({ unknown: 'constructor' });
  });

  it.each(['', 'null', '[]', '7', '{}', '{"type":7}', '{"type":"post"', new ArrayBuffer(2), undefined])(
    'refuses %j',
    (data) => {
      expect(readFrame(data)).toEqual({
        fault: 'The server sent a message that is not one of undertone.v1.',
        id: undefined,
      });
    },
  );

  it('checks posts, topics, counts and states in depth', () => {
    const post = postFrame('q1', 1);
    const mangled: readonly (readonly [string, unknown])[] = [
      ['post', { ...post, post: { ...post.post, hashtags: [1] } }],
      ['post', { ...post, post: { source: 'demo' } }],
      ['topic', { ...post, topic: { compound: 0, polarityIndex: 3 } }],
      ['hashtags', { ...post, hashtags: { rome: '1' } }],
      ['upstream', { ...trackingFrame('q1'), upstream: { demo: 'asleep' } }],
    ];
    for (const [field, frame] of mangled) {
      expect(readFrame(JSON.stringify(frame))).toHaveProperty('fault', expect.stringContaining(`\`${field}\``));
    }
  });

  it('accepts a post without text', () => {
    const { text, ...post } = postFrame('q1', 1).post;
    expect(text).toBeDefined();
    expect(readFrame(JSON.stringify({ ...postFrame('q1', 1), post }))).toHaveProperty('frame');
  });

  it('treats a limit that is not a number as no limit', () => {
    const text = '{"type":"welcome","session":"s","version":"1","limits":{"queriesPerSession":null,"later":9}}';
    const limits = { queriesPerSession: Infinity, messagesPerSecond: Infinity, maxFrameBytes: Infinity, later: 9 };
    expect(readFrame(text)).toMatchObject({ frame: { limits } });
  });

  it('never throws, for any input', () => {
    const types = fc.constantFrom(...frames.map(({ type }) => type), 'other');
    const value = fc.oneof(
      fc.string(),
      fc.jsonValue().map((json) => JSON.stringify(json)),
      fc
        .record({ type: types, id: fc.jsonValue(), post: fc.jsonValue(), limits: fc.jsonValue() })
        .map((frame) => JSON.stringify(frame)),
    );
    fc.assert(
      fc.property(value, (data) => {
        const reading = readFrame(data);
        expect(Object.keys(reading).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('an unreadable frame', () => {
  it('is an error of the tracked query that it names, or else of the client, and ends neither', () => {
    const { client, welcome } = clientWorld();
    const errors = collect(client.errors);
    const pizza = collect(client.track('pizza'));
    const socket = welcome();
    socket.text('{"type":"tracking","id":"q1"}');
    socket.text('{"type":"tracking","id":"q7"}');
    socket.text('nonsense');
    socket.text(new ArrayBuffer(1));
    socket.frame(trackingFrame('q1'));
    const fault = "The server sent a `tracking` frame whose `query` can't be read.";
    const none = 'The server sent a message that is not one of undertone.v1.';
    const error = { type: 'error', code: 'bad_message' };
    expect(pizza.values).toEqual([{ ...error, id: 'q1', message: fault }, trackingFrame('q1')]);
    expect(errors.values).toEqual([
      { ...error, id: 'q7', message: fault },
      { ...error, message: none },
      { ...error, message: none },
    ]);
    expect(client.state.name).toBe('live');
  });
});
