import { signal, type Signal } from '@preact/signals';
import type { Page } from '../live/page.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { dropIndex, isColumn, type Box } from '../state/drop.ts';
import { cardId } from './focus.ts';

/** A card that is being dragged. */
export interface DraggedCard {
  readonly track: TrackedQuery;
  /** The distance from its place, in CSS px. */
  readonly x: number;
  readonly y: number;
  /** The index that it gets when it is dropped. */
  readonly to: number;
  /** True if the cards are below each other. */
  readonly isColumn: boolean;
}

/** The distance that makes a press a drag, in CSS px. */
const minDistance = 6;
/** The distance from the edge of the window at which the page scrolls, and by how much, in CSS px. */
const edge = 56;
const scrollStep = 14;

/** The card that is dragged to another place: by the mouse at its head, by a finger at its badge. */
export class CardDrag {
  readonly dragged: Signal<DraggedCard | undefined> = signal(undefined);
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Called when a pointer is pressed on the head of a card. */
  press(event: PointerEvent, track: TrackedQuery): void {
    const { target, pointerType, button, pageX, pageY } = event;
    if (button !== 0 || this.#page.tracks.peek().length < 2 || !(target instanceof Element)) return;
    // Elsewhere a finger scrolls the page.
    const isBadge = target.closest('.card-badge') !== null;
    const isHandle = isBadge || (pointerType === 'mouse' && target.closest('.menu, .icon') === null);
    if (isHandle) this.#follow(event.pointerId, { pageX, pageY }, track);
  }

  #follow(pointerId: number, start: Pick<PointerEvent, 'pageX' | 'pageY'>, track: TrackedQuery): void {
    const ended = new AbortController();
    const options = { signal: ended.signal };
    const end = (): void => {
      ended.abort();
      if (this.dragged.peek() !== undefined) ignoreClick();
      this.dragged.value = undefined;
    };
    const onMove = (event: PointerEvent): void => {
      if (event.pointerId !== pointerId) return;
      const [x, y] = [event.pageX - start.pageX, event.pageY - start.pageY];
      if (this.dragged.peek() === undefined && Math.hypot(x, y) < minDistance) return;
      const boxes = this.#otherBoxes(track);
      const to = dropIndex(boxes, { x: event.clientX, y: event.clientY });
      this.dragged.value = { track, x, y, to, isColumn: isColumn(boxes) };
      if (event.clientY < edge) scrollBy(0, -scrollStep);
      else if (event.clientY > innerHeight - edge) scrollBy(0, scrollStep);
    };
    const onUp = (event: PointerEvent): void => {
      if (event.pointerId !== pointerId) return;
      const { to } = this.dragged.peek() ?? {};
      end();
      if (to !== undefined) this.#page.queries.move(track, to);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      end();
    };
    addEventListener('pointermove', onMove, options);
    addEventListener('pointerup', onUp, options);
    addEventListener('pointercancel', end, options);
    addEventListener('keydown', onKey, { ...options, capture: true });
  }

  #otherBoxes(track: TrackedQuery): readonly Box[] {
    return this.#page.tracks.peek().flatMap((each) => {
      const card = each === track ? null : document.getElementById(cardId(each));
      return card === null ? [] : [card.getBoundingClientRect()];
    });
  }
}

/** Ignores the click that ends a drag. */
function ignoreClick(): void {
  const ended = new AbortController();
  const onClick = (event: MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  const end = (): void => {
    ended.abort();
  };
  addEventListener('click', onClick, { capture: true, signal: ended.signal });
  // The next press is not of the drag, and comes before the timer where the page is busy.
  addEventListener('pointerdown', end, { capture: true, signal: ended.signal });
  setTimeout(end);
}
