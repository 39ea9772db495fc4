import { sentenceOf, textWithoutSecrets } from '../model/index.ts';
import type { AlertBody } from './body.ts';
import type { SendMail } from './mail.ts';
import { discordMessage, mailMessage, slackMessage } from './messages.ts';
import { postJson } from './post-json.ts';
import { retryAfterMs, type Outcome } from './retry-policy.ts';
import { signatureHeaders } from './signature.ts';
import type { Destination } from './spec.ts';

export interface NotifierOptions {
  /** The longest time that a receiver may take to answer, in ms. */
  readonly timeoutMs: number;
  /** Absent where no mail server is configured. */
  readonly sendMail?: SendMail | undefined;
  /** Returns the wall clock, epoch ms. */
  readonly now: () => number;
}

/** Sends a message to a destination once; never rejects. Aborting gives the attempt up. */
export type Notify = (
  destination: Destination,
  message: { readonly id: string; readonly body: AlertBody },
  signal: AbortSignal,
) => Promise<Outcome>;

/**
 * Creates the notifier of all kinds of destinations.
 *
 * @example
 * const notify = createNotifier({ timeoutMs: 10_000, now: Date.now });
 * await notify(destination, { id, body }, signal); // { status: 204 }, or { error: 'There was no answer within 10 s.' }
 */
export function createNotifier(options: NotifierOptions): Notify {
  const { sendMail, now } = options;
  const post = postTo(options);
  return async (destination, { id, body }, signal) => {
    switch (destination.type) {
      case 'email':
        return sendMail === undefined
          ? { error: 'There is no mail server: set --smtp and --smtp-from.' }
          : sendMail({ id, to: destination.to, ...mailMessage(body) });
      case 'slack':
        return post(destination.url, { content: JSON.stringify(slackMessage(body)), signal });
      case 'discord':
        return post(destination.url, { content: JSON.stringify(discordMessage(body)), signal });
      case 'webhook': {
        const content = JSON.stringify(body);
        const message = { id, timestamp: Math.floor(now() / 1_000), body: content };
        return post(destination.url, { content, headers: signatureHeaders(message, destination.secret), signal });
      }
    }
  };
}

interface Message {
  readonly content: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const postTo =
  ({ timeoutMs, now }: NotifierOptions) =>
  async (url: string, { content, headers, signal }: Message): Promise<Outcome> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await postJson(url, { content, headers, signal: AbortSignal.any([signal, timeout]) });
      return { status: answer.status, retryAfterMs: retryAfterMs(answer.retryAfter, now()) };
    } catch (error) {
      if (timeout.aborted) return { error: `There was no answer within ${timeoutMs / 1_000} s.` };
      // Not with the address, which may be a secret.
      return { error: textWithoutSecrets(sentenceOf(error)) };
    }
  };
