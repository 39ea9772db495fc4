import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { Page } from '../live/page.ts';
import { openMenuAt } from '../live/reader-menu.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { polarityNames } from '../../model/index.ts';
import { sentimentOf, type FeedFilter, type FeedItem } from '../state/feed.ts';
import { ago, signed } from '../state/format.ts';
import { authorHandle } from '../state/handles.ts';
import type { Measure } from '../state/points.ts';
import type { WordFinder } from '../state/word-finder.ts';
import { Badge, Polarity } from './badge.tsx';
import { PostExplanation } from './explanation.tsx';
import { HandleButton } from './handle.tsx';
import { PostText } from './post-text.tsx';

interface PostItemProps {
  readonly page: Page;
  readonly item: FeedItem;
  /** By which the sentiment is shown. */
  readonly filter: FeedFilter;
  readonly measure: Measure;
  /** Finds further words to mark. */
  readonly find?: WordFinder | undefined;
}

/** A post, or the place of one that was deleted while the list must not move. */
export function PostItem({ page, item, filter, measure, find }: PostItemProps) {
  const element = useRef<HTMLLIElement>(null);
  const height = useRef<number | undefined>(undefined);
  if (item.isDeleted !== true) return <LivePost {...{ page, item, filter, measure, find, element }} />;
  height.current ??= element.current?.offsetHeight;
  return (
    <li class="post deleted hint" style={{ height: `${height.current ?? 0}px` }}>
      This post has been deleted.
    </li>
  );
}

interface LivePostProps extends PostItemProps {
  readonly element: RefObject<HTMLLIElement | null>;
}

/** A post: its sentiment, its text with the queries' words marked, its score for each query, and the explanation. */
function LivePost({ page, item, filter, measure, find, element }: LivePostProps) {
  const isOpen = useSignal(false);
  const menu = useRef<HTMLButtonElement>(null);
  const { post, matches } = item;
  const all = page.tracks.value;
  const finders = matches.flatMap(({ id, topic }) => {
    const track = all.find((each) => each.id === id);
    return track === undefined ? [] : [{ track, topic }];
  });
  const tracks = finders.map(({ track }) => track);
  const search = page.posts.search.value;
  const spans = useMemo(
    () => [page.posts.spansIn, find, ...tracks.map(({ spansIn }) => spansIn)].flatMap((each) => each?.(item) ?? []),
    [item, all, search, find],
  );
  const shown = sentimentOf(item, filter, measure);
  return (
    <li ref={element} class={`post ${polarityNames[shown.polarityIndex]}`}>
      <div class="score">
        <p>
          <Polarity index={shown.polarityIndex} />
          <b>{item.scored === false ? 'not scored' : signed(shown.compound)}</b>
        </p>
        {post.text !== undefined && (
          <button
            type="button"
            class="why-button"
            aria-expanded={isOpen.value}
            onClick={() => {
              isOpen.value = !isOpen.peek();
            }}
          >
            Why
          </button>
        )}
      </div>
      <div class="post-body">
        <PostText post={post} spans={spans} tracks={tracks} opener={() => menu.current} />
        <p class="meta">
          {finders.map(({ track, topic }) => (
            <span key={track.id} class="about" title={`Sentiment about ${track.query} itself`}>
              <Badge look={track.look} size={10} /> <bdi>{track.query}</bdi>{' '}
              <b>{item.scored === false ? '–' : signed(topic.compound)}</b>
            </span>
          ))}
          <Origin page={page} item={item} tracks={tracks} />
        </p>
        {isOpen.value && post.text !== undefined && (
          <PostExplanation page={page} text={post.text} query={tracks[0]?.query} />
        )}
      </div>
      <MenuButton item={item} tracks={tracks} button={menu} />
    </li>
  );
}

interface MenuButtonProps {
  readonly item: FeedItem;
  readonly tracks: readonly TrackedQuery[];
  readonly button: RefObject<HTMLButtonElement | null>;
}

function MenuButton({ item, tracks, button }: MenuButtonProps) {
  return (
    <button
      ref={button}
      type="button"
      class="icon post-menu"
      aria-label="More about this post"
      aria-haspopup="menu"
      onClick={({ currentTarget }) => {
        openMenuAt(currentTarget, { post: item, tracks });
      }}
    >
      ⋯
    </button>
  );
}

interface OriginProps extends Pick<PostItemProps, 'page' | 'item'> {
  readonly tracks: readonly TrackedQuery[];
}

function Origin({ page, item: { at, post }, tracks }: OriginProps) {
  const age = <time dateTime={new Date(at).toISOString()}>{ago(page.second.value - at)}</time>;
  return (
    <span class="origin">
      {authorHandle(post.author ?? '').map((handle) => (
        <HandleButton key={handle.term} handle={handle} tracks={tracks} isStop={false}>
          <bdi class="author">{handle.label}</bdi>
        </HandleButton>
      ))}
      <span>{post.source}</span>
      {post.url !== undefined && /^https?:/.test(post.url) ? (
        <a href={post.url} target="_blank" rel="noopener noreferrer nofollow">
          {age}
        </a>
      ) : (
        age
      )}
    </span>
  );
}
