import type { ReadonlySignal } from '@preact/signals';
import type uPlot from 'uplot';
import type { ChartData, ChartLine } from '../live/chart.ts';
import type { Page } from '../live/page.ts';
import { anomalyLabel, type Anomaly } from '../state/anomalies.ts';
import { layerAt, nearestLine } from '../state/chart-target.ts';
import { clock } from '../state/format.ts';
import type { Domain } from '../state/ranges.ts';
import { flagAt } from './plot-flags.ts';
import type { PlotGestures, PlotPlace } from './plot-gestures.ts';

/** The objects that the actions work on. */
export interface ChartActionsOptions {
  readonly page: Page;
  readonly chart: ReadonlySignal<ChartData>;
  /** The upper and the lower plot. */
  readonly plots: { readonly current: readonly (uPlot | undefined)[] };
  /** The index of the point at the cursor. */
  readonly cursor: ReadonlySignal<number | undefined>;
}

interface Flag {
  readonly line: ChartLine;
  readonly anomaly: Anomaly;
}

const zoomFactor = 0.5;

/** Does what a reader asks for in the charts, with pointers and with keys. */
export class ChartActions {
  readonly #options: ChartActionsOptions;
  /** The flag that was reached by keys. */
  #flag: Flag | undefined;
  /** The time at which a selection by keys began, and its other end. */
  #selected: { readonly anchor: number; readonly end: number } | undefined;

  constructor(options: ChartActionsOptions) {
    this.#options = options;
  }

  /** Returns what pointers do in a plot: 0 is the upper one. */
  gesturesOf(index: 0 | 1): PlotGestures {
    const { time } = this.#options.page;
    return {
      onChoose: (plot, place) => {
        this.#choose(plot, place, index);
      },
      onSelecting: this.#showSelection,
      onSelect: (span) => {
        time.setSpan(span);
      },
      onScroll: (parts) => {
        time.scroll(parts);
      },
      onPinch: (factor, around) => {
        time.zoom(factor, around);
      },
      isFlag: (plot, place) => index === 0 && this.#flagAt(plot, place) !== undefined,
    };
  }

  /** Does what a key stands for; returns false for other keys. */
  readonly press = ({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean => {
    const { time } = this.#options.page;
    const actions: Readonly<Record<string, () => unknown>> = {
      ArrowLeft: () => {
        this.#move(-1, shiftKey);
      },
      ArrowRight: () => {
        this.#move(1, shiftKey);
      },
      Home: () => {
        this.#move(-Infinity, shiftKey);
      },
      End: () => {
        this.#move(Infinity, shiftKey);
      },
      ArrowUp: () => this.#moveToFlag(-1),
      ArrowDown: () => this.#moveToFlag(1),
      PageUp: () => {
        time.scroll(-zoomFactor);
      },
      PageDown: () => {
        time.scroll(zoomFactor);
      },
      Enter: this.#enter,
      '+': this.zoomIn,
      '-': this.zoomOut,
      l: () => {
        time.setSpan(undefined);
      },
      Escape: this.#clear,
    };
    const action = actions[key === '=' ? '+' : key];
    return action !== undefined && action() !== false;
  };

  readonly zoomIn = (): void => {
    const { page, chart, cursor } = this.#options;
    page.time.zoom(zoomFactor, chart.peek().times[cursor.peek() ?? -1]);
  };

  readonly zoomOut = (): void => {
    const { page, chart, cursor } = this.#options;
    page.time.zoom(1 / zoomFactor, chart.peek().times[cursor.peek() ?? -1]);
  };

  #choose(plot: uPlot, place: PlotPlace, index: 0 | 1): void {
    const flag = index === 0 ? this.#flagAt(plot, place) : undefined;
    if (flag !== undefined) {
      this.#askAbout(flag);
      return;
    }
    const { lines } = this.#options.chart.peek();
    const at = plot.posToIdx(place.left);
    const height = plot.posToVal(place.top, 'y');
    const found =
      index === 0
        ? nearestLine(
            lines.map(({ points }) => points.mean[at]),
            height,
          )
        : lines.length === 1
          ? 0
          : layerAt(
              lines.map((_, layer) => plot.data[layer + 1]?.[at]),
              height,
            );
    this.#ask(at, lines[found ?? 0]);
  }

  #flagAt(plot: uPlot, place: PlotPlace): Flag | undefined {
    const flags = this.#flags();
    const found = flagAt(
      plot,
      flags.map(({ anomaly }) => anomaly),
      place,
    );
    return found === undefined ? undefined : flags[found];
  }

  #flags(): readonly Flag[] {
    const { lines, domain } = this.#options.chart.peek();
    return lines
      .flatMap((line) => line.anomalies.map((anomaly) => ({ line, anomaly })))
      .filter(({ anomaly: { at } }) => at >= domain.from && at <= domain.to)
      .toSorted((a, b) => a.anomaly.at - b.anomaly.at);
  }

  #ask(index: number, line: ChartLine | undefined): void {
    const { chart, page } = this.#options;
    const { times, range, domain } = chart.peek();
    const end = times[index];
    if (end === undefined || line === undefined) return;
    page.why.ask({ query: line.track.query, from: end - range.windowMs, to: Math.min(end, domain.to) });
  }

  #askAbout({ line, anomaly: { from, at } }: Flag): void {
    this.#options.page.why.ask({ query: line.track.query, from, to: at });
  }

  readonly #enter = (): void => {
    const { chart, cursor, page } = this.#options;
    if (this.#selected !== undefined) {
      const { anchor, end } = this.#selected;
      this.#clear();
      page.time.setSpan({ from: Math.min(anchor, end), to: Math.max(anchor, end) });
      return;
    }
    if (this.#flag !== undefined) {
      this.#askAbout(this.#flag);
      return;
    }
    const { lines, times } = chart.peek();
    const index = cursor.peek() ?? times.length - 1;
    const picked = lines.find(({ track }) => track.id === page.filter.peek().id);
    const posts = ({ points }: ChartLine): number => points.windows[index]?.posts ?? 0;
    this.#ask(index, picked ?? lines.toSorted((a, b) => posts(b) - posts(a))[0]);
  };

  /** Moves the cursor by points; with a selection, that reaches to it. */
  #move(points: number, isSelecting: boolean): void {
    const { chart, cursor, page } = this.#options;
    if (isSelecting) page.time.hold();
    const { times } = chart.peek();
    const from = cursor.peek() ?? times.length - 1;
    const index = Math.min(times.length - 1, Math.max(0, from + points));
    this.#flag = undefined;
    const anchor = this.#selected?.anchor ?? times[from];
    const end = times[index];
    this.#selected = isSelecting && anchor !== undefined && end !== undefined ? { anchor, end } : undefined;
    this.#showSelection(
      this.#selected && {
        from: Math.min(this.#selected.anchor, this.#selected.end),
        to: Math.max(this.#selected.anchor, this.#selected.end),
      },
    );
    this.#placeCursor(end ?? 0);
  }

  /** Moves the cursor to the flag before or after it; returns false where there is none at all. */
  #moveToFlag(direction: -1 | 1): boolean {
    const flags = this.#flags();
    if (flags.length === 0) return false;
    const { chart, cursor, page } = this.#options;
    const at = this.#flag?.anomaly.at ?? chart.peek().times[cursor.peek() ?? -1] ?? Infinity;
    const flag =
      direction < 0 ? flags.findLast(({ anomaly }) => anomaly.at < at) : flags.find(({ anomaly }) => anomaly.at > at);
    if (flag === undefined) return true;
    page.time.hold();
    this.#placeCursor(flag.anomaly.at);
    this.#flag = flag;
    const { line, anomaly } = flag;
    page.announcement.value = `${anomalyLabel(anomaly)}, ${line.track.query} at ${clock(anomaly.at)}. Enter tells why.`;
    return true;
  }

  #placeCursor(at: number): void {
    const [plot] = this.#options.plots.current;
    if (plot === undefined) return;
    const left = Math.min(plot.over.clientWidth - 1, Math.max(0, plot.valToPos(at, 'x')));
    plot.setCursor({ left, top: 0 });
  }

  readonly #clear = (): void => {
    this.#flag = undefined;
    this.#selected = undefined;
    this.#showSelection(undefined);
    this.#options.plots.current[0]?.setCursor({ left: -10, top: -10 });
  };

  /** Marks a span in both plots while it is selected. */
  readonly #showSelection = (span: Domain | undefined): void => {
    for (const plot of this.#options.plots.current) {
      if (plot === undefined) continue;
      const left = span === undefined ? 0 : plot.valToPos(span.from, 'x');
      const width = span === undefined ? 0 : plot.valToPos(span.to, 'x') - left;
      plot.setSelect({ left, width, top: 0, height: span === undefined ? 0 : plot.over.clientHeight }, false);
    }
  };
}
