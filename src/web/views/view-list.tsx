import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { NamedViews } from '../live/named-views.ts';
import { readAddress } from '../state/address.ts';
import { maxNameLength, type NamedView } from '../state/named-views.ts';

interface ViewListProps {
  readonly views: NamedViews;
  /** Called when a view has been opened. */
  readonly onOpen: () => void;
}

/** The views that are kept, each of which is opened, renamed or deleted. */
export function ViewList({ views, onOpen }: ViewListProps) {
  const deleted = views.deleted.value;
  const list = views.list.value;
  return (
    <section class="view-list" aria-label="Saved views">
      {list.length === 0 && <p class="hint">Saved views stay in this browser.</p>}
      <ul class="plain">
        {list.map((view) => (
          <ViewRow key={view.name} view={view} views={views} onOpen={onOpen} />
        ))}
      </ul>
      {deleted !== undefined && (
        <p class="hint">
          <bdi>{deleted.name}</bdi> is deleted.{' '}
          <button
            type="button"
            class="undo"
            onClick={() => {
              views.restore();
            }}
          >
            Undo
          </button>
        </p>
      )}
    </section>
  );
}

interface ViewRowProps extends ViewListProps {
  readonly view: NamedView;
}

function ViewRow({ view, views, onOpen }: ViewRowProps) {
  const isRenaming = useSignal(false);
  const { name, search } = view;
  if (isRenaming.value) return <RenameForm view={view} views={views} onClose={() => (isRenaming.value = false)} />;
  return (
    <li>
      <button
        type="button"
        class="open-view"
        onClick={() => {
          views.open(view);
          onOpen();
        }}
      >
        <bdi>{name}</bdi> <small>{readAddress(search).queries.join(', ')}</small>
      </button>
      <button
        type="button"
        aria-label={`Rename ${name}`}
        title="Rename"
        onClick={() => {
          isRenaming.value = true;
        }}
      >
        ✎
      </button>
      <button
        type="button"
        aria-label={`Delete ${name}`}
        title="Delete"
        onClick={({ currentTarget }) => {
          const section = currentTarget.closest('section');
          views.delete(view);
          // Its button is gone.
          requestAnimationFrame(() => section?.querySelector<HTMLElement>('.undo')?.focus());
        }}
      >
        ×
      </button>
    </li>
  );
}

interface RenameFormProps {
  readonly view: NamedView;
  readonly views: NamedViews;
  readonly onClose: () => void;
}

function RenameForm({ view, views, onClose }: RenameFormProps) {
  const isTaken = useSignal(false);
  const row = useRef<HTMLLIElement>(null);
  /** Moves the focus to the view, since the field is gone. */
  const close = (): void => {
    const list = row.current?.parentElement;
    const index = [...(list?.children ?? [])].findIndex((each) => each === row.current);
    onClose();
    requestAnimationFrame(() => list?.querySelectorAll<HTMLElement>('.open-view')[index]?.focus());
  };
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  return (
    <li ref={row}>
      <form
        class="save-view"
        onSubmit={(event) => {
          event.preventDefault();
          isTaken.value = !views.rename(view, input.current?.value ?? '');
          if (!isTaken.peek()) close();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          close();
        }}
      >
        <input
          ref={input}
          type="text"
          aria-label={`New name of ${view.name}`}
          aria-invalid={isTaken.value}
          autocomplete="off"
          maxLength={maxNameLength}
          defaultValue={view.name}
        />
        <button type="submit">Rename</button>
        {isTaken.value && <p role="alert">Enter a name that no other view has.</p>}
      </form>
    </li>
  );
}
