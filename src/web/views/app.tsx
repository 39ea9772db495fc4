import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Bells } from '../live/bells.ts';
import type { NamedViews } from '../live/named-views.ts';
import type { Page } from '../live/page.ts';
import type { ServerAlerts } from '../live/server-alerts.ts';
import { openWall } from '../live/wall.ts';
import { AlertsPanel } from './alerts-panel.tsx';
import { Announcer } from './announcer.tsx';
import { Cards } from './cards.tsx';
import { ChartPanel } from './chart-panel.tsx';
import { CopyLink, UncopiedLink } from './copy-link.tsx';
import { FeedPanel } from './feed-panel.tsx';
import { HandleMenu } from './handle-menu.tsx';
import { Help, help } from './help.tsx';
import { ConnectionBanner, Status } from './status.tsx';
import { ThemeChoice } from './theme-choice.tsx';
import { TrackForm } from './track-form.tsx';
import { TrustPanel } from './trust-panel.tsx';
import { ViewList } from './view-list.tsx';
import { ViewMenu } from './view-menu.tsx';
import { Wall } from './wall.tsx';
import { WhyPanel } from './why-panel.tsx';

interface AppProps {
  readonly page: Page;
  readonly bells: Bells;
  readonly alerts: ServerAlerts;
  readonly views: NamedViews;
}

/** The whole page. */
export function App({ page, bells, alerts, views }: AppProps) {
  useShortcuts(page);
  const tracks = page.tracks.value;
  if (page.isWall.value && tracks.length > 0) {
    return (
      <>
        <Wall page={page} />
        <Announcer page={page} />
      </>
    );
  }
  return (
    <>
      <Top page={page} views={views} />
      <ConnectionBanner page={page} />
      <UncopiedLink />
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
        {tracks.length === 0 && views.list.value.length > 0 && <ViewList views={views} onOpen={() => undefined} />}
        {tracks.length > 0 && <Dashboard page={page} bells={bells} />}
        <AlertsPanel alerts={alerts} />
      </main>
      <Announcer page={page} />
      <Help />
      <HandleMenu page={page} />
    </>
  );
}

/** The header: the state, links and views, help, colours. */
function Top({ page, views }: Pick<AppProps, 'page' | 'views'>) {
  return (
    <header class="top">
      <h1>
        <a href="/">Undertone</a>
      </h1>
      <Status page={page} />
      {page.tracks.value.length > 0 && (
        <CopyLink
          page={page}
          class="copy-link"
          label="Copy link"
          title="A link to all that is shown"
          address={() => location.href}
        />
      )}
      <ViewMenu page={page} views={views} />
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
      <span class="theme-choice">
        <ThemeChoice />
      </span>
    </header>
  );
}

function Dashboard({ page, bells }: Pick<AppProps, 'page' | 'bells'>) {
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
      if (key === 'w') openWall(page);
      if (key === '?') help.value = true;
    };
    document.addEventListener('keydown', listen);
    return () => {
      document.removeEventListener('keydown', listen);
    };
  }, [page]);
}
