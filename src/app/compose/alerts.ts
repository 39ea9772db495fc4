import { readFileSync } from 'node:fs';
import { asyncScheduler as scheduler, EMPTY } from 'rxjs';
import {
  Alerts,
  createMailer,
  createNotifier,
  readAlerts,
  type AlertSpec,
  type Environment,
} from '../../alerts/index.ts';
import { sentenceOf, UndertoneError } from '../../model/index.ts';
import type { Archive } from '../../store/index.ts';
import type { Config } from '../config/index.ts';
import type { Log } from '../observe.ts';
import { isX } from './delivery.ts';

/** @throws UndertoneError `bad_option` when the file of `--alerts` can't be used. */
export function readAlertFile({ alerts: path, smtp, smtpFrom }: Config, env: Environment): readonly AlertSpec[] {
  if (path === '') return [];
  const specs = readAlerts(read(path), env);
  const needsMail = specs.some(({ to }) => to.some(({ type }) => type === 'email'));
  if (needsMail && (smtp === '' || smtpFrom === '')) {
    throw new UndertoneError('bad_option', '--alerts: An alert goes by email, which needs --smtp and --smtp-from.');
  }
  if (smtp !== '' && !/^smtps?:$/.test(URL.parse(smtp)?.protocol ?? '')) {
    throw new UndertoneError('bad_option', `--smtp must be smtp://HOST:PORT or smtps://HOST:PORT, not \`${smtp}\`.`);
  }
  return specs;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UndertoneError('bad_option', `--alerts ${path} can't be read: ${sentenceOf(error)}.`, { cause: error });
  }
}

/** The longest time that a receiver may take to answer, in ms. */
const timeoutMs = 10_000;

/** Creates what sends messages, for a server and for `alerts test`. */
export function composeNotifier({ smtp: url, smtpFrom: from }: Config, env: Environment) {
  const { SMTP_USER: user, SMTP_PASSWORD: password } = env;
  const sendMail = url === '' ? undefined : createMailer({ url, from, user, password, timeoutMs });
  return createNotifier({ sendMail, timeoutMs, now: () => scheduler.now() });
}

export interface AlertsContext {
  readonly store: Pick<Archive, 'alerts'>;
  readonly log: Log;
  readonly env: Environment;
}

export interface ComposedAlerts {
  readonly alerts: Alerts;
  /** Reads the file again; a file that can't be used is reported, and the alerts stay. */
  readonly reload: () => void;
  /** As in `Alerts`; without a file of alerts, and on a node that only ingests, nothing runs. */
  readonly run: Alerts['run'];
}

/** Creates the alerts of a configuration. */
export function composeAlerts(config: Config, { store, log, env }: AlertsContext): ComposedAlerts {
  const alerts = new Alerts({
    specs: readAlertFile(config, env),
    outbox: store.alerts,
    isShared: config.store.startsWith('postgres'),
    notify: composeNotifier(config, env),
    isTextless: (source) => !config.xShareText && isX(source),
    random: Math.random,
    scheduler,
    onTrouble: (sentence) => {
      log.error({}, sentence);
    },
  });
  const reload = (): void => {
    try {
      const specs = readAlertFile(config, env);
      alerts.replace(specs);
      log.info({ alerts: specs.length }, 'the alerts have been read again');
    } catch (error) {
      log.error({}, `${sentenceOf(error)} The alerts stay as they were`);
    }
  };
  return {
    alerts,
    reload,
    run: (stop$) => (config.alerts === '' || config.role === 'ingest' ? EMPTY : alerts.run(stop$)),
  };
}
