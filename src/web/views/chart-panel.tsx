import { useCallback, useMemo, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { createChart } from '../live/chart.ts';
import type { Page } from '../live/page.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { rangeNames, ranges } from '../state/ranges.ts';
import { spanLabel } from '../state/span.ts';
import { Charts, type VolumeMode } from './charts.tsx';
import { ExportMenu } from './export-menu.tsx';
import { Segments } from './segments.tsx';
import { TimeControls } from './time-controls.tsx';
import { DataTable } from './data-table.tsx';

interface ChartPanelProps {
  readonly page: Page;
  /** The selected query, whose spread is shown. */
  readonly picked: TrackedQuery | undefined;
}

const measures = [
  { value: 'whole', label: 'Whole posts', title: 'The sentiment of each post as a whole' },
  { value: 'topic', label: 'Topic only', title: "The sentiment that concerns the query's own words in each post" },
] as const;

const modes = [
  { value: 'volume', label: 'Volume' },
  { value: 'share', label: 'Share' },
] as const;

const rangeOptions = rangeNames.map((name) => ({ value: name, label: name, title: ranges[name].label }));

/** The charts with their controls, and the table of their figures. */
export function ChartPanel({ page, picked }: ChartPanelProps) {
  const chart = useMemo(() => createChart(page), [page]);
  const plots = useRef<readonly (uPlot | undefined)[]>([]);
  const keepPlots = useCallback((made: readonly (uPlot | undefined)[]) => {
    plots.current = made;
  }, []);
  const tracks = page.queries.shown.value;
  const measure = page.measure.value;
  const isOne = tracks.length === 1;
  const spread = picked ?? (isOne ? tracks[0] : undefined);
  const mode: VolumeMode = page.isShare.value ? 'share' : 'volume';
  return (
    <section class="panel chart-panel" aria-labelledby="chart-title">
      <ChartHead page={page} />
      <Charts
        page={page}
        chart={chart}
        tracks={tracks}
        spread={spread}
        mode={mode}
        isConnected={page.connection.value.name === 'live'}
        onPlots={keepPlots}
        above={<MeasureSegments page={page} />}
        between={
          <div class="chart-bar">
            <Segments
              name="Lower chart"
              options={modes}
              value={mode}
              onChange={(value) => {
                page.isShare.value = value === 'share';
              }}
            />
            <span class="hint">
              {caption(mode, isOne)}
              {isOne && measure === 'topic' && ' of whole posts'}
            </span>
            {isOne && <PolarityKey />}
            <ExportMenu page={page} chart={chart} plots={plots} />
          </div>
        }
      />
      <DataTable page={page} />
    </section>
  );
}

/** The shown time, and how to change it. */
function ChartHead({ page }: Pick<ChartPanelProps, 'page'>) {
  const span = page.time.span.value;
  const held = span && spanLabel(span, page.second.value);
  return (
    <header class="panel-head">
      <h2 id="chart-title" title={held}>
        {held ?? 'Sentiment over time'}
      </h2>
      <TimeControls page={page} />
      <Segments
        name="Time range"
        options={rangeOptions}
        value={span === undefined ? page.range.value : undefined}
        onChange={(value) => {
          page.time.setRange(value);
        }}
      />
    </header>
  );
}

function MeasureSegments({ page }: Pick<ChartPanelProps, 'page'>) {
  return (
    <Segments
      name="Sentiment of"
      options={measures}
      value={page.measure.value}
      onChange={(value) => {
        page.measure.value = value;
      }}
    />
  );
}

function caption(mode: VolumeMode, isOne: boolean): string {
  if (mode === 'volume') return isOne ? 'Posts a minute, by polarity' : 'Posts a minute, stacked';
  return isOne ? 'Share of each polarity' : 'Share of voice';
}

function PolarityKey() {
  return (
    <span class="key">
      <span class="key-item positive">positive</span>
      <span class="key-item neutral">neutral</span>
      <span class="key-item negative">negative</span>
    </span>
  );
}
