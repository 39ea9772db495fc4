import type { ClientState } from '../../client/index.ts';
import type { Page } from '../live/page.ts';
import { duration } from '../state/format.ts';
import { sourcesOf, stateNames } from '../state/sources.ts';

/** The state of the connection and of each source, in a line; the trust panel has the details. */
export function Status({ page }: { readonly page: Page }) {
  const state = page.connection.value;
  const sources = sourcesOf(page.tracks.value.map(({ tracking }) => tracking.value));
  return (
    <p class="status">
      <span class={`light ${toneOf(state)}`}>{nameOf(state)}</span>
      {state.name === 'live' &&
        sources.map(({ source, state: upstream, reason }) => (
          <span key={source} class={`light ${upstream}`} title={reason}>
            {source} <span class="wide">{stateNames[upstream]}</span>
          </span>
        ))}
    </p>
  );
}

const names: Readonly<Record<ClientState['name'], string>> = {
  connecting: 'Connecting',
  live: 'Connected',
  waiting: 'Reconnecting',
  closed: 'Closed',
};

const nameOf = ({ name }: ClientState): string => names[name];

function toneOf({ name }: ClientState): 'live' | 'pending' | 'down' {
  if (name === 'live') return 'live';
  return name === 'closed' ? 'down' : 'pending';
}

/** The state of a broken connection. */
export function ConnectionBanner({ page }: { readonly page: Page }) {
  const state = page.connection.value;
  const lostAt = page.lostAt.value;
  if (state.name === 'live' || (lostAt === undefined && state.name === 'connecting' && state.attempt < 2)) return null;
  const now = page.second.value;
  return (
    <div class="banner">
      <p>
        <b>{lostAt === undefined ? 'No connection yet.' : `The connection was lost ${duration(now - lostAt)} ago.`}</b>{' '}
        {sentenceOf(state, now + page.offsetMs)}
      </p>
      {(state.name === 'closed' || state.name === 'waiting') && (
        <button
          type="button"
          onClick={() => {
            if (state.name === 'closed') location.reload();
            else page.reconnect();
          }}
        >
          {state.name === 'closed' ? 'Reload' : 'Try now'}
        </button>
      )}
    </div>
  );
}

function sentenceOf(state: ClientState, now: number): string {
  switch (state.name) {
    case 'live':
      return '';
    case 'connecting':
      return `Trying now, for the ${ordinal(state.attempt)} time. Missed posts are requested.`;
    case 'waiting':
      return `${state.ending.reason} Trying again in ${duration(Math.max(1_000, state.retryAt - now))}.`;
    case 'closed':
      return state.ending.reason;
  }
}

function ordinal(count: number): string {
  const ending = count % 100 > 10 && count % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}
