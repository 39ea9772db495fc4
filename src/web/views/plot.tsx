import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { bindGestures, type PlotGestures } from './plot-gestures.ts';
import { useSettled } from './settled.ts';

/** The inputs of a plot. */
export interface PlotProps {
  /** Without a size. A new object makes a new plot. */
  readonly options: Omit<uPlot.Options, 'width' | 'height'>;
  readonly data: uPlot.AlignedData;
  readonly domain: { readonly from: number; readonly to: number };
  /** The class that gives it its height. */
  readonly name: string;
  readonly gestures: PlotGestures;
  readonly onPlot: (plot: uPlot | undefined) => void;
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement) => ({
  width: Math.max(200, clientWidth),
  height: Math.max(60, clientHeight),
});

/** uPlot as a component: created once for its options, then updated with data. */
export function Plot({ name, gestures, onPlot, ...inputs }: PlotProps) {
  const { options, data, domain } = useSettled(() => inputs);
  const latest = useRef(gestures);
  latest.current = gestures;
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const size = useRef<ReturnType<typeof sizeOf>>(undefined);
  const { from: min, to: max } = domain;

  useLayoutEffect(() => {
    const { current: element } = holder;
    if (element === null) return undefined;
    const created = new uPlot({ ...options, ...(size.current ??= sizeOf(element)) }, data, element);
    plot.current = created;
    onPlot(created);
    const observer = new ResizeObserver(() => {
      size.current = sizeOf(element);
      created.setSize(size.current);
    });
    observer.observe(element);
    const release = bindGestures(created, () => latest.current);
    return () => {
      observer.disconnect();
      release();
      onPlot(undefined);
      plot.current = undefined;
      created.destroy();
    };
  }, [options]);

  useLayoutEffect(() => {
    const { current } = plot;
    current?.batch(() => {
      current.setData(data, false);
      current.setScale('x', { min, max });
    });
  }, [data, min, max]);

  return <div class={`plot ${name}`} ref={holder} />;
}
