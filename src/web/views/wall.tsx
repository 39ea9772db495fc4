import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { createChart } from '../live/chart.ts';
import type { Page } from '../live/page.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { leaveWall, wallZoom } from '../live/wall.ts';
import { polarityIndexOf } from '../../model/index.ts';
import { compact, rate, signed } from '../state/format.ts';
import { meanOf, totalOf } from '../state/points.ts';
import { ranges } from '../state/ranges.ts';
import { spanLabel } from '../state/span.ts';
import { Badge, Polarity, colours } from './badge.tsx';
import { sentimentData, usePlotOptions } from './charts.tsx';
import type { PlotGestures } from './plot-gestures.ts';
import { Plot } from './plot.tsx';

const ignore = (): void => undefined;

/** Nobody points at a wall. */
const noGestures: PlotGestures = {
  onChoose: ignore,
  onSelecting: ignore,
  onSelect: ignore,
  onScroll: ignore,
  onPinch: ignore,
  isFlag: () => false,
};

/** The page for a screen on a wall: large figures and the chart, and nothing to operate but the way out. */
export function Wall({ page }: { readonly page: Page }) {
  const tracks = page.queries.shown.value;
  const zoom = wallZoom.value;
  useEffect(() => {
    const listen = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') leaveWall(page);
    };
    document.addEventListener('keydown', listen);
    return () => {
      document.removeEventListener('keydown', listen);
    };
  }, [page]);
  return (
    <main class={`wall${tracks.length > 5 ? ' many' : ''}`} style={{ '--zoom': zoom }}>
      <WallHead page={page} />
      <section class="wall-figures" aria-label="Tracked queries">
        {tracks.map((track) => (
          <WallFigure key={track.id} page={page} track={track} />
        ))}
      </section>
      <WallChart key={zoom} page={page} tracks={tracks} zoom={zoom} />
    </main>
  );
}

function WallHead({ page }: { readonly page: Page }) {
  const now = page.second.value;
  const span = page.time.span.value;
  const isLive = page.connection.value.name === 'live';
  const time = new Date(now).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return (
    <header class="wall-head">
      <h1>Undertone</h1>
      <p>{span === undefined ? ranges[page.range.value].label : spanLabel(span, now)}</p>
      <p class={`light ${isLive ? 'live' : 'down'}`}>{isLive ? time : 'No connection'}</p>
      <button
        type="button"
        onClick={() => {
          leaveWall(page);
        }}
      >
        Leave
      </button>
    </header>
  );
}

interface WallFigureProps {
  readonly page: Page;
  readonly track: TrackedQuery;
}

/** The sentiment and the volume of a query in figures that are read from afar. */
function WallFigure({ page, track }: WallFigureProps) {
  const { series, range, domain } = page.time.shownOf(track);
  const total = totalOf(series, range, domain);
  const mean = meanOf(total, page.measure.value);
  return (
    <article class="wall-figure" style={colours(track.look)} aria-label={track.query}>
      <h2>
        <Badge look={track.look} size={13} /> <bdi>{track.query}</bdi>
      </h2>
      <p class="wall-mean">
        {mean === undefined ? (
          '–'
        ) : (
          <>
            <Polarity index={polarityIndexOf(mean)} /> {signed(mean)}
          </>
        )}
      </p>
      <p class="wall-volume">
        {rate(total.posts, Math.max(total.coveredMs, 1_000))} <span>· {compact(total.posts)} posts</span>
      </p>
    </article>
  );
}

interface WallChartProps {
  readonly page: Page;
  readonly tracks: readonly TrackedQuery[];
  /** The factor of lettering and lines. */
  readonly zoom: number;
}

function WallChart({ page, tracks, zoom }: WallChartProps) {
  const chart = useMemo(() => createChart(page), [page]);
  const cursor = useSignal<number | undefined>(undefined);
  const { upper } = usePlotOptions({ chart, tracks, spread: undefined, mode: 'volume' }, cursor, zoom);
  const data = chart.value;
  return (
    <div class="wall-chart" role="img" aria-label="The sentiment of the queries over time">
      <Plot
        options={upper}
        data={sentimentData(data)}
        domain={data.domain}
        name="on-wall"
        gestures={noGestures}
        onPlot={ignore}
      />
    </div>
  );
}
