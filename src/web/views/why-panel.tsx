import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Page } from '../live/page.ts';
import type { TrackedQuery } from '../live/tracked-query.ts';
import { compact, decimal, signed } from '../state/format.ts';
import { spanLabel } from '../state/span.ts';
import { windowFigures, type WindowFigures } from '../state/window-figures.ts';
import type { AskedWindow } from '../state/why.ts';
import { WhyAnswer } from './why-answer.tsx';

/** Tells what happened in the window that the reader has chosen in the charts. */
export function WhyPanel({ page, asked }: { readonly page: Page; readonly asked: AskedWindow }) {
  const title = useRef<HTMLHeadingElement>(null);
  const track = page.tracks.value.find(({ query }) => query === asked.query);
  useLayoutEffect(() => {
    // The answer of an address comes by itself: then nothing has the focus yet.
    if (navigator.userActivation.hasBeenActive) title.current?.focus({ preventScroll: true });
    if (matchMedia('(max-width: 859px)').matches) document.querySelector('.plot-place')?.scrollIntoView();
  }, [asked.from, asked.to]);
  const close = (): void => {
    page.why.close();
    document.querySelector<HTMLElement>('.charts')?.focus({ preventScroll: true });
  };
  return (
    <section
      class="panel why-panel"
      aria-labelledby="why-title"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        close();
      }}
    >
      <header class="panel-head">
        <h2 id="why-title" ref={title} tabIndex={-1}>
          What happened?
        </h2>
        <WindowSteps page={page} asked={asked} />
        <button type="button" class="icon" aria-label="Close what happened" onClick={close}>
          ×
        </button>
      </header>
      <p class="why-window">
        <QueryChoice page={page} asked={asked} />
        <time>{spanLabel(asked, page.second.value)}</time>
      </p>
      {track !== undefined && <Facts page={page} track={track} asked={asked} />}
      <WhyAnswer page={page} />
    </section>
  );
}

interface WhyPartProps {
  readonly page: Page;
  readonly asked: AskedWindow;
}

/** Moves to the windows beside it, or shows it closer. */
function WindowSteps({ page, asked }: WhyPartProps) {
  const length = asked.to - asked.from;
  const move = (windows: number): void => {
    const { query, from, to } = asked;
    page.why.ask({ query, from: from + windows * length, to: to + windows * length });
  };
  return (
    <div class="segments" role="group" aria-label="Window">
      <button
        type="button"
        aria-label="Window before"
        title="Window before"
        onClick={() => {
          move(-1);
        }}
      >
        ‹
      </button>
      <button
        type="button"
        title="Show this window closer in the charts"
        onClick={() => {
          page.time.setSpan({ from: asked.from - 2 * length, to: asked.to + 2 * length });
        }}
      >
        Zoom in
      </button>
      <button
        type="button"
        aria-label="Window after"
        title="Window after"
        disabled={asked.to >= page.second.value}
        onClick={() => {
          move(1);
        }}
      >
        ›
      </button>
    </div>
  );
}

function QueryChoice({ page, asked }: WhyPartProps) {
  const tracks = page.tracks.value;
  if (tracks.length < 2) return <bdi class="why-query">{asked.query}</bdi>;
  return (
    <select
      aria-label="Query"
      value={asked.query}
      onChange={({ currentTarget: { value } }) => {
        page.why.ask({ query: value, from: asked.from, to: asked.to });
      }}
    >
      {tracks.map(({ id, query }) => (
        <option key={id} value={query}>
          {query}
        </option>
      ))}
    </select>
  );
}

/** The volume and the mean of the window, beside the rest of the shown time. */
function Facts({ page, track, asked }: WhyPartProps & { readonly track: TrackedQuery }) {
  const { series, range, domain } = page.time.shownOf(track);
  const figures = windowFigures({ series, range, measure: page.measure.value }, asked, domain);
  return <p class="why-facts">{figures.isKnown ? factsOf(figures) : '…'}</p>;
}

function factsOf({ posts, mean, rate, restMean, restRate }: WindowFigures): string {
  const count = `${compact(posts)} ${Math.round(posts) === 1 ? 'post' : 'posts'}`;
  const times = rate === undefined || restRate === undefined || restRate === 0 ? undefined : rate / restRate;
  const volume = times === undefined ? count : `${count}, ${decimal(times, 1)} times the rest of the time shown`;
  if (mean === undefined) return `${volume}.`;
  return `${volume}; mean ${signed(mean)}${restMean === undefined ? '' : `, else ${signed(restMean)}`}.`;
}
