import type { Transporter } from 'nodemailer';
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
export function createMailer(options: MailOptions): SendMail {
  const { from } = options;
  let transport: Promise<Transporter> | undefined;
  return async ({ id, to, subject, text }) => {
    try {
      transport ??= openTransport(options);
      await (await transport).sendMail({ from, to, subject, text, messageId: `<${id}@undertone>` });
      return { status: 250 };
    } catch (error) {
      return { error: textWithoutSecrets(sentenceOf(error)) };
    }
  };
}

/** Creates the transport with the first mail: few servers send any. */
async function openTransport({ url, user, password, timeoutMs }: MailOptions): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const { hostname, port, protocol } = new URL(url);
  const secure = protocol === 'smtps:';
  return createTransport({
    ...{ host: hostname, port: Number(port === '' ? (secure ? 465 : 587) : port), secure },
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
}
