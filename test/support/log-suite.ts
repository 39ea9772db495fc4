import { firstValueFrom, take, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendSurely } from '../../src/cluster/append.ts';
import type { Log } from '../../src/cluster/log.ts';
import { asyncScheduler } from 'rxjs';

/** A log to be tested. */
export interface LogPlace {
  readonly log: Log;
  readonly close: () => Promise<void>;
}

/** Describes the promises of the log of a cluster, whatever stores it. */
export function describeLog(name: string, open: () => Promise<LogPlace>): void {
  describe(`a log in ${name}`, () => {
    let place: LogPlace | undefined;
    const log = (): Log => {
      if (place === undefined) throw new Error('The log is not open.');
      return place.log;
    };
    const message = (source: string, id: string) => ({
      source,
      id,
      header: `{"h":"${id}"}`,
      body: new Uint8Array([1, 2]),
    });
    const append = (source: string, id: string, expected: number) =>
      firstValueFrom(log().append(message(source, id), expected));

    beforeAll(async () => {
      place = await open();
    });
    afterAll(() => place?.close());

    it('appends after the last message of the source, and refuses after another', async () => {
      const first = await append('a', 'a-1', 0);
      const other = await append('b', 'b-1', 0);
      expect(other).toBeGreaterThan(first);
      await expect(append('a', 'a-x', 0)).rejects.toMatchObject({ kind: 'refused' });
      await expect(append('a', 'a-y', other)).rejects.toMatchObject({ kind: 'refused' });
      const second = await append('a', 'a-2', first);
      expect(await firstValueFrom(log().last('a'))).toMatchObject({ ...message('a', 'a-2'), sequence: second });
      expect(await firstValueFrom(log().last('nothing'))).toBeUndefined();
    });

    it('finds out that a message which is sent again is there', async () => {
      const first = await append('c', 'c-1', 0);
      const again = appendSurely(message('c', 'c-1'), 0, { log: log(), scheduler: asyncScheduler });
      expect(await firstValueFrom(again)).toBe(first);
      const deposed = appendSurely(message('c', 'c-2'), 0, { log: log(), scheduler: asyncScheduler });
      await expect(firstValueFrom(deposed)).rejects.toMatchObject({ kind: 'refused' });
    });

    it('is read in order from a number on, what comes later too, by source or in all', async () => {
      const { first, last, epoch } = await firstValueFrom(log().state());
      expect(epoch).toMatch(/^[a-z0-9-]+$/);
      expect(first).toBe(1);
      const all = firstValueFrom(
        log()
          .read({ from: last + 1 })
          .pipe(take(3), toArray()),
      );
      const some = firstValueFrom(
        log()
          .read({ from: { storedAt: 0 }, source: 'd' })
          .pipe(take(2), toArray()),
      );
      const one = await append('d', 'd-1', 0);
      await append('e', 'e-1', 0);
      await append('d', 'd-2', one);
      expect((await all).map(({ id }) => id)).toEqual(['d-1', 'e-1', 'd-2']);
      expect((await some).map(({ id, source, header }) => [id, source, header])).toEqual([
        ['d-1', 'd', '{"h":"d-1"}'],
        ['d-2', 'd', '{"h":"d-2"}'],
      ]);
      expect((await firstValueFrom(log().state())).last).toBe(last + 3);
    });
  });
}
