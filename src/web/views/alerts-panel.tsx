import type { ServerAlerts } from '../live/server-alerts.ts';
import type { ShownAlert, ShownDestination } from '../state/alert-schemas.ts';
import { clock, compact, moment } from '../state/format.ts';

/** The alerts of the server, with what has become of them; nothing where there are none. */
export function AlertsPanel({ alerts }: { readonly alerts: ServerAlerts }) {
  const list = alerts.list.value;
  if (list.length === 0) return null;
  return (
    <section class="panel alerts-panel" aria-labelledby="alerts-title">
      <header class="panel-head">
        <h2 id="alerts-title">Alerts of the server</h2>
      </header>
      <ul class="plain">
        {list.map((alert) => (
          <li key={alert.name}>
            <Alert alert={alert} />
          </li>
        ))}
      </ul>
      <details
        onToggle={({ currentTarget }) => {
          alerts.open(currentTarget.open);
        }}
      >
        <summary>Latest attempts to deliver</summary>
        <Attempts alerts={alerts} />
      </details>
    </section>
  );
}

function Alert({
  alert: { name, query, when, lastFiredAt, suppressed, destinations },
}: {
  readonly alert: ShownAlert;
}) {
  return (
    <>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <p class="hint">
        On <bdi>{query}</bdi>: {when}.{' '}
        {lastFiredAt === undefined ? 'It has not fired.' : `It fired last on ${moment(lastFiredAt, 3_600_000)}.`}
        {suppressed > 0 && ` Its cooldown has suppressed ${compact(suppressed)}.`}
      </p>
      {destinations.map((destination) => (
        <DestinationLedger key={destination.name} destination={destination} />
      ))}
    </>
  );
}

function DestinationLedger({ destination }: { readonly destination: ShownDestination }) {
  const figures = ['fired', 'delivered', 'pending', 'failed'] as const;
  return (
    <div class="destination">
      <p>
        <bdi>{destination.name}</bdi>
      </p>
      <dl>
        {figures.map((figure) => (
          <div key={figure} class={figure === 'failed' && destination.failed > 0 ? 'bad' : ''}>
            <dt>{figure}</dt>
            <dd>{compact(destination[figure])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Attempts({ alerts }: { readonly alerts: ServerAlerts }) {
  const attempts = alerts.attempts.value;
  if (attempts === undefined) return <p class="hint">They are being read.</p>;
  if (attempts.length === 0) return <p class="hint">There has been none.</p>;
  return (
    <ol class="plain attempts" tabIndex={0} aria-label="Latest attempts to deliver">
      {attempts.map(({ id, alert, destination, at, attempt, outcome, state }) => (
        <li key={`${id} ${destination} ${attempt}`} class={state === 'failed' ? 'bad' : ''}>
          <b>{clock(at)}</b> <bdi>{alert}</bdi> to <bdi>{destination}</bdi>, attempt {attempt}: {outcome}, {state}
        </li>
      ))}
    </ol>
  );
}
