import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { Page } from '../live/page.ts';
import { polarityNames } from '../../model/index.ts';
import { displayed, piecesOf, sentimentOf, type FeedItem, type Piece } from '../state/feed.ts';
import { ago, signed } from '../state/format.ts';
import { Badge, Polarity } from './badge.tsx';
import { PostExplanation } from './explanation.tsx';

interface PostItemProps {
  readonly page: Page;
  readonly item: FeedItem;
}

/** A post, or the place of one that was deleted while the list must not move. */
export function PostItem({ page, item }: PostItemProps) {
  const element = useRef<HTMLLIElement>(null);
  const height = useRef<number | undefined>(undefined);
  if (item.isDeleted !== true) return <LivePost page={page} item={item} element={element} />;
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
function LivePost({ page, item, element }: LivePostProps) {
  const isOpen = useSignal(false);
  const { post, matches } = item;
  const tracks = page.tracks.value;
  const finders = matches.flatMap(({ id, topic }) => {
    const track = tracks.find((each) => each.id === id);
    return track === undefined ? [] : [{ track, topic }];
  });
  const pieces = useMemo(
    () =>
      piecesOf(
        post.text ?? '',
        finders.flatMap(({ track }) => track.spansIn(item)),
      ),
    [item, tracks],
  );
  const [first] = finders;
  const shown = sentimentOf(item, page.filter.value, page.measure.value);
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
        <PostText post={post} pieces={pieces} />
        <p class="meta">
          {finders.map(({ track, topic }) => (
            <span key={track.id} class="about" title={`Sentiment about ${track.query} itself`}>
              <Badge look={track.look} size={10} /> <bdi>{track.query}</bdi>{' '}
              <b>{item.scored === false ? '–' : signed(topic.compound)}</b>
            </span>
          ))}
          <Origin page={page} item={item} />
        </p>
        {isOpen.value && post.text !== undefined && (
          <PostExplanation page={page} text={post.text} query={first?.track.query} />
        )}
      </div>
    </li>
  );
}

/** The text of a post, of which a long one is cut until it is opened. */
function PostText({ post, pieces }: { readonly post: FeedItem['post']; readonly pieces: readonly Piece[] }) {
  const isWhole = useSignal(false);
  return (
    <>
      <p class={`text${isWhole.value ? '' : ' clamped'}`} lang={post.lang} dir="auto">
        {post.text === undefined ? (
          <span class="hint">The source does not share the text; post {post.id}.</span>
        ) : (
          pieces.map(({ text, marked }, index) =>
            marked ? <mark key={index}>{displayed(text)}</mark> : displayed(text),
          )
        )}
      </p>
      {isLong(post.text) && (
        <button
          type="button"
          class="quiet more"
          aria-expanded={isWhole.value}
          onClick={() => {
            isWhole.value = !isWhole.peek();
          }}
        >
          {isWhole.value ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  );
}

/** Returns whether a text takes more lines than are shown at first. */
const isLong = (text = ''): boolean => text.length > 420 || text.split('\n').length > 8;

function Origin({ page, item: { at, post } }: PostItemProps) {
  const author = (post.author ?? '').replace(/^@/, '').trim();
  const age = <time dateTime={new Date(at).toISOString()}>{ago(page.second.value - at)}</time>;
  return (
    <span class="origin">
      {author !== '' && <bdi class="author">@{author}</bdi>}
      <span>{post.source}</span>
      {post.url !== undefined && /^https?:/.test(post.url) ? (
        <a href={post.url} target="_blank" rel="noreferrer">
          {age}
        </a>
      ) : (
        age
      )}
    </span>
  );
}
