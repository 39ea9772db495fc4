/** The place of a card in the window, in CSS px. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Returns whether boxes are below each other. */
export const isColumn = (boxes: readonly Box[]): boolean => boxes.every(({ left }) => left === boxes[0]?.left);

/**
 * Returns the index that what is dropped at a point gets among boxes that are read row by row: the number of those before it.
 *
 * @example
 * dropIndex([{ left: 0, right: 100, top: 0, bottom: 50 }], { x: 50, y: 40 }) // 1
 */
export function dropIndex(boxes: readonly Box[], { x, y }: { readonly x: number; readonly y: number }): number {
  const inColumn = isColumn(boxes);
  return boxes.filter(({ left, right, top, bottom }) =>
    inColumn ? y > (top + bottom) / 2 : y > bottom || (y >= top && x > (left + right) / 2),
  ).length;
}
