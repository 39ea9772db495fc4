import { createTransport } from 'nodemailer';
import { sentenceOf, textWithoutSecrets } from '../model/index.ts';
import type { Outcome } from './retry-policy.ts';

export interface MailOptions {
  /** `smtp://HOST:PORT` or `smtps://HOST:PORT`. */
  readonly url: string;
  readonly from: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly timeoutMs: number;
}

export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends a mail; never rejects. */
export type SendMail = (mail: Mail) => Promise<Outcome>;

/** Creates a sender of mails by SMTP. The id of a mail is the same over retries, so that mail programs show it once. */
export function createMailer({ url, from, user, password, timeoutMs }: MailOptions): SendMail {
  const { hostname, port, protocol } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    ...{ host: hostname, port: Number(port === '' ? (secure ? 465 : 587) : port), secure },
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return async ({ id, to, subject, text }) => {
    try {
      await transport.sendMail({ from, to, subject, text, messageId: `<${id}@undertone>` });
      return { status: 250 };
    } catch (error) {
      return { error: textWithoutSecrets(sentenceOf(error)) };
    }
  };
}
