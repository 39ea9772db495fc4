import type { ReadonlySignal } from '@preact/signals';
import type uPlot from 'uplot';
import { figuresOf, type ChartData } from '../live/chart.ts';
import type { Page } from '../live/page.ts';
import { isDark } from '../live/theme.ts';
import { csvOf } from '../state/csv.ts';
import { drawPng } from './export-png.ts';
import { Menu } from './menu.tsx';

interface ExportMenuProps {
  readonly page: Page;
  readonly chart: ReadonlySignal<ChartData>;
  readonly plots: { readonly current: readonly (uPlot | undefined)[] };
}

/** The menu that exports the charts and the stored posts. */
export function ExportMenu({ page, chart, plots }: ExportMenuProps) {
  const saveCsv = (): void => {
    const { lines, times, range } = figuresOf(page);
    const series = lines.map(({ track, points }) => ({ query: track.query, counts: points.counts }));
    save(new Blob([byteOrderMark, csvOf(series, times, range.stepMs)], { type: 'text/csv' }), nameOf(page, 'csv'));
  };
  const savePicture = (): void => {
    const canvas = drawPng(plots.current, chart.peek(), isDark.peek());
    canvas.toBlob((blob) => {
      if (blob !== null) save(blob, nameOf(page, 'png'));
    });
  };
  return (
    <Menu summary="Export">
      {(close) => (
        <>
          <button
            type="button"
            onClick={() => {
              saveCsv();
              close();
            }}
          >
            Charts as CSV
          </button>
          <button
            type="button"
            onClick={() => {
              savePicture();
              close();
            }}
          >
            Charts as PNG
          </button>
          {page.history.state.value.name !== 'failed' &&
            page.tracks.value.map(({ id, query }) => (
              <a key={id} href={page.api.exportUrl(query)} download={`${fileName(query)}.csv`} onClick={close}>
                All posts on {query} as CSV
              </a>
            ))}
        </>
      )}
    </Menu>
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
