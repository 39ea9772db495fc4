import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { openMenuAt } from '../live/reader-menu.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import type { Handle } from '../state/handles.ts';
import { moveAmong } from './focus.ts';

interface HandleButtonProps {
  readonly handle: Handle;
  /** The queries that it can narrow. */
  readonly tracks: readonly TrackedQuery[];
  /** Whether it is a stop of the Tab key; if not, another element leads to the same menu. */
  readonly isStop?: boolean;
  /** Its content; its label by default. */
  readonly children?: ComponentChildren;
}

/** A word, hashtag, mention or author that opens a menu of what can be done with it. */
export function HandleButton({ handle, tracks, isStop = true, children }: HandleButtonProps) {
  return (
    <button
      type="button"
      class="handle"
      aria-haspopup="menu"
      tabIndex={isStop ? 0 : -1}
      onClick={({ currentTarget }) => {
        openMenuAt(currentTarget, { handle, tracks });
      }}
    >
      {children ?? <bdi>{handle.label}</bdi>}
    </button>
  );
}

interface HandleBarProps {
  /** The name for screen readers. */
  readonly name: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** Handles beside each other: one stop of the Tab key, within which the arrow keys move. */
export function HandleBar({ name, class: kind = '', children }: HandleBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [first, ...others] = handlesIn(bar.current);
    if (first !== undefined && [first, ...others].every(({ tabIndex }) => tabIndex < 0)) first.tabIndex = 0;
  });
  return (
    <div
      ref={bar}
      class={kind}
      role="toolbar"
      aria-label={name}
      onFocusIn={({ target }) => {
        for (const each of handlesIn(bar.current)) each.tabIndex = each === target ? 0 : -1;
      }}
      onKeyDown={(event) => {
        if (moveAmong(handlesIn(bar.current), event.key)) event.preventDefault();
      }}
    >
      {children}
    </div>
  );
}

const handlesIn = (bar: HTMLElement | null): readonly HTMLElement[] => [
  ...(bar?.querySelectorAll<HTMLElement>('.handle') ?? []),
];
