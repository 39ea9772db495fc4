import { useLayoutEffect, useRef } from 'preact/hooks';
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

/** Moves the cursor with a finger, for which uPlot has no events; a vertical movement scrolls the page. */
function followTouch(plot: uPlot): () => void {
  const { over } = plot;
  const move = ({ pointerType, clientX }: PointerEvent): void => {
    if (pointerType === 'mouse') return;
    const { left, width } = over.getBoundingClientRect();
    plot.setCursor({ left: Math.min(width - 1, Math.max(0, clientX - left)), top: 0 });
  };
  over.addEventListener('pointerdown', move);
  over.addEventListener('pointermove', move);
  return () => {
    over.removeEventListener('pointerdown', move);
    over.removeEventListener('pointermove', move);
  };
}

/** uPlot as a component: created once for its options, then updated with data. */
export function Plot({ options, data, domain, height, onPlot }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const { from: min, to: max } = domain;

  useLayoutEffect(() => {
    const { current: element } = holder;
    if (element === null) return undefined;
    const created = new uPlot({ ...options, width: Math.max(200, element.clientWidth), height }, data, element);
    plot.current = created;
    onPlot(created);
    const observer = new ResizeObserver(() => {
      created.setSize({ width: Math.max(200, element.clientWidth), height });
    });
    observer.observe(element);
    const stopTouch = followTouch(created);
    return () => {
      observer.disconnect();
      stopTouch();
      onPlot(undefined);
      plot.current = undefined;
      created.destroy();
    };
  }, [options, height]);

  useLayoutEffect(() => {
    const { current } = plot;
    current?.batch(() => {
      current.setData(data, false);
      current.setScale('x', { min, max });
    });
  }, [data, min, max]);

  return <div class="plot" ref={holder} />;
}
