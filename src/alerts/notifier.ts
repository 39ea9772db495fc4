import { sentenceOf, textWithoutSecrets } from '../model/index.ts';
import type { AlertBody } from './body.ts';
import type { SendMail } from './mail.ts';
import { discordMessage, mailMessage, slackMessage } from './messages.ts';
import { retryAfterMs, type Outcome } from './retry-policy.ts';
import { signatureHeaders } from './signature.ts';
import type { Destination } from './spec.ts';

/** The longest time that a receiver may take to answer, in ms. */
export const answerMs = 10_000;

export interface NotifierOptions {
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
 * Creates the notifier of all kinds of destinations. It follows no redirect and reads no answer beyond its head, so a hostile
 * receiver costs a socket for ten seconds.
 */
export function createNotifier({ sendMail, now }: NotifierOptions): Notify {
  return async (destination, { id, body }, signal) => {
    switch (destination.type) {
      case 'email':
        return sendMail === undefined
          ? { error: 'There is no mail server: set --smtp and --smtp-from.' }
          : sendMail({ id, to: destination.to, ...mailMessage(body) });
      case 'slack':
        return post(destination.url, { content: JSON.stringify(slackMessage(body)), headers: {}, signal, now });
      case 'discord':
        return post(destination.url, { content: JSON.stringify(discordMessage(body)), headers: {}, signal, now });
      case 'webhook': {
        const content = JSON.stringify(body);
        const message = { id, timestamp: Math.floor(now() / 1_000), body: content };
        return post(destination.url, { content, headers: signatureHeaders(message, destination.secret), signal, now });
      }
    }
  };
}

interface PostRequest {
  readonly content: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

async function post(url: string, { content, headers, signal, now }: PostRequest): Promise<Outcome> {
  try {
    const { username, password, ...address } = partsOf(url);
    const basic =
      username === '' ? {} : { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    const answer = await fetch(address.href, {
      method: 'POST',
      body: content,
      redirect: 'manual',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Undertone', ...basic, ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    answer.body?.cancel().catch(() => undefined);
    return { status: answer.status, retryAfterMs: retryAfterMs(answer.headers.get('Retry-After'), now()) };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

/** `fetch` refuses addresses with a user in them. */
function partsOf(url: string) {
  const address = new URL(url);
  const [username, password] = [decodeURIComponent(address.username), decodeURIComponent(address.password)];
  address.username = '';
  address.password = '';
  return { href: address.href, username, password };
}

/** Returns why there was no answer, without the address, which may be a secret. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `There was no answer within ${answerMs / 1_000} s.`;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return textWithoutSecrets(sentenceOf(cause));
}
