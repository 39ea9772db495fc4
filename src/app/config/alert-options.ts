import { optionalText } from './kinds.ts';

/** The options of alerts. */
export const alertOptions = {
  alerts: optionalText({
    meaning: 'A JSON file of alerts, see alerts/ALERTS.md; read again on SIGHUP; empty is none',
  }),
  smtp: optionalText({
    meaning:
      'The mail server for alerts, `smtp://HOST:PORT` or `smtps://HOST:PORT`; `SMTP_USER` and `SMTP_PASSWORD` log in',
  }),
  smtpFrom: optionalText({ meaning: 'The sender of mails of alerts' }),
} as const;
