import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Bells } from '../live/bells.ts';
import type { Page } from '../live/page.ts';
import type { ServerAlerts } from '../live/server-alerts.ts';
import { theme, themes } from '../live/theme.ts';
import { AlertsPanel } from './alerts-panel.tsx';
import { Announcer } from './announcer.tsx';
import { Cards } from './cards.tsx';
import { ChartPanel } from './chart-panel.tsx';
import { FeedPanel } from './feed-panel.tsx';
import { HandleMenu } from './handle-menu.tsx';
import { Help, help } from './help.tsx';
import { Segments } from './segments.tsx';
import { ConnectionBanner, Status } from './status.tsx';
import { TrackForm } from './track-form.tsx';
import { TrustPanel } from './trust-panel.tsx';
import { WhyPanel } from './why-panel.tsx';

const themeOptions = themes.map((value) => ({ value, label: value }));

interface AppProps {
  readonly page: Page;
  readonly bells: Bells;
  readonly alerts: ServerAlerts;
}

/** The whole page. */
export function App({ page, bells, alerts }: AppProps) {
  useShortcuts(page);
  const tracks = page.tracks.value;
  return (
    <>
      <header class="top">
        <h1>
          <a href="/">Undertone</a>
        </h1>
        <Status page={page} />
        <button
          type="button"
          class="help-button"
          aria-label="Help"
          aria-keyshortcuts="?"
          onClick={() => {
            help.value = true;
          }}
        >
          ?
        </button>
        <Segments
          name="Colours"
          options={themeOptions}
          value={theme.value}
          onChange={(value) => {
            theme.value = value;
          }}
        />
      </header>
      <ConnectionBanner page={page} />
      <main class={tracks.length === 0 ? 'empty' : ''}>
        {tracks.length === 0 && (
          <div class="intro">
            <h2>What is the tone of a topic, right now?</h2>
            <p>
              Enter one, and every new post on it is scored as it arrives: how people feel, how much they post, what
              they think of the topic itself, and why.
            </p>
          </div>
        )}
        <TrackForm page={page} />
        {tracks.length > 0 && <Dashboard page={page} bells={bells} />}
        <AlertsPanel alerts={alerts} />
      </main>
      <Announcer page={page} />
      <Help />
      <HandleMenu page={page} />
    </>
  );
}

function Dashboard({ page, bells }: Omit<AppProps, 'alerts'>) {
  const picked = useComputed(() => page.tracks.value.find(({ id }) => id === page.filter.value.id)).value;
  const asked = page.why.asked.value;
  return (
    <div class={`board${asked === undefined ? '' : ' asked'}`}>
      <Cards page={page} bells={bells} />
      <div class="middle">
        <ChartPanel page={page} picked={picked} />
        <TrustPanel page={page} />
      </div>
      {asked === undefined ? <FeedPanel page={page} /> : <WhyPanel page={page} asked={asked} />}
    </div>
  );
}

/** Adds the keys that the help lists; not while something is typed. */
function useShortcuts(page: Page): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const { target, key, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey) return;
      if (target instanceof HTMLElement && /^(?:INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
      if (key === '/') {
        event.preventDefault();
        document.getElementById('query')?.focus();
      }
      if (key === 'p' && page.tracks.peek().length > 0) page.posts.setPaused(!page.posts.paused.peek());
      if (key === '?') help.value = true;
    };
    document.addEventListener('keydown', listen);
    return () => {
      document.removeEventListener('keydown', listen);
    };
  }, [page]);
}
