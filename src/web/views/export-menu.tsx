import type { ReadonlySignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { figuresOf, type ChartData } from '../live/chart.ts';
import type { Page } from '../live/page.ts';
import { isDark } from '../live/theme.ts';
import { csvOf } from '../state/csv.ts';
import { drawPng } from './export-png.ts';

interface ExportMenuProps {
  readonly page: Page;
  readonly chart: ReadonlySignal<ChartData>;
  readonly plots: { readonly current: readonly (uPlot | undefined)[] };
}

/** The menu that exports the charts and the stored posts. */
export function ExportMenu({ page, chart, plots }: ExportMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = (): void => {
    if (menu.current !== null) menu.current.open = false;
  };
  const saveCsv = (): void => {
    const { lines, times, range } = figuresOf(page);
    const series = lines.map(({ track, points }) => ({ query: track.query, counts: points.counts }));
    save(new Blob([byteOrderMark, csvOf(series, times, range.stepMs)], { type: 'text/csv' }), nameOf(page, 'csv'));
    close();
  };
  const savePicture = (): void => {
    const canvas = drawPng(plots.current, chart.peek(), isDark.peek());
    canvas.toBlob((blob) => {
      if (blob !== null) save(blob, nameOf(page, 'png'));
    });
    close();
  };
  return (
    <details
      class="menu"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) close();
      }}
    >
      <summary>Export</summary>
      <div class="menu-body">
        <button type="button" onClick={saveCsv}>
          Charts as CSV
        </button>
        <button type="button" onClick={savePicture}>
          Charts as PNG
        </button>
        {page.history.state.value.name !== 'failed' &&
          page.tracks.value.map(({ id, query }) => (
            <a key={id} href={page.api.exportUrl(query)} download={`${fileName(query)}.csv`} onClick={close}>
              All posts on {query} as CSV
            </a>
          ))}
      </div>
    </details>
  );
}

/** Spreadsheets take a file for UTF-8 only if it begins with this. */
const byteOrderMark = '\uFEFF';

function nameOf(page: Page, extension: string): string {
  const queries = page.tracks
    .peek()
    .map(({ query }) => fileName(query))
    .join('-');
  return `undertone-${queries.slice(0, 60)}-${page.range.peek()}.${extension}`;
}

const fileName = (query: string): string =>
  query
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '') || 'posts';

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Once it has begun, the download keeps the blob.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
}
