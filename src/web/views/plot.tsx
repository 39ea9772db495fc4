import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** The inputs of a plot. */
export interface PlotProps {
  /** Without a size. A new object makes a new plot. */
  readonly options: Omit<uPlot.Options, 'width' | 'height'>;
  readonly data: uPlot.AlignedData;
  readonly domain: { readonly from: number; readonly to: number };
  readonly height: number;
  readonly onPlot: (plot: uPlot | undefined) => void;
}

/** uPlot as a component: created once for its options, then updated with data. */
export function Plot({ options, data, domain, height, onPlot }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const { from: min, to: max } = domain;

  useEffect(() => {
    const { current: element } = holder;
    if (element === null) return undefined;
    const created = new uPlot({ ...options, width: Math.max(200, element.clientWidth), height }, data, element);
    plot.current = created;
    onPlot(created);
    const observer = new ResizeObserver(() => {
      created.setSize({ width: Math.max(200, element.clientWidth), height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      onPlot(undefined);
      plot.current = undefined;
      created.destroy();
    };
  }, [options, height]);

  useEffect(() => {
    const { current } = plot;
    current?.batch(() => {
      current.setData(data, false);
      current.setScale('x', { min, max });
    });
  }, [data, min, max]);

  return <div class="plot" ref={holder} />;
}
