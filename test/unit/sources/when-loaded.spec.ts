import { firstValueFrom, NEVER, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Source, SourceEvent } from '../../../src/graph/index.ts';
import { whenLoaded } from '../../../src/sources/when-loaded.ts';

const live: SourceEvent = { type: 'state', source: 'late', state: 'live' };
const pending: SourceEvent = { type: 'state', source: 'late', state: 'pending' };
const checked: Source = { name: 'late', open: () => of(live), check: () => of(pending) };

describe('a source whose code is being loaded', () => {
  it('is opened and checked once it is there', async () => {
    const { promise, resolve } = Promise.withResolvers<Source>();
    const source = whenLoaded('late', promise);
    const opened = firstValueFrom(source.open([]).pipe(toArray()));
    const answer = firstValueFrom((source.check?.() ?? NEVER).pipe(toArray()));
    resolve(checked);
    expect([source.name, await opened, await answer]).toEqual(['late', [live], [pending]]);
  });

  it('is opened at once when it is there', async () => {
    const source = whenLoaded('late', Promise.resolve(checked));
    await firstValueFrom(source.open([]));
    const events: SourceEvent[] = [];
    source.open([]).subscribe((event) => events.push(event));
    expect(events).toEqual([live]);
  });

  it('is never opened for somebody who has left before', async () => {
    let opened = 0;
    const { promise, resolve } = Promise.withResolvers<Source>();
    const source = whenLoaded('late', promise);
    source.open([]).subscribe().unsubscribe();
    resolve({
      name: 'late',
      open: () => {
        opened += 1;
        return NEVER;
      },
    });
    await promise;
    expect(opened).toBe(0);
  });

  it('passes a check where the source has none', async () => {
    const source = whenLoaded('late', Promise.resolve({ name: 'late', open: () => NEVER }));
    expect(await firstValueFrom((source.check?.() ?? NEVER).pipe(toArray()))).toEqual([]);
  });

  it('fails with the error of what could not be loaded', async () => {
    const source = whenLoaded('late', Promise.reject(new Error('its file is gone')));
    await expect(firstValueFrom(source.open([]))).rejects.toThrow('its file is gone');
  });
});
