import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { NamedViews } from '../live/named-views.ts';
import { viewOf } from '../live/page-view.ts';
import type { Page } from '../live/page.ts';
import { openWall } from '../live/wall.ts';
import { writeAddress } from '../state/address.ts';
import { maxNameLength } from '../state/named-views.ts';
import { CopyLink } from './copy-link.tsx';
import { Menu } from './menu.tsx';
import { ThemeChoice } from './theme-choice.tsx';
import { ViewList } from './view-list.tsx';

interface ViewMenuProps {
  readonly page: Page;
  readonly views: NamedViews;
}

/** Returns the address of the shown time, which stands still for whoever opens it. */
function momentOf(page: Page): string {
  const { from, to } = page.time.shown().domain;
  const span = { from: Math.floor(from), to: Math.ceil(to) };
  return new URL(writeAddress({ ...viewOf(page), span }), location.href).href;
}

/** The menu of links to what the page shows, and of the views that are kept. */
export function ViewMenu({ page, views }: ViewMenuProps) {
  const isTracking = page.tracks.value.length > 0;
  const isLive = page.time.span.value === undefined;
  return (
    <Menu class="view-menu" summary="Views">
      {(close) => (
        <>
          {isTracking && (
            <CopyLink page={page} label="Copy link" title="A link to all that is shown" address={() => location.href} />
          )}
          {isTracking && isLive && (
            <CopyLink
              page={page}
              label="Copy link to the time shown"
              title="A link to these minutes, which stands still"
              address={() => momentOf(page)}
            />
          )}
          {isTracking && (
            <button
              type="button"
              aria-keyshortcuts="w"
              onClick={() => {
                close();
                openWall(page);
              }}
            >
              Show on a wall
            </button>
          )}
          <ViewList views={views} onOpen={close} />
          {isTracking && <SaveForm page={page} views={views} />}
          <p class="menu-theme">
            <ThemeChoice />
          </p>
        </>
      )}
    </Menu>
  );
}

/** The field for the name under which the page's view is kept. */
function SaveForm({ page, views }: ViewMenuProps) {
  const name = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  const isTaken = views.list.value.some((view) => view.name === name.value.trim());
  return (
    <form
      class="save-view"
      onSubmit={(event) => {
        event.preventDefault();
        if (views.save(name.peek())) name.value = '';
        input.current?.focus();
      }}
    >
      <input
        ref={input}
        type="text"
        aria-label="Name for this view"
        autocomplete="off"
        maxLength={maxNameLength}
        placeholder={page.tracks.value.map(({ query }) => query).join(', ')}
        value={name.value}
        onInput={({ currentTarget }) => {
          name.value = currentTarget.value;
        }}
      />
      <button type="submit" class="primary" disabled={name.value.trim() === ''}>
        {isTaken ? 'Replace' : 'Save view'}
      </button>
    </form>
  );
}
