import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { menuSubject } from '../live/reader-menu.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { displayed, type FeedItem, type Piece } from '../state/feed.ts';
import { segmentsOf } from '../state/post-text.ts';
import type { Span } from '../../model/index.ts';
import { HandleButton } from './handle.tsx';
import { clearWord, markWord, wordUnder } from './word-under.ts';

interface PostTextProps {
  readonly post: FeedItem['post'];
  /** The marked parts. */
  readonly spans: readonly Span[];
  /** The queries that its words can narrow. */
  readonly tracks: readonly TrackedQuery[];
  /** Returns the element that leads to the same words by the keyboard. */
  readonly opener: () => HTMLElement | null;
}

/**
 * The text of a post, of which a long one is cut until it is opened. Hashtags and mentions are handles, links are links,
 * and a click on any other word opens its menu, which the keyboard reaches by that of the post.
 */
export function PostText({ post, spans, tracks, opener }: PostTextProps) {
  const isWhole = useSignal(false);
  const { text } = post;
  return (
    <>
      <p
        class={`text${isWhole.value ? '' : ' clamped'}`}
        lang={post.lang}
        dir="auto"
        onPointerMove={(event) => {
          if (event.pointerType === 'mouse') markWord(wordUnder(event));
        }}
        onPointerLeave={clearWord}
        onClick={(event) => {
          const isElement = event.target instanceof Element && event.target.closest('a, button') !== null;
          // A selection is not a click on a word.
          if (isElement || getSelection()?.isCollapsed === false) return;
          const word = wordUnder(event);
          const button = opener();
          if (word === undefined || button === null) return;
          menuSubject.value = {
            ...{ handle: word.handle, tracks, opener: button },
            place: word.range.getBoundingClientRect(),
          };
        }}
      >
        {text === undefined ? (
          <span class="hint">The source does not share the text; post {post.id}.</span>
        ) : (
          <Segments text={text} spans={spans} tracks={tracks} />
        )}
      </p>
      {isLong(text) && (
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

type SegmentsProps = { readonly text: string } & Pick<PostTextProps, 'spans' | 'tracks'>;

function Segments({ text, spans, tracks }: SegmentsProps) {
  const segments = useMemo(() => segmentsOf(text, spans), [text, spans]);
  return (
    <>
      {segments.map(({ pieces, handle }, index) => {
        if (handle === undefined) return <Pieces key={index} pieces={pieces} />;
        const content = <Pieces pieces={pieces} />;
        return handle.url === undefined ? (
          <HandleButton key={index} handle={handle} tracks={tracks} isStop={false}>
            {content}
          </HandleButton>
        ) : (
          <a key={index} href={handle.url} target="_blank" rel="noopener noreferrer nofollow">
            {content}
          </a>
        );
      })}
    </>
  );
}

function Pieces({ pieces }: { readonly pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map(({ text, marked }, index) => (marked ? <mark key={index}>{displayed(text)}</mark> : displayed(text)))}
    </>
  );
}

/** Returns whether a text takes more lines than are shown at first. */
const isLong = (text = ''): boolean => text.length > 420 || text.split('\n').length > 8;
