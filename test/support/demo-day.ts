import { VirtualTimeScheduler } from 'rxjs';
import type { Post } from '../../src/model/index.ts';
import { createDemo } from '../../src/sources/index.ts';

const dayMs = 86_400_000;

export interface DayOptions {
  /** Posts of the day, about. */
  readonly posts: number;
  /** Its end, epoch ms. */
  readonly end: number;
  readonly seed: number;
}

/** A day of the demo source, in virtual time. */
export function demoDay({ posts, end, seed }: DayOptions): readonly Post[] {
  const scheduler = new VirtualTimeScheduler(undefined, dayMs - 1);
  const day: Post[] = [];
  createDemo({ seed, postsPerSecond: (1_000 * posts) / dayMs, scheduler })
    .open([])
    .subscribe((event) => {
      if (event.type !== 'post') return;
      const at = end - dayMs + event.post.at;
      day.push({ ...event.post, at, createdAt: new Date(at).toISOString() });
    });
  scheduler.flush();
  return day;
}
