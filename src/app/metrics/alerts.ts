import type { Meter } from './meter.ts';

/** The figures behind the metrics of alerts. */
export interface AlertCounts {
  readonly firedCounts: () => readonly (readonly [alert: string, count: number])[];
  readonly states: () => Readonly<Record<string, number>>;
}

/** Declares the metrics of alerts. Their labels are names from the configuration. */
export function meterAlerts(meter: Meter, ledgers: AlertCounts): void {
  meter.counter(
    {
      name: 'alerts_fired_total',
      help: 'Alerts that were committed to the outbox since the start.',
      labels: ['alert'],
    },
    () => ledgers.firedCounts().map(([alert, count]) => [{ alert }, count]),
  );
  meter.gauge(
    { name: 'alert_deliveries', help: 'Deliveries of alerts in the outbox, by state.', labels: ['state'] },
    () => Object.entries(ledgers.states()).map(([state, count]) => [{ state }, count]),
  );
}
