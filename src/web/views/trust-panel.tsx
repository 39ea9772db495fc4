import { useMemo } from 'preact/hooks';
import { untrackedSpansOf } from '../live/chart.ts';
import type { Page } from '../live/page.ts';
import { clock, compact, duration } from '../state/format.ts';
import type { Gap } from '../state/gaps.ts';
import { ranges } from '../state/ranges.ts';
import { sourcesOf, stateNames } from '../state/sources.ts';

/** How complete the figures are: sources, gaps, and what became of every result. */
export function TrustPanel({ page }: { readonly page: Page }) {
  const sources = sourcesOf(page.tracks.value.map(({ tracking }) => tracking.value));
  const isConnected = page.connection.value.name === 'live';
  return (
    <section class="panel trust-panel" aria-labelledby="trust-title">
      <header class="panel-head">
        <h2 id="trust-title">What can be relied on</h2>
      </header>
      <div class="trust">
        <div>
          <h3>Sources</h3>
          {sources.length === 0 && (
            <p class="hint">{isConnected ? 'No source is in use yet.' : 'Unknown without a connection.'}</p>
          )}
          <ul class="plain">
            {sources.map(({ source, state }) => (
              <li key={source} class={`light ${isConnected ? state : 'pending'}`}>
                {source}: {isConnected ? stateNames[state] : 'unknown'}
              </li>
            ))}
          </ul>
          <RecordedTime page={page} />
        </div>
        <Delivery page={page} />
        <Gaps page={page} />
      </div>
    </section>
  );
}

/** The date of a recording, whose posts are shown in their own time. */
function RecordedTime({ page }: { readonly page: Page }) {
  const now = page.second.value;
  if (page.offsetMs === 0) return null;
  const date = new Date(now).toLocaleDateString('en-GB', { dateStyle: 'medium' });
  return <p class="hint">Times are the posts' own: {date}.</p>;
}

function Delivery({ page }: { readonly page: Page }) {
  const ledger = page.ledger.value;
  const tracks = page.tracks.value;
  const conflated = tracks.reduce((sum, track) => sum + track.conflated.value, 0);
  const lost = tracks.reduce((sum, track) => sum + track.lost.value, 0);
  const rows = [
    ['routed to this page', ledger?.routed, 'Results that the server had for this connection'],
    ['delivered one by one', ledger?.delivered, ''],
    [
      'merged into sums',
      Math.max(conflated, ledger?.conflated ?? 0),
      'This page read too slowly; they are counted in the charts',
    ],
    ['dropped', Math.max(lost, ledger?.dropped ?? 0), 'Missing from charts and list'],
    ['on their way', ledger?.pending, ''],
  ] as const;
  return (
    <div>
      <h3>Delivery</h3>
      <dl class="ledger">
        {rows.map(([name, count, meaning]) => (
          <div key={name} title={meaning}>
            <dt>{name}</dt>
            <dd>{count === undefined ? '–' : compact(count)}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        {ledger === undefined ? 'The server reports every 10 s.' : 'Of this connection; reported every 10 s.'}
      </p>
    </div>
  );
}

const maxListed = 8;

function Gaps({ page }: { readonly page: Page }) {
  const now = page.second.value;
  const open = page.gaps.open.value;
  const range = ranges[page.range.value];
  const { from: start, to: end } = page.time.span.value ?? { from: now - range.ms, to: Infinity };
  const listed = page.gaps.closed.value.filter(({ from, to }) => to > start && from < end).slice(-maxListed);
  return (
    <div>
      <h3 id="gaps-title">Gaps</h3>
      {listed.length === 0 && open.length === 0 ? (
        <p class="hint">No source had one {end < Infinity ? 'then' : `in the ${range.label.toLowerCase()}`}.</p>
      ) : (
        // It scrolls, so it is a stop of the keyboard.
        <ul class="plain gaps" tabIndex={0} aria-labelledby="gaps-title">
          {open.map(({ source, from, cause }) => (
            <li key={source} class="open-gap">
              <b>{source}</b> since {clock(from)} ({duration(now - from)}), {filledTexts.none}. {cause}
            </li>
          ))}
          {listed.toReversed().map(({ source, from, to, cause, filled }) => (
            <li key={`${source} ${from}`}>
              <b>{source}</b> {clock(from)} to {clock(to)} ({duration(to - from)}), {filledTexts[filled]}. {cause}
            </li>
          ))}
        </ul>
      )}
      <Untracked page={page} />
    </div>
  );
}

/** The time of which nothing is known about a query, because nobody tracked it. */
function Untracked({ page }: { readonly page: Page }) {
  // Once a second, and at once when the range or the queries change.
  const depends = [page.second.value, page.range.value, page.tracks.value] as const;
  const spans = useMemo(() => untrackedSpansOf(page), depends).slice(0, maxListed);
  if (spans.length === 0) return null;
  return (
    <>
      <h3 class="untracked-title" id="untracked-title">
        Not tracked
      </h3>
      <ul class="plain gaps" tabIndex={0} aria-labelledby="untracked-title">
        {spans.map(({ track, from, to, isFirst }) => (
          <li key={`${track.id} ${from}`}>
            <b>
              <bdi>{track.query}</bdi>
            </b>{' '}
            {isFirst ? `until ${clock(to)}` : `${clock(from)} to ${clock(to)} (${duration(to - from)})`}
          </li>
        ))}
      </ul>
    </>
  );
}

const filledTexts: Readonly<Record<Gap['filled'], string>> = {
  full: 'nothing is missing',
  partial: 'some posts may be missing',
  none: 'its posts are missing',
};
