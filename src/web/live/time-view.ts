import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { defaultView } from '../state/address.ts';
import { domainOf, rangeFor, ranges, type Domain, type Range, type RangeName } from '../state/ranges.ts';
import type { Series } from '../state/series.ts';
import { fitted, liveRangeOf, rangeOfSpan, scrolled, zoomed, type StoredSpan } from '../state/span.ts';
import type { TrackedQuery } from './tracked-query.ts';

/** The shown time and how it is drawn. */
export interface ShownTime {
  readonly domain: Domain;
  readonly range: Range;
}

/** The other time that is shown: a range that ends now, or a span, or the present again. */
export type TimeChange = 'range' | 'span';

export interface TimeViewOptions {
  /** Event time at the last redraw, and the same once a second, epoch ms. */
  readonly now: ReadonlySignal<number>;
  readonly second: ReadonlySignal<number>;
  readonly tracks: ReadonlySignal<readonly TrackedQuery[]>;
  /** Called when another time is shown. */
  readonly onChange: (change: TimeChange) => void;
}

/** The time that the page shows: a range that ends now, or a span that stands still. */
export class TimeView {
  readonly range: Signal<RangeName> = signal(defaultView.range);
  /** The span that is shown instead of the range, epoch ms. */
  readonly span: Signal<Domain | undefined> = signal(undefined);
  readonly #options: TimeViewOptions;

  constructor(options: TimeViewOptions) {
    this.#options = options;
  }

  /** Returns the shown time. What reads it follows time while the page is live. */
  shown(now: ReadonlySignal<number> = this.#options.now): ShownTime {
    const span = this.span.value;
    if (span !== undefined) return { domain: span, range: rangeOfSpan(span, this.#options.second.value) };
    const chosen = ranges[this.range.value];
    const domain = liveDomain(chosen, now.value, this.#options.tracks.value);
    return { domain, range: rangeFor(chosen, domain) };
  }

  /** Returns the shown time of one query, whose own beginning counts while the page is live, and its counts. */
  shownOf(track: TrackedQuery): ShownTime & { readonly series: Series } {
    if (this.span.value !== undefined) {
      const shown = this.shown();
      return { ...shown, series: this.storedOf(track, shown.range)?.series ?? track.series };
    }
    const chosen = ranges[this.range.value];
    const domain = domainOf(chosen, this.#options.second.value, track.series.firstAt);
    return { domain, range: rangeFor(chosen, domain), series: track.series };
  }

  /** Returns what was loaded of a query for the shown span, where it can be drawn in a range. */
  storedOf({ storedSpan }: TrackedQuery, { ringMs }: Range): StoredSpan | undefined {
    if (this.span.value === undefined) return undefined;
    return storedSpan.value?.ringMs === ringMs ? storedSpan.value : undefined;
  }

  /** Shows a range that ends now. */
  setRange(range: RangeName): void {
    const isSame = range === this.range.peek();
    if (isSame && this.span.peek() === undefined) return;
    this.range.value = range;
    this.span.value = undefined;
    this.#options.onChange(isSame ? 'span' : 'range');
  }

  /** Shows a span, or without one a range that ends now. */
  show(range: RangeName, span: Domain | undefined): void {
    if (span === undefined) this.setRange(range);
    else {
      this.range.value = range;
      this.setSpan(span);
    }
  }

  /** Shows a span, or the present again. */
  setSpan(span: Domain | undefined): void {
    const now = this.#options.now.peek();
    const fit = span && fitted(span, now);
    const before = this.span.peek();
    if (fit?.from === before?.from && fit?.to === before?.to) return;
    this.span.value = fit;
    this.#options.onChange('span');
  }

  /** Lets the shown time stand still. */
  hold(): void {
    if (this.span.peek() === undefined) this.setSpan(this.#domain());
  }

  /** Moves by parts of the shown length; one that comes back to the present is live again. */
  scroll(parts: number): void {
    const now = this.#options.now.peek();
    const span = scrolled(this.#domain(), parts, now);
    const range = parts > 0 ? liveRangeOf(span, now) : undefined;
    if (range !== undefined) this.setRange(range);
    else if (parts < 0 || this.span.peek() !== undefined) this.setSpan(span);
  }

  /** Multiplies the shown length, around the middle or another time. */
  zoom(factor: number, around?: number): void {
    const domain = this.#domain();
    const now = this.#options.now.peek();
    this.setSpan(zoomed(domain, factor, { around: around ?? (domain.from + domain.to) / 2, now }));
  }

  #domain(): Domain {
    const { now, tracks } = this.#options;
    return this.span.peek() ?? liveDomain(ranges[this.range.peek()], now.peek(), tracks.peek());
  }
}

/** Returns the time that is shown of a range, of which as much is shown as is known of any query. */
function liveDomain(range: Range, now: number, tracks: readonly TrackedQuery[]): Domain {
  const firsts = tracks.flatMap(({ series: { firstAt } }) => firstAt ?? []);
  return domainOf(range, now, firsts.length === 0 ? undefined : Math.min(...firsts));
}
