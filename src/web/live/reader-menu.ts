import { signal, type Signal } from '@preact/signals';
import type { FeedItem } from '../state/feed.ts';
import type { Handle } from '../state/handles.ts';
import type { TrackedQuery } from './tracked-query.ts';

/** The subject of the menu: a handle, or a whole post. */
export interface MenuSubject {
  readonly handle?: Handle | undefined;
  readonly post?: FeedItem | undefined;
  /** The queries that the handle can narrow. */
  readonly tracks: readonly TrackedQuery[];
  /** The place in the window beside which it opens. */
  readonly place: Pick<DOMRect, 'left' | 'top' | 'bottom'>;
  /** The element that gets the focus back. */
  readonly opener: HTMLElement;
}

/** The subject of the open menu of handles and posts. */
export const menuSubject: Signal<MenuSubject | undefined> = signal(undefined);

/** Opens the menu at an element. */
export function openMenuAt(opener: HTMLElement, subject: Pick<MenuSubject, 'handle' | 'post' | 'tracks'>): void {
  menuSubject.value = { ...subject, opener, place: opener.getBoundingClientRect() };
}
