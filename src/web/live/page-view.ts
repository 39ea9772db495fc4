import { batch } from '@preact/signals';
import type { View } from '../state/address.ts';
import type { Page } from './page.ts';

/** Returns the part of the page's state that is in the address. */
export function viewOf(page: Page): View {
  const tracks = page.tracks.value;
  const hidden = page.queries.hidden.value;
  const { id, polarityIndex } = page.filter.value;
  return {
    queries: tracks.map(({ query }) => query),
    slots: tracks.map(({ slot }) => slot),
    hidden: tracks.flatMap((track) => (hidden.has(track) ? [track.query] : [])),
    picked: tracks.find((track) => track.id === id)?.query,
    polarityIndex,
    range: page.range.value,
    span: page.time.span.value,
    asked: page.why.asked.value,
    measure: page.measure.value,
    isShare: page.isShare.value,
    search: page.posts.search.value,
    order: page.posts.order.value,
    linked: page.linked.name.value,
    isWall: page.isWall.value,
  };
}

/** Shows the view of an address; queries that are shown already stay as they are. */
export function showView(page: Page, view: View): void {
  const { queries, slots, hidden, picked, polarityIndex, range, span, asked, measure, isShare, search, order, linked } =
    view;
  batch(() => {
    for (const track of page.tracks.peek()) if (!queries.includes(track.query)) page.queries.remove(track);
    page.time.show(range, span);
    page.measure.value = measure;
    page.isShare.value = isShare;
    page.isWall.value = view.isWall;
    for (const [index, query] of queries.entries()) page.queries.add(query, slots[index]);
    page.queries.order(queries);
    page.queries.hide(page.tracks.peek().filter(({ query }) => hidden.includes(query)));
    const id = page.tracks.peek().find(({ query }) => query === picked)?.id;
    page.filter.value = { id, polarityIndex };
    page.posts.search.value = search;
    page.posts.order.value = order;
    page.linked.show(linked);
    page.why.show(asked);
  });
}
