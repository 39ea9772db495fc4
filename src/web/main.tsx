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
import { createNotifications } from './live/notifications.ts';
import { Page } from './live/page.ts';
import { ServerAlerts } from './live/server-alerts.ts';
import { bindTitle } from './live/tab-title.ts';
import './style/base.css';
import './style/layout.css';
import './style/panels.css';
import './style/feed.css';
import './style/chart.css';
import './style/alerts.css';
import './style/handles.css';
import './style/print.css';
import { App } from './views/app.tsx';

const page = new Page({ client: connect('/track'), api: createApi(), now: () => Date.now() });
const bells = new Bells({
  page,
  notifications: createNotifications(),
  storage: browserStorage('undertone-bells'),
  isWatched: () => document.visibilityState === 'visible' && document.hasFocus(),
});
const alerts = new ServerAlerts(page.api);
bindAddress(page);
runFrames(page, alerts);
bells.follow();
bindTitle(page, bells);
addEventListener('focus', bells.look);
const root = document.getElementById('page');
if (root !== null) {
  root.textContent = '';
  render(<App page={page} bells={bells} alerts={alerts} />, root);
}
