import { readFileSync } from 'node:fs';
import { sentenceOf, UndertoneError } from '../../model/index.ts';
import type { ScorerSettings } from '../../scoring/settings.ts';
import { parseLexicon, type LexiconWord } from '../../sentiment/lexicon-file.ts';
import { maxOverlayWords } from '../../sentiment/overlay-limits.ts';
import type { Config } from '../config/index.ts';

type ScorerConfig = Pick<Config, 'scorer' | 'scorerOptions' | 'topics' | 'lexicon'>;

/**
 * Returns the choice of a scorer as its threads need it, with the words of its lexicon files.
 * @throws UndertoneError `bad_option` when a lexicon can't be read, or the scorer uses none.
 */
export function scorerSettingsOf({ scorer, scorerOptions, topics, lexicon }: ScorerConfig): ScorerSettings {
  refuseUnusedLexicon(scorer, lexicon);
  const words = lexicon.flatMap(readLexicon);
  if (new Set(words.map(({ word }) => word)).size > maxOverlayWords) {
    throw new UndertoneError('bad_option', `--lexicon has more than ${maxOverlayWords} words.`);
  }
  return { scorer, scorerOptions, topics, lexicon: words };
}

/** @throws UndertoneError `bad_option` when there is a lexicon for a scorer that uses none. */
export function refuseUnusedLexicon(scorer: string, lexicon: readonly string[]): void {
  if (lexicon.length === 0 || scorer === 'vader') return;
  throw new UndertoneError(
    'bad_option',
    `--lexicon overlays the lexicon of --scorer vader, and the scorer ${scorer} does not use it: leave one of them out.`,
  );
}

function readLexicon(path: string): readonly LexiconWord[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UndertoneError('bad_option', `--lexicon ${path} can't be read: ${sentenceOf(error)}.`, { cause: error });
  }
  return parseLexicon(text, path);
}
