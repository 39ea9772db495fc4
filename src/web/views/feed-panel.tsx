import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { polarityNames, type PolarityIndex } from '../../model/index.ts';
import type { Page } from '../live/page.ts';
import { passes } from '../state/feed.ts';
import { compact } from '../state/format.ts';
import { PostItem } from './post-item.tsx';

/** The most posts in the document. */
const maxRendered = 40;

/** The live posts, with filters and a pause button. */
export function FeedPanel({ page }: { readonly page: Page }) {
  const list = useRef<HTMLOListElement>(null);
  const { missed } = page.posts.feed.value;
  const paused = page.posts.paused.value;
  return (
    <section class="panel feed-panel" aria-labelledby="feed-title">
      <header class="panel-head">
        <h2 id="feed-title">Posts</h2>
        <FeedFilters page={page} />
        <button
          type="button"
          class="pause"
          aria-pressed={paused}
          aria-keyshortcuts="p"
          onClick={() => {
            page.posts.setPaused(!paused);
          }}
        >
          {paused ? '▶ Resume' : '❙❙ Pause'}
        </button>
      </header>
      <div class="feed-news">
        {missed > 0 ? (
          <button
            type="button"
            class="news"
            onClick={() => {
              page.posts.showWaiting();
              list.current?.scrollTo({ top: 0 });
            }}
          >
            ↑ {compact(missed)} new {missed === 1 ? 'post' : 'posts'}
          </button>
        ) : (
          <span class="hint">
            {paused ? 'Paused' : page.posts.reading.value ? 'Paused while you read' : 'Newest first'}
          </span>
        )}
      </div>
      <FeedList page={page} list={list} />
    </section>
  );
}

interface FeedListProps {
  readonly page: Page;
  readonly list: RefObject<HTMLOListElement | null>;
}

/**
 * The list, the newest first. While the reader uses it (the pointer is over it, the focus in it, or it is scrolled down),
 * new posts wait, so that nothing moves under the pointer.
 */
function FeedList({ page, list }: FeedListProps) {
  const uses = useSignal({ pointer: false, focus: false, scrolled: false });
  const update = (change: Partial<typeof uses.value>): void => {
    uses.value = { ...uses.peek(), ...change };
    page.posts.reading.value = Object.values(uses.peek()).some((is) => is);
  };
  useEffect(
    () => () => {
      page.posts.reading.value = false;
    },
    [page],
  );
  const filter = page.filter.value;
  const measure = page.measure.value;
  const passing = page.posts.feed.value.shown.filter((item) => passes(item, filter, measure)).slice(0, maxRendered);
  return (
    <ol
      ref={list}
      class="feed"
      tabIndex={0}
      aria-label="Posts, newest first"
      onPointerEnter={({ pointerType }) => {
        if (pointerType === 'mouse') update({ pointer: true });
      }}
      onPointerLeave={() => {
        update({ pointer: false });
      }}
      onFocusIn={() => {
        update({ focus: true });
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) update({ focus: false });
      }}
      onScroll={({ currentTarget }) => {
        update({ scrolled: currentTarget.scrollTop > 8 });
      }}
    >
      {passing.map((item) => (
        <PostItem key={item.key} page={page} item={item} />
      ))}
      {passing.length === 0 && <li class="feed-none hint">Posts appear here as they come.</li>}
    </ol>
  );
}

const polarities: readonly PolarityIndex[] = [0, 2, 1];

function FeedFilters({ page }: { readonly page: Page }) {
  const filter = page.filter.value;
  const tracks = page.tracks.value;
  return (
    <div class="filters">
      {tracks.length > 1 && (
        <select
          aria-label="Posts on"
          value={filter.id ?? ''}
          onChange={({ currentTarget: { value } }) => {
            page.filter.value = { ...filter, id: value === '' ? undefined : value };
          }}
        >
          <option value="">all queries</option>
          {tracks.map(({ id, query }) => (
            <option key={id} value={id}>
              {query}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label="Polarity of posts"
        value={filter.polarityIndex === undefined ? '' : String(filter.polarityIndex)}
        onChange={({ currentTarget: { value } }) => {
          page.filter.value = { ...filter, polarityIndex: polarities.find((index) => String(index) === value) };
        }}
      >
        <option value="">any polarity</option>
        {polarities.map((index) => (
          <option key={index} value={String(index)}>
            {polarityNames[index]}
          </option>
        ))}
      </select>
    </div>
  );
}
