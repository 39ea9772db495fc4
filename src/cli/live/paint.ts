import { toAscii } from '../locale.ts';
import { fit } from './cells.ts';

export interface Canvas {
  /** Columns and rows. */
  readonly width: number;
  readonly height: number;
  readonly hasColors: boolean;
  /** Whether the terminal shows more than ASCII. */
  readonly isUtf8: boolean;
}

/** SGR codes (ECMA-48). Nearly everybody tells cyan from red, and nothing is expressed by colour alone. */
const styles = { plain: '', bold: '1', dim: '2', positive: '36', negative: '31', neutral: '2' } as const;

export type Style = keyof typeof styles;
export type StyledText = readonly [style: Style, text: string];
export type Row = readonly StyledText[];

/** Returns a row as text for a terminal, cut to its width. */
export function paint(row: Row, { width, hasColors, isUtf8 }: Canvas): string {
  const parts = isUtf8 ? row : row.map(([style, text]): StyledText => [style, toAscii(text)]);
  // The row is cut as a whole, since a grapheme may begin in one part and end in the next.
  const text = parts.map((part) => part[1]).join('');
  const { kept, ellipsis } = fit(text, { columns: width, ellipsis: isUtf8 ? '…' : '...' });
  let start = 0;
  const painted = parts.map(([style, part]) => {
    const shown = kept.slice(start, start + part.length);
    start += part.length;
    return hasColors && shown !== '' && styles[style] !== '' ? `\u001b[${styles[style]}m${shown}\u001b[0m` : shown;
  });
  return painted.join('') + ellipsis;
}

/** Characters that are drawn with, and what stands for them in ASCII. */
export interface Glyphs {
  readonly positive: string;
  readonly neutral: string;
  readonly negative: string;
  /** Stands for time without posts. */
  readonly silence: string;
  /** From the lowest to the highest. */
  readonly levels: readonly string[];
}

const unicodeGlyphs: Glyphs = {
  ...{ positive: '█', neutral: '░', negative: '▓', silence: '·' },
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

const asciiGlyphs: Glyphs = {
  ...{ positive: '#', neutral: '.', negative: '=', silence: '_' },
  levels: ['.', ':', '-', '=', '+', '*', '#', '@'],
};

export const glyphsOf = ({ isUtf8 }: Canvas): Glyphs => (isUtf8 ? unicodeGlyphs : asciiGlyphs);
