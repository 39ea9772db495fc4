/**
 * Alerts: being told when something happens to a query.
 *
 * Owns the rules, what receivers are told, and its way to them. Promises that what has fired is committed first and arrives
 * once its receiver works, under one id; that a hostile receiver costs nothing but itself; that no secret is shown. An alert
 * is a session of the graph, so its windows and baselines are those of everybody. ALERTS.md has the rules.
 */
export { Alerts, type AlertsOptions } from './alerts.ts';
export type { AlertBody } from './body.ts';
export { createMailer, type MailOptions, type SendMail } from './mail.ts';
export { createNotifier, type Notify } from './notifier.ts';
export { readAlerts, type Environment } from './read-alerts.ts';
export type { AlertSpec, Destination } from './spec.ts';
