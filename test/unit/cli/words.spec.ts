import { describe, expect, it } from 'vitest';
import { lineOf, noticeOfEvent, noticeOfState, sanitise } from '../../../src/cli/live/words.ts';
import { gapFrame, postFrame, summaryFrame, trackingFrame, welcomeFrame } from '../../support/frames.ts';

describe('the text of a view', () => {
  it('has texts of other people as one line that does nothing to a terminal', () => {
    expect(sanitise(' a\n\tb\u001b[2J \u0007c\u009b31m\u202e\u2066d 👨‍👩‍👧 ')).toBe('a b [2J c 31md 👨‍👩‍👧');
    expect(sanitise('👨\u200d\u200d\ud83d a\u200d')).toBe('👨\ufffd a');
  });

  it('has a line for each post', () => {
    expect(lineOf(postFrame('q1', 7))).toBe(
      '2026-01-15T10:35:00.000Z  +0.6369  positive  @ann  I love pizza, number 7',
    );
    const post = { id: 'x-1', source: 'x', url: 'https://x.test/1' };
    expect(lineOf(postFrame('q1', 8, { post, at: Infinity, compound: -0.2, polarityIndex: 1 }))).toBe(
      '  -0.2000  negative  https://x.test/1',
    );
  });

  it.each([
    [
      gapFrame(),
      'A gap of 2 s in demo until 1970-01-01T00:00:03.000Z: what came meanwhile is missing. The connection broke.',
    ],
    [
      gapFrame({ source: 'resume', filled: 'full' }),
      'A gap of 2 s in this connection until 1970-01-01T00:00:03.000Z: nothing was lost. The connection broke.',
    ],
    [trackingFrame('q1', { upstream: { demo: 'live', x: 'down' } }), 'Tracking: demo is live, x is down.'],
    [trackingFrame('q1', { upstream: {} }), 'Tracking: there is no source.'],
    [summaryFrame('q1'), '3 posts came as counts, since this terminal is slower than the posts.'],
    [{ type: 'overflow', dropped: 1 }, '1 event dropped: the output is slower than the posts.'],
    [{ type: 'error', code: 'internal', message: 'It\nfailed.' }, 'It failed.'],
    [postFrame('q1', 1), undefined],
  ] as const)('has for %j: %s', (event, sentence) => {
    expect(noticeOfEvent(event)).toBe(sentence);
  });

  it('says when the client connects again, and that it is connected', () => {
    const ending = { code: 1006, reason: 'The connection broke.' };
    const waiting = { name: 'waiting', retryAt: 12_600, ending } as const;
    expect(noticeOfState(waiting, 10_000)).toBe('The connection broke. Trying again in 3 s.');
    expect(noticeOfState({ name: 'live', welcome: welcomeFrame() }, 0)).toBe('Connected.');
    expect(noticeOfState({ name: 'connecting', attempt: 1 }, 0)).toBeUndefined();
  });
});
