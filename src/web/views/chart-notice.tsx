import type { Page } from '../live/page.ts';
import { clock, duration } from '../state/format.ts';
import { Retry } from './retry.tsx';

/** Says over the charts what is missing from them at the moment. Nothing moves when it comes or goes. */
export function ChartNotice({ page }: { readonly page: Page }) {
  const isLive = page.time.span.value === undefined;
  const state = (isLive ? page.history : page.spans).state.value;
  const gaps = isLive ? page.gaps.open.value.filter(({ source }) => source !== 'connection') : [];
  return (
    <div class="chart-notices">
      {state.name === 'loading' && <p class="chart-notice busy">Loading history …</p>}
      {state.name === 'failed' && (
        <p class="chart-notice warning">
          <Retry onRetry={page.reload}>{state.reason} Earlier posts may be missing.</Retry>
        </p>
      )}
      {gaps.map(({ source, from, cause }) => (
        <p key={source} class="chart-notice warning">
          <b>{source}</b> is missing since {clock(from)} ({duration(page.second.value - from)}). {cause}
        </p>
      ))}
    </div>
  );
}
