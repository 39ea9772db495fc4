import type uPlot from 'uplot';
import type { Domain } from '../state/ranges.ts';

/** A place in the plotting area, in CSS px. */
export interface PlotPlace {
  readonly left: number;
  readonly top: number;
}

/** The callbacks for what pointers do to a plot. Times are in epoch ms. */
export interface PlotGestures {
  /** Called for a click or a tap. */
  readonly onChoose: (plot: uPlot, place: PlotPlace) => void;
  /** Called while a mouse draws a span, and with undefined when it has none any more. */
  readonly onSelecting: (span: Domain | undefined) => void;
  readonly onSelect: (span: Domain) => void;
  /** Called with parts of the width: a negative number is back in time. */
  readonly onScroll: (parts: number) => void;
  /** Called with the factor of the shown length, and the time between two fingers. */
  readonly onPinch: (factor: number, around: number) => void;
  /** Returns whether something can be chosen at a place beside the points themselves. */
  readonly isFlag: (plot: uPlot, place: PlotPlace) => boolean;
}

/** Less movement than this is a click, in CSS px. */
const slackPx = 6;
/** The least change of the distance of two fingers that counts. */
const leastPinch = 0.04;

/** A pointer that is down. */
interface Press {
  readonly isMouse: boolean;
  /** The distances from the left edge at its beginning and now, in CSS px. */
  readonly begin: number;
  left: number;
  /** The time at its beginning, which moves on the screen while the page is live. */
  readonly at: number;
  hasMoved: boolean;
}

/**
 * Binds pointers to a plot: a click chooses, a drag of the mouse selects a span, a finger moves the cursor, two fingers zoom,
 * and a sideways wheel scrolls; a vertical movement scrolls the page. Returns the function that ends it.
 */
export function bindGestures(plot: uPlot, gestures: () => PlotGestures): () => void {
  const { over } = plot;
  const aborts = new AbortController();
  const { signal } = aborts;
  const pointers = new Pointers(plot, gestures);
  over.addEventListener('pointerdown', pointers.down, { signal });
  over.addEventListener('pointermove', pointers.move, { signal });
  over.addEventListener('pointerup', pointers.up, { signal });
  over.addEventListener('pointercancel', pointers.cancel, { signal });
  over.addEventListener(
    'wheel',
    (event) => {
      const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!isSideways && !event.shiftKey) return;
      event.preventDefault();
      gestures().onScroll((isSideways ? event.deltaX : event.deltaY) / over.clientWidth);
    },
    { signal, passive: false },
  );
  return () => {
    aborts.abort();
  };
}

class Pointers {
  readonly #plot: uPlot;
  readonly #gestures: () => PlotGestures;
  readonly #presses = new Map<number, Press>();
  /** The distance of two fingers when it last counted, in CSS px. */
  #apart = 0;

  constructor(plot: uPlot, gestures: () => PlotGestures) {
    this.#plot = plot;
    this.#gestures = gestures;
  }

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const { left } = this.#placeOf(event);
    const isMouse = event.pointerType === 'mouse';
    this.#presses.set(event.pointerId, { isMouse, begin: left, left, at: this.#timeAt(left), hasMoved: false });
    if (isMouse) this.#plot.over.setPointerCapture(event.pointerId);
    else this.#plot.setCursor({ left, top: 0 });
    if (this.#presses.size !== 2) return;
    this.#apart = this.#distance();
    for (const press of this.#presses.values()) press.hasMoved = true;
  };

  readonly move = (event: PointerEvent): void => {
    const place = this.#placeOf(event);
    const press = this.#presses.get(event.pointerId);
    const { over } = this.#plot;
    if (event.pointerType === 'mouse') {
      over.style.cursor = this.#gestures().isFlag(this.#plot, place) ? 'pointer' : '';
    } else if (this.#presses.size < 2) this.#plot.setCursor({ left: place.left, top: 0 });
    if (press === undefined) return;
    press.left = place.left;
    press.hasMoved ||= Math.abs(press.left - press.begin) > slackPx;
    if (this.#presses.size === 2) this.#pinch();
    else if (press.isMouse && press.hasMoved) this.#gestures().onSelecting(this.#spanOf(press));
  };

  readonly up = (event: PointerEvent): void => {
    const press = this.#presses.get(event.pointerId);
    this.#presses.delete(event.pointerId);
    if (press === undefined) return;
    if (!press.hasMoved) this.#gestures().onChoose(this.#plot, this.#placeOf(event));
    else if (press.isMouse) this.#gestures().onSelect(this.#spanOf(press));
    this.#gestures().onSelecting(undefined);
  };

  readonly cancel = ({ pointerId }: PointerEvent): void => {
    this.#presses.delete(pointerId);
    this.#gestures().onSelecting(undefined);
  };

  #pinch(): void {
    const distance = this.#distance();
    const factor = this.#apart / distance;
    if (Math.abs(1 - factor) < leastPinch) return;
    this.#apart = distance;
    const [a, b] = this.#lefts();
    this.#gestures().onPinch(factor, this.#timeAt((a + b) / 2));
  }

  #lefts(): readonly [number, number] {
    const [a, b] = [...this.#presses.values()].map(({ left }) => left);
    return [a ?? 0, b ?? 0];
  }

  #distance(): number {
    const [a, b] = this.#lefts();
    return Math.max(1, Math.abs(a - b));
  }

  #placeOf({ clientX, clientY }: MouseEvent): PlotPlace {
    const { left, top, width, height } = this.#plot.over.getBoundingClientRect();
    const inside = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
    return { left: inside(clientX - left, width), top: inside(clientY - top, height) };
  }

  #timeAt(left: number): number {
    return this.#plot.posToVal(left, 'x');
  }

  #spanOf({ at, left }: Press): Domain {
    const end = this.#timeAt(left);
    return { from: Math.min(at, end), to: Math.max(at, end) };
  }
}
