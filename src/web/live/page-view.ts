import { batch } from '@preact/signals';
import type { View } from '../state/address.ts';
import type { Page } from './page.ts';

/** Returns the part of the page's state that is in the address. */
export function viewOf(page: Page): View {
  const tracks = page.tracks.value;
  const { id, polarityIndex } = page.filter.value;
  return {
    queries: tracks.map(({ query }) => query),
    picked: tracks.find((track) => track.id === id)?.query,
    polarityIndex,
    range: page.range.value,
    span: page.time.span.value,
    measure: page.measure.value,
    isShare: page.isShare.value,
  };
}

/** Shows the view of an address; queries that are shown already stay as they are. */
export function showView(page: Page, view: View): void {
  const { queries, picked, polarityIndex, range, span, measure, isShare } = view;
  batch(() => {
    for (const track of page.tracks.peek()) if (!queries.includes(track.query)) page.untrack(track.id);
    page.time.show(range, span);
    page.measure.value = measure;
    page.isShare.value = isShare;
    for (const query of queries) page.track(query);
    const id = page.tracks.peek().find(({ query }) => query === picked)?.id;
    page.filter.value = { id, polarityIndex };
  });
}
