import { NEVER } from 'rxjs';
import { expect, it } from 'vitest';
import type { Session } from '../../../src/graph/index.ts';
import { PositionFloors } from '../../../src/graph/position-floors.ts';

const sessionOf = (id: string): Session => ({ id, intents$: NEVER, closed$: NEVER, end: () => undefined });

it('an id gets nothing up to its floor, and everything once it has got something beyond', () => {
  const floors = new PositionFloors<Session>();
  const [a, b] = [sessionOf('a'), sessionOf('b')];
  floors.set(a, 'x', 7);
  expect([6, 7].map((position) => floors.isAbove(a, 'x', position))).toEqual([false, false]);
  expect([floors.isAbove(a, 'y', 6), floors.isAbove(b, 'x', 6)]).toEqual([true, true]);
  expect([8, 6].map((position) => floors.isAbove(a, 'x', position))).toEqual([true, true]);
  floors.set(a, 'x', 7);
  floors.delete(a, 'x');
  expect(floors.isAbove(a, 'x', 6)).toBe(true);
});
