import { effect } from '@preact/signals';
import { readAddress, writeAddress } from '../state/address.ts';
import { showView, viewOf } from './page-view.ts';
import type { Page } from './page.ts';

/** Synchronises the address bar and the page. A token is removed from it, because the server has stored it in a cookie. */
export function bindAddress(page: Page): () => void {
  const read = (): void => {
    showView(page, readAddress(location.search));
  };
  read();
  const stop = effect(() => {
    const search = writeAddress(viewOf(page));
    if (search === location.search) return;
    const address = `${location.pathname}${search}`;
    const isSameQueries = readAddress(location.search).queries.join('\0') === viewOf(page).queries.join('\0');
    if (isSameQueries || location.search.includes('access_token=')) history.replaceState(undefined, '', address);
    else history.pushState(undefined, '', address);
  });
  addEventListener('popstate', read);
  return () => {
    removeEventListener('popstate', read);
    stop();
  };
}
