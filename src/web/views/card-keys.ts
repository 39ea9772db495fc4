import type { Signal } from '@preact/signals';
import type { Page } from '../live/page.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { focusAfterRemoval } from './focus.ts';

/** Stops tracking the query of a card, and moves the focus on. */
export function removeCard(page: Page, track: TrackedQuery): void {
  page.queries.remove(track);
  focusAfterRemoval();
}

/** Moves the card of a query by a number of places. The focus stays where it is in it. */
export function moveCard(page: Page, track: TrackedQuery, by: number): void {
  const { activeElement } = document;
  page.queries.move(track, page.tracks.peek().indexOf(track) + by);
  // An element that is put elsewhere loses the focus.
  requestAnimationFrame(() => {
    if (activeElement instanceof HTMLElement) activeElement.focus();
  });
}

export interface PressedCard {
  readonly page: Page;
  readonly track: TrackedQuery;
  readonly isEditing: Signal<boolean>;
}

/** Does what a key does while the focus is in a card. Returns false for other keys, and while something is typed. */
export function pressOnCard({ key, altKey, target }: KeyboardEvent, { page, track, isEditing }: PressedCard): boolean {
  if (target instanceof Element && target.closest('input, select') !== null) return false;
  const { queries } = page;
  const isOne = queries.tracks.peek().length === 1;
  if (!altKey && key === 'e') {
    isEditing.value = true;
    return true;
  }
  if (isOne) return false;
  if (altKey && key === 'ArrowUp') moveCard(page, track, -1);
  else if (altKey && key === 'ArrowDown') moveCard(page, track, 1);
  else if (altKey) return false;
  else if (key === 's') queries.solo(track);
  else if (key === 'h') queries.toggle(track);
  else return false;
  return true;
}
