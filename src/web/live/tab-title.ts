import { effect } from '@preact/signals';
import { signed } from '../state/format.ts';
import { meanOf, totalOf } from '../state/points.ts';
import { domainOf, rangeFor, ranges } from '../state/ranges.ts';
import type { Bells } from './bells.ts';
import type { Page } from './page.ts';
import type { TrackedQuery } from './tracked-query.ts';

/**
 * Shows the queries in the title of the tab, with the mean of the first one, and a mark when a bell has rung unseen: at once,
 * since a tab that is hidden has no frames. Returns the function that stops it.
 */
export function bindTitle(page: Page, bells: Bells): () => void {
  return effect(() => {
    const [first, ...others] = page.tracks.value;
    const now = page.second.value;
    const mark = bells.hasRung.value ? '🔔 ' : '';
    const title = first === undefined ? 'Undertone' : `${titleOf(page, first, now)}${othersOf(others.length)}`;
    document.title = `${mark}${title}`;
  });
}

function titleOf(page: Page, track: TrackedQuery, now: number): string {
  const range = ranges[page.range.value];
  const domain = domainOf(range, now, track.series.firstAt);
  const mean = meanOf(totalOf(track.series, rangeFor(range, domain), domain), page.measure.value);
  return mean === undefined ? track.query : `${signed(mean)} ${track.query}`;
}

const othersOf = (count: number): string => `${count > 0 ? ` and ${count} more` : ''} · Undertone`;
