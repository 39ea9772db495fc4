import { expect, it } from 'vitest';
import { accessFaults, textsOf, type Tab } from '../support/browser.ts';
import { sharePage } from '../support/page-tests.ts';
import { plantedBurst } from '../support/planted-burst.ts';

const topics = ['pizza', 'coffee', 'football'];
const minute = 60_000;

const shared = sharePage('--source', 'stdin');

/** Sends a quarter of an hour of posts with a burst in its eleventh minute; returns the time of the burst. */
function sendPosts(): { from: number; to: number } {
  // The store counts in steps of 10 s.
  const end = Math.floor(Date.now() / 10_000) * 10_000;
  const burst = { from: end - 4 * minute, to: end - 4 * minute + 20_000 };
  shared.send(...plantedBurst({ topics, from: end - 15 * minute, to: end, burst }));
  return burst;
}

/** Returns the place of the flag of a spike in the upper chart, of which the last quarter of an hour is shown. */
async function flagAt({ page }: Tab, at: number): Promise<{ x: number; y: number }> {
  const { x = 0, y = 0, width = 0 } = (await page.locator('.plot.upper .u-over').boundingBox()) ?? {};
  const now = await page.evaluate<number>('Date.now()');
  return { x: x + width * (1 - (now - at) / (15 * minute)), y: y + 8 };
}

/**
 * Returns what a reader sees of the answer and of the charts around it, but for rates and what is divided by them: each page
 * counts the covered time since it has tracked a query, and the store since the server has.
 */
const seen = async (tab: Tab): Promise<readonly string[]> => {
  const places = '#chart-title, .why-window time, .why-facts, .why-terms li, .why-shares, .why-posts-title';
  const shown = `${places}, .why-panel .post :is(.text, .score b), .readout-values li`;
  return (await textsOf(tab, shown, 'each.textContent')).map((text) =>
    text.replace(/ · [\d.,]+\/min$|[\d.]+ times the rest/, ''),
  );
};

/** Returns how many times the rest of the time shown the volume of the window is. */
const timesIn = async ({ page }: Tab): Promise<number> =>
  Number(/([\d.]+) times the rest/.exec((await page.locator('.why-facts').textContent()) ?? '')?.[1]);

/** Returns the places at which two lists differ, with what each has there. */
const differences = ([mine, theirs]: readonly (readonly string[])[]): readonly unknown[] =>
  Array.from({ length: Math.max(mine?.length ?? 0, theirs?.length ?? 0) }, (_, at) => [
    mine?.[at],
    theirs?.[at],
  ]).filter(([one, other]) => one !== other);

it('an analyst finds out in four clicks what made a topic burst, and a colleague sees the same', async () => {
  const tab = await shared.open('/', { permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = tab;
  const field = page.getByRole('combobox', { name: 'Track' });
  for (const topic of topics) {
    await field.fill(topic);
    await field.press('Enter');
  }
  await page.getByText('stdin: live').waitFor();
  const burst = sendPosts();
  const card = page.getByRole('article', { name: 'pizza' });
  await card.getByText(/▲ [\d.]+× the usual volume/).waitFor();
  for (const topic of topics) await page.getByRole('article', { name: topic }).locator('.mean b').waitFor();

  await page.getByRole('button', { name: '15m', exact: true }).click();
  await card.locator('.shares', { hasText: /negative/ }).waitFor();
  const { x, y } = await flagAt(tab, burst.from + 10_000);
  await page.mouse.click(x, y);
  const word = page.locator('.why-terms').getByRole('button', { name: 'contamination' });
  await word.waitFor();
  const [from = 0, to = 0] = ['why-from', 'why-to'].map((name) => Number(new URL(page.url()).searchParams.get(name)));
  expect([from >= burst.from, to <= burst.to, to - from]).toEqual([true, true, 10_000]);
  await word.click();
  const post = page.locator('.why-panel .post').first();
  await post.locator('mark', { hasText: 'contamination' }).waitFor();
  await post.getByRole('button', { name: 'Why' }).click();
  await post
    .getByRole('table', { name: 'The whole post' })
    .getByText(/terrible|angry/i)
    .waitFor();
  await post.getByRole('button', { name: 'Why' }).click();

  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const link = new URL(await page.evaluate<string>('navigator.clipboard.readText()'));
  const colleague = await shared.open(link.pathname + link.search);
  await colleague.page.getByText('Posts with contamination').waitFor();
  // Nothing is pointed at, so that the figures above the charts are those of the end of the time shown.
  await page.mouse.move(x, 5);
  // Compared at the same moments, since the time shown moves on.
  await expect.poll(async () => differences(await Promise.all([seen(tab), seen(colleague)]))).toEqual([]);
  const [mine, theirs] = await Promise.all([timesIn(tab), timesIn(colleague)]);
  expect(Math.abs(mine / theirs - 1)).toBeLessThan(0.05);
  expect((await seen(tab)).length).toBeGreaterThan(10);
  expect(colleague.page.url()).toBe(page.url());
  expect(await colleague.page.evaluate<string>('document.activeElement.tagName')).toBe('BODY');
  expect(await accessFaults(colleague)).toEqual([]);
});
