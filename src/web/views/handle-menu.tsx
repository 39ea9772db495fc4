import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { copyText } from '../live/clipboard.ts';
import type { Page } from '../live/page.ts';
import { menuSubject, type MenuSubject } from '../live/reader-menu.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import type { FeedItem } from '../state/feed.ts';
import { changesOf, handlesOf, kindNames, type Handle } from '../state/handles.ts';
import { focusCard, moveAmong } from './focus.ts';

/** The menu of the handle or the post that the reader has chosen. */
export function HandleMenu({ page }: { readonly page: Page }) {
  const menu = useRef<HTMLDivElement>(null);
  const subject = menuSubject.value;
  useLayoutEffect(() => {
    const { current } = menu;
    if (current === null) return;
    if (subject === undefined) {
      if (current.matches(':popover-open')) current.hidePopover();
      return;
    }
    if (!current.matches(':popover-open')) current.showPopover();
    place(current, subject.place);
    itemsOf(current)[0]?.focus({ preventScroll: true });
  }, [subject]);
  return (
    <div
      ref={menu}
      class="handle-menu"
      popover="auto"
      role="menu"
      aria-label={subject === undefined ? 'Menu' : nameOf(subject)}
      onToggle={({ newState }) => {
        if (newState === 'closed') menuSubject.value = undefined;
      }}
      onKeyDown={(event) => {
        if (event.key === 'Tab') close();
        if (event.key === 'Escape' || event.key === 'Tab') giveFocusBack(subject);
        else if (moveAmong(itemsOf(event.currentTarget), event.key)) event.preventDefault();
      }}
    >
      {subject !== undefined && <Contents page={page} subject={subject} />}
    </div>
  );
}

const nameOf = ({ handle }: MenuSubject): string =>
  handle === undefined ? 'This post' : `${kindNames[handle.kind]} ${handle.label}`;

const close = (): void => {
  menuSubject.value = undefined;
};

/** Moves the focus to where it came from, or to the posts if that is gone. */
function giveFocusBack(subject: MenuSubject | undefined): void {
  const target = subject?.opener.isConnected === true ? subject.opener : document.querySelector<HTMLElement>('.feed');
  target?.focus({ preventScroll: true });
}

const itemsOf = (menu: HTMLElement): readonly HTMLElement[] => [
  ...menu.querySelectorAll<HTMLElement>('[role=menuitem]'),
];

/** The distance from the edges of the window, in px. */
const edge = 8;

/** Places the menu below its subject, or above it where there is no room. */
function place(menu: HTMLElement, { left, top, bottom }: MenuSubject['place']): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const x = Math.max(edge, Math.min(left, innerWidth - width - edge));
  const below = bottom + 4;
  const y = below + height + edge <= innerHeight ? below : Math.max(edge, top - height - 4);
  menu.style.setProperty('--x', `${x}px`);
  menu.style.setProperty('--y', `${y}px`);
}

interface ContentsProps {
  readonly page: Page;
  readonly subject: MenuSubject;
}

function Contents({ page, subject }: ContentsProps) {
  const { handle, post } = subject;
  if (handle !== undefined) return <HandleItems page={page} subject={subject} handle={handle} />;
  return post === undefined ? null : <PostItems page={page} subject={subject} post={post} />;
}

function HandleItems({ page, subject, handle }: ContentsProps & { readonly handle: Handle }) {
  const { tracks, opener } = subject;
  const { term, label, url, kind } = handle;
  /** Tracks the query that an action has made, and moves the focus to its card. */
  const follow = (track: TrackedQuery | undefined): void => {
    close();
    if (track === undefined) opener.focus({ preventScroll: true });
    else focusCard(track);
  };
  const isTracked = page.queries.same(term) !== undefined;
  return (
    <>
      <p class="menu-head">
        <span class="hint">{kindNames[kind]}</span> <bdi>{label}</bdi>
      </p>
      {url !== undefined && (
        <Item href={url} onChoose={close}>
          Open the link <small>{new URL(url).host}</small>
        </Item>
      )}
      {!isTracked && (
        <Item
          onChoose={() => {
            follow(page.queries.add(term));
          }}
        >
          Track <small>{term}</small>
        </Item>
      )}
      {tracks.slice(0, maxTracks).flatMap((track) =>
        changesOf(track.query, term).map(({ kind: change, query }) => (
          <Item
            key={`${track.id} ${change}`}
            onChoose={() => {
              follow(page.queries.edit(track, query));
            }}
          >
            {change === 'add' ? 'Add to the query' : 'Exclude'} <small>{query}</small>
          </Item>
        )),
      )}
    </>
  );
}

/** The most queries that a menu offers to narrow. */
const maxTracks = 3;

function PostItems({ page, subject, post: item }: ContentsProps & { readonly post: FeedItem }) {
  const { url } = item.post;
  return (
    <>
      {url !== undefined && /^https?:/.test(url) && (
        <Item href={url} onChoose={close}>
          Open at its source <small>{new URL(url).host}</small>
        </Item>
      )}
      <Item
        onChoose={() => {
          close();
          linkTo(page, item);
        }}
      >
        Link to this post <small>in the address, to share</small>
      </Item>
      <div role="group" aria-label="In this post" class="menu-chips">
        {handlesOf(item).map((handle) => (
          <button
            key={handle.term}
            type="button"
            role="menuitem"
            tabIndex={-1}
            class="chip"
            onClick={() => {
              menuSubject.value = { ...subject, handle };
            }}
          >
            <bdi>{handle.label}</bdi>
          </button>
        ))}
      </div>
    </>
  );
}

/** Shows a post above the others, names it in the address, and copies that where the browser lets it. */
function linkTo(page: Page, item: FeedItem): void {
  page.linked.link(item);
  page.announcement.value = 'The address names this post.';
  requestAnimationFrame(() => {
    const title = document.getElementById('linked-title');
    title?.focus();
    title?.scrollIntoView({ block: 'nearest' });
  });
  void copyText(location.href);
}

interface ItemProps {
  readonly href?: string;
  readonly onChoose: () => void;
  readonly children: ComponentChildren;
}

function Item({ href, onChoose, children }: ItemProps) {
  if (href === undefined)
    return (
      <button type="button" role="menuitem" tabIndex={-1} onClick={onChoose}>
        {children}
      </button>
    );
  return (
    <a role="menuitem" tabIndex={-1} href={href} target="_blank" rel="noopener noreferrer nofollow" onClick={onChoose}>
      {children}
    </a>
  );
}
