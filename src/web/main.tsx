/**
 * The page: the tone of topics, live, in a browser.
 *
 * Owns what a person sees. `state/` is pure: counts over time, the list of posts, the address, how figures are written;
 * `live/` joins it with the client and the server's answers; `views/` shows it. Promises bounded memory, no request to
 * any other host, and that nothing moves under a reader. Never scores a post itself.
 */
import { render } from 'preact';
import { connect } from '../client/index.ts';
import { bindAddress } from './live/address-bar.ts';
import { createApi } from './live/api.ts';
import { runFrames } from './live/frames.ts';
import { Page } from './live/page.ts';
import './style/base.css';
import './style/layout.css';
import './style/panels.css';
import './style/feed.css';
import { App } from './views/app.tsx';

const page = new Page({ client: connect('/track'), api: createApi(), now: () => Date.now() });
bindAddress(page);
runFrames(page);
const root = document.getElementById('page');
if (root !== null) {
  root.textContent = '';
  render(<App page={page} />, root);
}
