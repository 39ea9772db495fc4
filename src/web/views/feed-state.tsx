import type { ComponentChildren } from 'preact';
import type { Page } from '../live/page.ts';
import { clock, compact } from '../state/format.ts';
import { Retry } from './retry.tsx';

interface FeedNewsProps {
  readonly page: Page;
  /** Moves to the top of the list. */
  readonly onTop: () => void;
}

/** The line above the list: posts that wait, and which posts it has. */
export function FeedNews({ page, onTop }: FeedNewsProps) {
  const { missed } = page.posts.feed.value;
  return (
    <div class="feed-news">
      {missed > 0 ? (
        <button
          type="button"
          class="news"
          onClick={() => {
            page.posts.showWaiting();
            onTop();
          }}
        >
          ↑ {compact(missed)} new {missed === 1 ? 'post' : 'posts'}
        </button>
      ) : (
        <Contents page={page} />
      )}
    </div>
  );
}

function Contents({ page }: { readonly page: Page }) {
  const { order, paused, reading, stored, refresh } = page.posts;
  const time = page.time.span.value === undefined ? '' : ' of the shown time';
  if (order.value === 'newest') {
    if (time !== '') return <span class="hint">Newest first{time}</span>;
    const pause = paused.value ? 'Paused' : reading.value ? 'Paused while you read' : undefined;
    return <span class="hint">{pause ?? 'Newest first'}</span>;
  }
  const state = stored.value;
  return (
    <span class="hint">
      Strongest first{time}
      {state.name === 'ready' && time === '' && `, as of ${clock(state.at)}`}{' '}
      {time === '' && (
        <button type="button" class="quiet" onClick={refresh}>
          Refresh
        </button>
      )}
    </span>
  );
}

interface FeedEndProps {
  readonly page: Page;
  readonly count: number;
  /** True if the page has more posts than it shows. */
  readonly hasMore: boolean;
  readonly onMore: () => void;
}

/** The end of the list: older posts on demand, and why there are none. */
export function FeedEnd({ page, count, hasMore, onMore }: FeedEndProps) {
  const { order, search, stored, more } = page.posts;
  const state = stored.value;
  if (state.name === 'loading') return <End isBusy>Reading the posts …</End>;
  if (state.name === 'failed') {
    return (
      <End>
        <Retry onRetry={() => void more()}>
          <span class="warning">{state.reason}</span>
        </Retry>
      </End>
    );
  }
  const isStrongest = order.value === 'strongest';
  if (hasMore || !state.isEnd) {
    return (
      <End>
        {state.searchedTo !== undefined && search.value !== '' && (
          <span class="hint">Searched back to {clock(state.searchedTo)}. </span>
        )}
        <button type="button" onClick={onMore}>
          {isStrongest ? 'More posts' : 'Older posts'}
        </button>
      </End>
    );
  }
  if (count > 0) return <End>{isStrongest ? 'The list ends here.' : 'No older posts are kept.'}</End>;
  if (search.value !== '') return <End>No post that is kept has this.</End>;
  return (
    <End>
      {page.time.span.value === undefined ? 'Posts appear here as they come.' : 'No posts of the shown time are kept.'}
    </End>
  );
}

interface EndProps {
  readonly isBusy?: boolean;
  readonly children: ComponentChildren;
}

function End({ isBusy = false, children }: EndProps) {
  return (
    <li class={`feed-end hint${isBusy ? ' busy' : ''}`} aria-busy={isBusy}>
      {children}
    </li>
  );
}
