import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { discordMessage, mailMessage, slackMessage } from '../../../src/alerts/messages.ts';
import { giveUpMs, judge, retryAfterMs } from '../../../src/alerts/retry-policy.ts';
import { readAlerts } from '../../../src/alerts/index.ts';
import { signatureHeaders } from '../../../src/alerts/signature.ts';
import type { AlertBody } from '../../../src/alerts/body.ts';

const facts = { attempt: 1, firedAt: 0, now: 1_000, random: 0.5 };

describe('the policy of retries', () => {
  it('delivers by any 2xx, gives up at 410, and tries all else again', () => {
    for (const status of [200, 204, 299]) expect(judge({ status }, facts).state).toBe('delivered');
    expect(judge({ status: 410 }, facts).state).toBe('failed');
    for (const status of [301, 307, 400, 404, 429, 500]) {
      expect(judge({ status }, facts)).toEqual({ state: 'pending', nextAt: 6_000 });
    }
    expect(judge({ error: 'no answer' }, facts)).toEqual({ state: 'pending', nextAt: 6_000 });
  });

  it('waits longer each time, with jitter, and no shorter than it is asked to, for 24 hours', () => {
    const paused = fc.record({
      attempt: fc.integer({ min: 1, max: 40 }),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(paused, fc.nat({ max: 7_200_000 }), ({ attempt, random }, askedMs) => {
        const { nextAt } = judge({ status: 503, retryAfterMs: askedMs }, { attempt, random, firedAt: 0, now: 0 });
        const pauseMs = Math.min(3_600_000, 5_000 * 2 ** (attempt - 1));
        expect(nextAt).toBeGreaterThanOrEqual(Math.max(askedMs, Math.floor(0.8 * pauseMs)));
        expect(nextAt).toBeLessThanOrEqual(Math.max(askedMs, Math.ceil(1.2 * pauseMs)));
      }),
    );
    expect(judge({ status: 503 }, { ...facts, now: giveUpMs - 1_000 }).state).toBe('failed');
    expect(judge({ status: 429, retryAfterMs: giveUpMs }, { ...facts, now: 1 }).state).toBe('failed');
  });

  it('reads Retry-After in seconds and as a date', () => {
    expect(retryAfterMs('120', 0)).toBe(120_000);
    expect(retryAfterMs('0.3', 0)).toBe(300);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:05 GMT', 1_000)).toBe(4_000);
    for (const header of [undefined, '', 'soon']) expect(retryAfterMs(header, 0)).toBeUndefined();
  });
});

describe('a signature', () => {
  it.each(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'plain text, 🍕'])(
    'with %s is accepted by another implementation',
    (secret) => {
      const body = '{"type":"alert.fired","text":"🍕"}';
      const timestamp = Math.floor(Date.now() / 1_000);
      const headers = signatureHeaders({ id: 'alert_1', timestamp, body }, secret);
      const verifier = secret.startsWith('whsec_')
        ? new Webhook(secret)
        : new Webhook(Buffer.from(secret).toString('base64'));
      expect(verifier.verify(body, headers)).toEqual({ type: 'alert.fired', text: '🍕' });
      expect(() => verifier.verify(`${body} `, headers)).toThrow();
    },
  );
});

const bodyWith = (text: string): AlertBody => ({
  ...{
    type: 'alert.fired',
    id: 'alert_1',
    alert: text,
    query: 'pizza',
    when: { type: 'spike' },
    at: 0,
    from: 0,
    to: 1,
  },
  why: {
    words: [{ word: text, count: 1 }],
    posts: [{ post: { id: '1', source: 'test', text }, compound: 0, topicCompound: 0.5 }],
  },
});

describe('a message', () => {
  it('says what has happened and why, whatever the post says', () => {
    expect(slackMessage(bodyWith('<!channel> & <https://x|y>')).text).not.toMatch(/<|>|&(?!amp;|lt;|gt;)/);
    expect(discordMessage(bodyWith('@everyone **x**')).allowed_mentions).toEqual({ parse: [] });
    expect(mailMessage(bodyWith('a\r\nBcc: b@example.com')).subject).not.toMatch(/[\r\n]/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const { content } = discordMessage(bodyWith(text));
        expect(content.length).toBeLessThanOrEqual(2_000);
        expect(content.isWellFormed()).toBe(true);
        expect(slackMessage(bodyWith(text)).text).not.toMatch(/[<>]/);
      }),
    );
  });
});

describe('a file of alerts', () => {
  const alert = { name: 'mood', query: 'pizza', when: { type: 'shift' }, to: [{ type: 'slack', url: 'env:SLACK' }] };
  const fileWith = (...alerts: readonly object[]): string => JSON.stringify({ alerts });
  const env = { SLACK: 'https://hooks.slack.com/secret', HOOK: 's3cret' };

  it('is read with its defaults, and with secrets from the environment', () => {
    const webhook = { type: 'webhook', url: 'http://127.0.0.1:9/x', secret: 'env:HOOK' };
    const [read] = readAlerts(fileWith({ ...alert, cooldown: '15m', to: [...alert.to, webhook] }), env);
    expect(read).toMatchObject({
      name: 'mood',
      written: 'pizza',
      when: { type: 'shift', windowMs: 300_000 },
      cooldownMs: 900_000,
    });
    expect(read?.to[1]).toMatchObject({ type: 'webhook', secret: 's3cret' });
    expect(read?.to.map(({ name }) => name).join()).not.toMatch(/secret/);
  });

  it.each([
    ['{', 'not valid JSON'],
    [fileWith(alert, alert), 'Two alerts are called `mood`'],
    [fileWith({ ...alert, query: '(' }), 'The query of `mood`'],
    [fileWith({ ...alert, when: { type: 'mean' } }), 'needs either `below` or `above`'],
    [fileWith({ ...alert, when: { type: 'spike', window: '2h' } }), 'a duration from 1s to 1h'],
    [fileWith({ ...alert, when: { type: 'silence', for: '5s' } }), 'a duration from 10s to 24h'],
    [fileWith({ ...alert, to: [{ type: 'webhook', url: 'https://a', secret: 'literal' }] }), 'must be env:NAME'],
    [
      fileWith({ ...alert, to: [{ type: 'webhook', url: 'https://a', secret: 'env:NONE' }] }),
      'environment variable NONE',
    ],
    [fileWith({ ...alert, to: [{ type: 'slack', url: 'ftp://a' }] }), 'no address of http or https'],
    [fileWith({ ...alert, extra: 1 }), 'extra'],
  ])('%s is refused with a sentence', (text, sentence) => {
    expect(() => readAlerts(text, env)).toThrow(sentence);
  });
});
