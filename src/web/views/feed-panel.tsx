import { useSignal } from '@preact/signals';
import type { RefObject, TargetedEvent, TargetedFocusEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { polarityNames, type PolarityIndex } from '../../model/index.ts';
import { afterAnswer } from '../live/answering.ts';
import type { Page } from '../live/page.ts';
import { renderedPosts } from '../live/post-list.ts';
import { passes } from '../state/feed.ts';
import { FeedEnd, FeedNews } from './feed-state.tsx';
import { LinkedPostPanel } from './linked-post.tsx';
import { PostItem } from './post-item.tsx';
import { PostSearch } from './post-search.tsx';
import { useSettled } from './settled.ts';

/** The posts, with filters, a search and a pause button. */
export function FeedPanel({ page }: { readonly page: Page }) {
  const list = useRef<HTMLDivElement>(null);
  const paused = page.posts.paused.value;
  return (
    <section class="panel feed-panel" aria-labelledby="feed-title">
      <header class="panel-head">
        <h2 id="feed-title">Posts</h2>
        <FeedFilters page={page} />
      </header>
      <PostSearch page={page} />
      <LinkedPostPanel page={page} />
      <div class="feed-line">
        <FeedNews
          page={page}
          onTop={() => {
            list.current?.scrollTo({ top: 0 });
          }}
        />
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
      </div>
      <FeedList page={page} list={list} />
    </section>
  );
}

interface FeedListProps {
  readonly page: Page;
  readonly list: RefObject<HTMLDivElement | null>;
}

/** The list, the newest first. */
function FeedList({ page, list }: FeedListProps) {
  const reading = useReading(page);
  const seen = useSeenPosts(list);
  const isFleeting = useFleeting(page);
  const { rendered, hasMore, isBrief, filter, measure } = useSettled(() => {
    const drawn = { filter: page.filter.value, measure: page.measure.value };
    const passing = page.posts.feed.value.shown.filter((item) => passes(item, drawn.filter, drawn.measure));
    const first = passing.slice(0, isFleeting ? seen.current : page.posts.rendered.value);
    return { ...drawn, rendered: first, hasMore: passing.length > first.length, isBrief: isFleeting };
  });
  const posts = useSlide(rendered[0]?.key);
  const showMore = async (): Promise<void> => {
    await page.posts.more();
    afterAnswer(() => {
      requestAnimationFrame(() => {
        posts.current?.children[rendered.length]?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
      });
    });
  };
  return (
    <div
      ref={list}
      class="feed"
      role="group"
      tabIndex={0}
      aria-label={page.posts.order.value === 'newest' ? 'Posts, newest first' : 'Posts, strongest first'}
      {...reading}
    >
      <ol ref={posts}>
        {rendered.map((item) => (
          <PostItem key={item.key} page={page} item={item} filter={filter} measure={measure} />
        ))}
        {!isBrief && (
          <FeedEnd
            key={rendered.length === 0 ? 'alone' : 'end'}
            page={page}
            count={rendered.length}
            hasMore={hasMore}
            onMore={() => void showMore()}
          />
        )}
      </ol>
    </div>
  );
}

/**
 * Returns the handlers that watch a reader's use of the list. While the pointer is over it, the focus in it, or it is
 * scrolled down, new posts wait, so that nothing moves under the pointer.
 */
function useReading(page: Page) {
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
  return {
    onPointerEnter: ({ pointerType }: PointerEvent) => {
      if (pointerType === 'mouse') update({ pointer: true });
    },
    onPointerLeave: () => {
      update({ pointer: false });
    },
    onFocusIn: () => {
      update({ focus: true });
    },
    onFocusOut: ({ currentTarget, relatedTarget }: TargetedFocusEvent<HTMLElement>) => {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) update({ focus: false });
    },
    onScroll: ({ currentTarget }: TargetedEvent<HTMLElement>) => {
      update({ scrolled: currentTarget.scrollTop > 8 });
    },
  };
}

const slideMs = 250;
/** The longest way that can be seen as a motion, in px. */
const maxSlide = 2_000;
const moves = matchMedia('(prefers-reduced-motion: no-preference)');

/** Lets the posts slide down as others come on top of them, instead of being elsewhere all at once. */
function useSlide(firstKey: string | undefined): RefObject<HTMLOListElement | null> {
  const posts = useRef<HTMLOListElement>(null);
  const first = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const before = first.current;
    first.current = firstKey === undefined ? null : (posts.current?.firstElementChild ?? null);
    if (!before?.isConnected || !moves.matches) return;
    const moved = before.getBoundingClientRect().top - (first.current?.getBoundingClientRect().top ?? 0);
    const frames = { transform: [`translateY(${-moved}px)`, 'none'] };
    if (moved > 0 && moved < maxSlide) posts.current?.animate(frames, { duration: slideMs, easing: 'ease-out' });
  }, [firstKey]);
  return posts;
}

/**
 * Returns whether all that is shown is gone a second later, unless a reader holds it: then only what is seen is drawn. The
 * rest follows in a frame of its own, so that a click which holds the list is answered at once.
 */
function useFleeting({ posts }: Page): boolean {
  const isHeld = posts.paused.value || posts.reading.value || posts.rendered.value > renderedPosts;
  const isFleeting = posts.isFlooded.value && !isHeld;
  const was = useSignal(isFleeting);
  useEffect(() => {
    was.value = isFleeting;
  }, [isFleeting]);
  return isFleeting || was.value;
}

/** The height of the smallest post, in px. */
const leastHeight = 56;

/** Keeps the number of posts that fit into the list, and one more so that it can be scrolled. */
function useSeenPosts(list: FeedListProps['list']): RefObject<number> {
  const seen = useRef(8);
  useEffect(() => {
    const { current } = list;
    if (current === null) return undefined;
    // To ask for the height while the page changes would be to lay it out once more.
    const observer = new ResizeObserver(() => {
      seen.current = Math.min(renderedPosts, Math.max(8, Math.ceil(current.clientHeight / leastHeight) + 1));
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [list]);
  return seen;
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
