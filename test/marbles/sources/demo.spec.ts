import { VirtualTimeScheduler, type Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Source, SourceEvent } from '../../../src/graph/ports.ts';
import type { Post } from '../../../src/model/index.ts';
import { createDemo } from '../../../src/sources/demo/source.ts';

/** Virtual time that never runs out: `run` goes on to the given frame, and no further. */
function createClock() {
  const scheduler = new VirtualTimeScheduler();
  const run = (untilMs: number): void => {
    scheduler.maxFrames = untilMs;
    scheduler.flush();
    scheduler.frame = untilMs;
  };
  return { scheduler, run };
}

function listen(source: Source, onPost: (post: Post) => void, onEvent?: (event: SourceEvent) => void): Subscription {
  return source.open([]).subscribe({
    next: (event) => {
      onEvent?.(event);
      if (event.type === 'post') onPost(event.post);
    },
    error: () => expect.unreachable('the demo never errors'),
  });
}

const numberOf = ({ id }: Post): number => Number(/\d+$/.exec(id)?.[0]);

describe('the demo source', () => {
  it('says that it is live and sends its first post at once', () => {
    const { scheduler, run } = createClock();
    const events: SourceEvent[] = [];
    listen(
      createDemo({ seed: 1, scheduler }),
      () => undefined,
      (event) => events.push(event),
    );
    run(0);
    expect(events).toMatchObject([
      { type: 'state', source: 'demo', state: 'live' },
      { type: 'post', post: { id: 'demo-1-0', source: 'demo', at: 0, createdAt: '1970-01-01T00:00:00.000Z' } },
    ]);
  });

  it('keeps its mean rate over minutes, with posts at irregular distances', () => {
    for (const postsPerSecond of [5, 40, 2_000]) {
      const { scheduler, run } = createClock();
      const times: number[] = [];
      listen(createDemo({ seed: 1, postsPerSecond, scheduler }), ({ at }) => times.push(at));
      const untilMs = 16_000_000 / postsPerSecond;
      run(untilMs);
      const rate = times.length / (untilMs / 1_000);
      expect(rate / postsPerSecond).toSatisfy((share: number) => share > 0.95 && share < 1.05);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it('sends the same posts at the same times for the same seed', () => {
    const [first, second] = [1, 2].map(() => {
      const { scheduler, run } = createClock();
      const posts: Post[] = [];
      listen(createDemo({ seed: 'x', scheduler }), (post) => posts.push(post));
      run(20_000);
      return posts;
    });
    expect(first).toEqual(second);
  });

  it('goes on without gap, double or delay when it is opened anew in the same turn', () => {
    const { scheduler, run } = createClock();
    const plain: Post[] = [];
    listen(createDemo({ seed: 3, scheduler }), (post) => plain.push(post));
    const source = createDemo({ seed: 3, scheduler });
    const switched: Post[] = [];
    let subscription = listen(source, (post) => switched.push(post));
    for (let ms = 137; ms < 20_000; ms += 137) {
      run(ms);
      subscription.unsubscribe();
      subscription = listen(source, (post) => switched.push(post));
    }
    run(20_000);
    expect(switched).toEqual(plain);
  });

  it('loses no post when it is opened anew by a post that it sends', () => {
    const { scheduler, run } = createClock();
    const source = createDemo({ seed: 4, postsPerSecond: 4_000, scheduler });
    const numbers: number[] = [];
    let subscription: Subscription | undefined;
    const open = (): void => {
      subscription?.unsubscribe();
      subscription = listen(source, (post) => {
        numbers.push(numberOf(post));
        if (numbers.length % 3 === 0) open();
      });
    };
    open();
    run(2_000);
    expect(numbers.length).toBeGreaterThan(1_000);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it('lets the time of a pause go, and continues its sequence at once', () => {
    const { scheduler, run } = createClock();
    const source = createDemo({ seed: 5, scheduler });
    const before: Post[] = [];
    const subscription = listen(source, (post) => before.push(post));
    run(10_000);
    subscription.unsubscribe();
    run(70_000);
    const after: Post[] = [];
    listen(source, (post) => after.push(post));
    run(70_010);
    expect(after.length).toBeLessThan(10);
    expect(after[0]?.at).toBe(70_000);
    expect(after.map(numberOf)[0]).toBe(before.length);
  });
});
