import { describe, expect, it } from 'vitest';
import { dropIndex, isColumn } from '../../../src/web/state/drop.ts';

const box = (left: number, top: number) => ({ left, top, right: left + 100, bottom: top + 50 });

describe('what is dropped', () => {
  it('comes before the boxes of a column whose middle is below it', () => {
    const boxes = [box(0, 0), box(0, 60), box(0, 120)];
    expect(isColumn(boxes)).toBe(true);
    expect([10, 30, 84, 86, 300].map((y) => dropIndex(boxes, { x: 500, y }))).toEqual([0, 1, 1, 2, 3]);
  });

  it('comes between the boxes of a row', () => {
    const boxes = [box(0, 0), box(110, 0), box(0, 60)];
    expect(isColumn(boxes)).toBe(false);
    const points = [
      [10, 25],
      [60, 25],
      [200, 25],
      [10, 70],
      [90, 70],
      [10, 300],
    ] as const;
    expect(points.map(([x, y]) => dropIndex(boxes, { x, y }))).toEqual([0, 1, 2, 2, 3, 3]);
  });
});
