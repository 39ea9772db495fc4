import type { Page } from '../live/page.ts';
import type { TimeView } from '../live/time-view.ts';

interface Move {
  readonly name: string;
  readonly sign: string;
  readonly run: (time: TimeView) => void;
}

const scroll = (parts: number) => (time: TimeView) => {
  time.scroll(parts);
};
const zoom = (factor: number) => (time: TimeView) => {
  time.zoom(factor);
};

const moves: readonly Move[] = [
  { name: 'Earlier', sign: '‹', run: scroll(-0.5) },
  { name: 'Zoom out', sign: '−', run: zoom(2) },
  { name: 'Zoom in', sign: '+', run: zoom(0.5) },
  { name: 'Later', sign: '›', run: scroll(0.5) },
];

/** The buttons that move through time, and back to the present. */
export function TimeControls({ page: { time } }: { readonly page: Page }) {
  const isLive = time.span.value === undefined;
  return (
    <div class="time-controls">
      <div class="segments" role="group" aria-label="Move through time">
        {moves.map(({ name, sign, run }) => (
          <button
            key={name}
            type="button"
            class={name.startsWith('Zoom') ? 'zoom' : ''}
            aria-label={name}
            title={name}
            aria-disabled={isLive && name === 'Later'}
            onClick={() => {
              run(time);
            }}
          >
            {sign}
          </button>
        ))}
      </div>
      <button
        type="button"
        class="live-button"
        aria-pressed={isLive}
        title={isLive ? 'The charts follow the present' : 'Back to the present'}
        onClick={() => {
          if (isLive) time.hold();
          else time.setSpan(undefined);
        }}
      >
        Live
      </button>
    </div>
  );
}
