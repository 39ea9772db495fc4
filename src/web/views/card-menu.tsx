import type { Signal } from '@preact/signals';
import type { Page } from '../live/page.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { moveCard, removeCard } from './card-keys.ts';
import { moveAmong } from './focus.ts';
import { Menu } from './menu.tsx';

interface CardMenuProps {
  readonly page: Page;
  readonly track: TrackedQuery;
  readonly isEditing: Signal<boolean>;
}

interface MenuItem {
  readonly name: string;
  /** The key that does the same while the focus is in the card. */
  readonly shortcut?: string;
  readonly run: () => void;
}

/** The menu of what can be done with a query. */
export function CardMenu({ page, track, isEditing }: CardMenuProps) {
  return (
    <Menu class="card-menu" name={`More about ${track.query}`} summary="⋯">
      {(close) => (
        <div
          class="menu-items"
          onKeyDown={(event) => {
            const buttons = event.currentTarget.querySelectorAll<HTMLElement>('button');
            if (moveAmong([...buttons], event.key)) event.preventDefault();
          }}
        >
          {itemsOf({ page, track, isEditing }).map(({ name, shortcut, run }) => (
            <button
              key={name}
              type="button"
              aria-keyshortcuts={shortcut}
              onClick={() => {
                close();
                run();
              }}
            >
              {name} {shortcut !== undefined && <kbd aria-hidden="true">{shortcut.replace('Alt+Arrow', 'Alt ')}</kbd>}
            </button>
          ))}
        </div>
      )}
    </Menu>
  );
}

function itemsOf({ page, track, isEditing }: CardMenuProps): readonly MenuItem[] {
  const { queries } = page;
  const tracks = queries.tracks.value;
  const hidden = queries.hidden.value;
  const index = tracks.indexOf(track);
  const edit: MenuItem = { name: 'Edit', shortcut: 'e', run: () => (isEditing.value = true) };
  const remove: MenuItem = {
    name: 'Stop tracking',
    run: () => {
      removeCard(page, track);
    },
  };
  const move = (by: number) => () => {
    moveCard(page, track, by);
  };
  const isSolo = queries.isSolo(track);
  const several: readonly MenuItem[] = [
    {
      name: isSolo ? 'Show all' : 'Show only this',
      shortcut: 's',
      run: () => {
        queries.solo(track);
      },
    },
    {
      name: hidden.has(track) ? 'Show' : 'Hide',
      shortcut: 'h',
      run: () => {
        queries.toggle(track);
      },
    },
    ...(hidden.size > 0 && !isSolo
      ? [
          {
            name: 'Show all',
            run: () => {
              queries.showAll();
            },
          },
        ]
      : []),
    edit,
    ...(index > 0 ? [{ name: 'Move up', shortcut: 'Alt+ArrowUp', run: move(-1) }] : []),
    ...(index < tracks.length - 1 ? [{ name: 'Move down', shortcut: 'Alt+ArrowDown', run: move(1) }] : []),
    remove,
  ];
  return tracks.length > 1 ? several : [edit, remove];
}
