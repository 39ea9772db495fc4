import type { TrackedQuery } from '../live/tracked-query.ts';

export const cardId = ({ id }: Pick<TrackedQuery, 'id'>): string => `card-${id}`;

/** Moves the focus to the card of a query once it is there. */
export function focusCard(track: Pick<TrackedQuery, 'id'>): void {
  requestAnimationFrame(() => {
    document.getElementById(cardId(track))?.focus();
  });
}

/** Moves the focus to the next card, or to the field, because its button is gone. */
export function focusAfterRemoval(): void {
  requestAnimationFrame(() => {
    const next = document.querySelector<HTMLElement>('.card .remove') ?? document.getElementById('query');
    next?.focus();
  });
}

/**
 * Moves the focus among elements by an arrow key, Home or End, from the last to the first too. Returns false for other keys,
 * and where none of them has the focus.
 */
export function moveAmong(items: readonly HTMLElement[], key: string): boolean {
  const at = items.findIndex((item) => item === document.activeElement);
  const last = items.length - 1;
  const [next, before] = [at === last ? 0 : at + 1, at === 0 ? last : at - 1];
  const moves: Readonly<Record<string, number>> = {
    ...{ ArrowDown: next, ArrowRight: next },
    ...{ ArrowUp: before, ArrowLeft: before },
    ...{ Home: 0, End: last },
  };
  const to = moves[key];
  if (to === undefined || at < 0) return false;
  items[to]?.focus();
  return true;
}
