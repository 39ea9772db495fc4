import { configure } from 'rxjs-marbles';
import { expect } from 'vitest';

/** Marble tests in run mode: virtual time, one frame a millisecond, aligned diagrams. The only import of rxjs-marbles. */
export const { marbles } = configure({
  run: true,
  assertDeepEqual: (actual, expected) => {
    expect(actual).toEqual(expected);
  },
});

/** What a diagram is drawn with. */
export type RunContext = Parameters<Parameters<typeof marbles>[0]>[0];
