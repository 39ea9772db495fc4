import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface PlotProps {
  /** Without a size. The same object as long as the plot need not be made anew. */
  readonly options: Omit<uPlot.Options, 'width' | 'height'>;
  readonly data: uPlot.AlignedData;
  readonly domain: { readonly from: number; readonly to: number };
  readonly height: number;
  readonly onPlot: (plot: uPlot | undefined) => void;
}

/** uPlot as a component: made once for its options, then only given data. */
export function Plot({ options, data, domain, height, onPlot }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const { from: min, to: max } = domain;

  useEffect(() => {
    const { current: element } = holder;
    if (element === null) return undefined;
    const made = new uPlot({ ...options, width: Math.max(200, element.clientWidth), height }, data, element);
    plot.current = made;
    onPlot(made);
    const observer = new ResizeObserver(() => {
      made.setSize({ width: Math.max(200, element.clientWidth), height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      onPlot(undefined);
      plot.current = undefined;
      made.destroy();
    };
  }, [options, height]);

  useEffect(() => {
    const { current: made } = plot;
    made?.batch(() => {
      made.setData(data, false);
      made.setScale('x', { min, max });
    });
  }, [data, min, max]);

  return <div class="plot" ref={holder} />;
}
