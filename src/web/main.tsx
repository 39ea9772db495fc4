/**
 * The page: shows the sentiment of topics, live, in a browser.
 *
 * `state/` is pure: counts over time, the list of posts, the address, the format of figures. `live/` connects it to the
 * client and the HTTP API. `views/` renders it. Promises bounded memory, no request to another host, and that nothing
 * moves under a reader. Never scores a post itself.
 */
import { render } from 'preact';
import { connect } from '../client/index.ts';
import { bindAddress } from './live/address-bar.ts';
import { createApi } from './live/api.ts';
import { Bells } from './live/bells.ts';
import { browserStorage } from './live/browser-storage.ts';
import { runFrames } from './live/frames.ts';
import { NamedViews } from './live/named-views.ts';
import { createNotifications } from './live/notifications.ts';
import { Page } from './live/page.ts';
import { ServerAlerts } from './live/server-alerts.ts';
import { bindTitle } from './live/tab-title.ts';
import { bindWall } from './live/wall.ts';
import { WorkerSocket } from './live/worker-socket.ts';
import './style/base.css';
import './style/layout.css';
import './style/panels.css';
import './style/cards.css';
import './style/feed.css';
import './style/chart.css';
import './style/alerts.css';
import './style/handles.css';
import './style/views.css';
import './style/wall.css';
import './style/print.css';
import { App } from './views/app.tsx';

const api = createApi(() => {
  // The page in its place asks for the token.
  location.reload();
});
const page = new Page({ client: connect('/track', { WebSocket: WorkerSocket }), api, now: () => Date.now() });
const bells = new Bells({
  page,
  notifications: createNotifications(),
  storage: browserStorage('undertone-bells'),
  isWatched: () => document.visibilityState === 'visible' && document.hasFocus(),
});
const alerts = new ServerAlerts(page.api);
const views = new NamedViews(page, browserStorage('undertone-views'));
bindAddress(page);
runFrames(page, alerts);
bells.follow();
bindTitle(page, bells);
bindWall(page);
addEventListener('focus', bells.look);
addEventListener('storage', views.refresh);
const root = document.getElementById('page');
if (root !== null) {
  root.textContent = '';
  render(<App page={page} bells={bells} alerts={alerts} views={views} />, root);
}
