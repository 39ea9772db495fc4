/*
 * The looks of queries: each has a colour, a shape and a dash, so that none is recognised by colour alone. The colours are
 * those of Okabe and Ito ("Color Universal Design", 2008), darkened on a light background and lightened on a dark one to
 * a contrast of at least 3:1.
 */

export const shapes = ['circle', 'square', 'triangle', 'diamond', 'plus', 'cross', 'star', 'hexagon'] as const;
export type Shape = (typeof shapes)[number];

/** The colours, the shape and the dash of a query. */
export interface Look {
  readonly light: string;
  readonly dark: string;
  readonly shape: Shape;
  /** Lengths of lines and gaps, in px; none for a solid line. */
  readonly dash: readonly number[];
}

const colours = [
  ['#0067a5', '#56b4e9'],
  ['#c44e00', '#f28e4b'],
  ['#00815c', '#2fc79a'],
  ['#a8417f', '#e196c0'],
  ['#8a6a00', '#e6b422'],
  ['#4b5563', '#c3cad3'],
  ['#6a4fb3', '#b19cf0'],
  ['#2b7f93', '#6fd0e2'],
] as const;

const dashes = [[], [], [], [], [8, 3], [8, 3], [2, 3], [2, 3]] as const;

/** Returns the look of the nth query. The first ten differ in shape or colour, and neighbours in both. */
export function lookOf(slot: number): Look {
  const [light, dark] = colours[slot % colours.length] ?? colours[0];
  const turn = Math.floor(slot / colours.length);
  const shape = shapes[(slot + 3 * turn) % shapes.length] ?? 'circle';
  return { light, dark, shape, dash: dashes[(slot + 4 * turn) % dashes.length] ?? [] };
}

/** Returns the corners of a shape around the centre of a square of 2 by 2; a circle has none. */
export function cornersOf(shape: Shape): readonly (readonly [number, number])[] {
  switch (shape) {
    case 'circle':
      return [];
    case 'square':
      return regular(4, { turn: 0.125, size: 1.2 });
    case 'triangle':
      return regular(3, { turn: 0, size: 1.2 });
    case 'diamond':
      return regular(4, { turn: 0, size: 1.2 });
    case 'hexagon':
      return regular(6, { turn: 0, size: 1.08 });
    case 'star':
      return regular(10, { turn: 0, size: 1.25, waist: 0.45 });
    case 'plus':
      return cross(0);
    case 'cross':
      return cross(0.125);
  }
}

interface Figure {
  /** The rotation, in full turns. */
  readonly turn: number;
  readonly size: number;
  /** The distance of every other corner, as a share of `size`. */
  readonly waist?: number;
}

function regular(corners: number, { turn, size, waist = 1 }: Figure): readonly (readonly [number, number])[] {
  return Array.from({ length: corners }, (_, index) =>
    polar(turn + index / corners, index % 2 === 1 ? size * waist : size),
  );
}

function cross(turn: number): readonly (readonly [number, number])[] {
  const arm = 0.055;
  return Array.from({ length: 4 }, (_, index) => index / 4 + turn).flatMap((angle) => [
    polar(angle - arm, 1.1),
    polar(angle + arm, 1.1),
    polar(angle + 0.125, 0.5),
  ]);
}

/** Converts an angle, clockwise from the top, to coordinates whose y grows downwards. */
function polar(turn: number, radius: number): readonly [number, number] {
  const angle = turn * 2 * Math.PI;
  return [Math.sin(angle) * radius, -Math.cos(angle) * radius];
}
