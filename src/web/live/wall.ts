import { effect, signal } from '@preact/signals';
import type { Page } from './page.ts';

/** The width of the window for which the lettering of a wall is designed, in CSS px; on a wider one all of it grows. */
const designedWidth = 733;

const zoomOf = (): number => Math.max(1, Math.max(innerWidth, innerHeight) / designedWidth);

/** The factor by which a wall is larger than it is designed. */
export const wallZoom = signal(zoomOf());

/** Shows the page on a wall: on the full screen, where the browser allows that. */
export function openWall(page: Page): void {
  if (page.tracks.peek().length === 0) return;
  page.isWall.value = true;
  page.announcement.value = 'Shown for a wall. Escape leaves it.';
  document.documentElement.requestFullscreen().catch(() => undefined);
}

/** Returns from the wall to the page. */
export function leaveWall(page: Page): void {
  page.isWall.value = false;
  if (document.fullscreenElement !== null) document.exitFullscreen().catch(() => undefined);
}

/** Keeps the screen on while the page is on a wall, and leaves the wall with the full screen. Returns what stops it. */
export function bindWall(page: Page): () => void {
  const ended = new AbortController();
  const { signal: end } = ended;
  let lock: Promise<WakeLockSentinel | undefined> | undefined;
  const update = (): void => {
    const isWanted = page.isWall.value && document.visibilityState === 'visible';
    if (isWanted) lock ??= requestLock();
    else {
      void lock?.then((held) => held?.release());
      lock = undefined;
    }
  };
  const stop = effect(update);
  document.addEventListener('visibilitychange', update, { signal: end });
  document.addEventListener(
    'fullscreenchange',
    () => {
      if (document.fullscreenElement === null) page.isWall.value = false;
    },
    { signal: end },
  );
  addEventListener('resize', () => (wallZoom.value = zoomOf()), { signal: end });
  return () => {
    stop();
    ended.abort();
  };
}

/** Keeps the screen on. Browsers refuse that without https, or when the battery is low. */
async function requestLock(): Promise<WakeLockSentinel | undefined> {
  try {
    return await navigator.wakeLock.request('screen');
  } catch {
    return undefined;
  }
}
