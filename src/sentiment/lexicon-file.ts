import { UndertoneError } from '../model/index.ts';
import { maxOverlayLength } from './overlay-limits.ts';

/** A word with the valence that a file gives it. */
export interface LexiconWord {
  /** In lower case. */
  readonly word: string;
  /** -4 to 4. */
  readonly valence: number;
  /** The name of the file. */
  readonly from: string;
}

/**
 * Reads a lexicon: lines of a word, a tab and its valence from -4 to 4; lines that begin with `#` are comments. Further
 * columns are ignored, so that VADER's own file can be read.
 * @throws UndertoneError `bad_option` with a sentence that names the line.
 * @example
 * parseLexicon('yeet\t2.5\n', 'slang.tsv') // [{ word: 'yeet', valence: 2.5, from: 'slang.tsv' }]
 */
export function parseLexicon(text: string, from: string): readonly LexiconWord[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => (isIgnored(line) ? [] : [readLine(line, { from, number: index + 1 })]));
}

const isIgnored = (line: string): boolean => line.trim() === '' || line.startsWith('#');

interface LinePlace {
  readonly from: string;
  readonly number: number;
}

function readLine(line: string, { from, number }: LinePlace): LexiconWord {
  const fail = (fault: string) => new UndertoneError('bad_option', `Line ${number} of the lexicon ${from} ${fault}.`);
  const [written = '', figure, ...rest] = line.split('\t').map((cell) => cell.trim());
  if (figure === undefined) throw fail('is not a word, a tab and a valence');
  const word = written.toLowerCase();
  if (!/^[!-~]+$/.test(word)) throw fail(`has ${JSON.stringify(written)}, which is not one word of ASCII characters`);
  if (word.length > maxOverlayLength) throw fail(`has a word of more than ${maxOverlayLength} characters`);
  const valence = figure === '' ? NaN : Number(figure);
  if (!(valence >= -4 && valence <= 4)) {
    throw fail(`has the valence ${JSON.stringify([figure, ...rest][0])}, which is not a number from -4 to 4`);
  }
  return { word, valence, from };
}
