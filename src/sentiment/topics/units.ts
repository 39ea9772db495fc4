import type { Analysis } from '../analysis.ts';
import { opinionOf, type Role } from './opinions.ts';
import { classesOf, wordClass } from './words.ts';

/** How strongly two neighbours are parted: not at all, by a comma or a dash, by a clause's mark, by a sentence's end. */
export type Break = 0 | 1 | 2 | 3;

/** A word (or an emoji, or a mark on its own) as the topic rules see it. Those of one span of text are one unit. */
export interface Unit {
  readonly start: number;
  readonly end: number;
  /** In lower case. */
  readonly word: string;
  readonly classes: number;
  readonly role: Role | undefined;
  /** The opinion by itself, with capitals; 0: none. */
  readonly base: number;
  readonly booster: number;
  readonly negates: boolean;
  /** An emoticon or an emoji. */
  readonly symbol: boolean;
  /** The mark after it. */
  gap: Break;
  question: boolean;
}

const negators = new Set(['no', 'nothing', 'nobody', 'none', 'hardly', 'barely', 'scarcely', 'neither', 'nor', 'without', 'lack', 'lacks', 'lacked', 'lacking', 'not', 'never', 'rarely', 'seldom', 'less', 'fails', "n't"]);

/** The units of an analysed text: what VADER cut, with the marks between. */
export function unitsOf(text: string, { tokens }: Analysis): readonly Unit[] {
  const units: Unit[] = [];
  let last: Unit | undefined;
  let at = 0;
  for (const token of tokens) {
    if (last !== undefined && token.start === last.start && token.end === last.end) {
      if (token.lexicon !== 0 && last.base === 0) {
        last = { ...last, base: token.lexicon, role: 'quality' };
        units[units.length - 1] = last;
      }
      continue;
    }
    mark(last, text, at, token.start);
    at = token.end;
    const written = text.slice(token.start, token.end).toLowerCase().replaceAll('’', "'");
    const lexical = !token.inLexicon ? hasLetter(written) : written.length > 3 || hasLetter(written);
    const word = lexical ? bare(written) : written;
    if (!lexical && !token.inLexicon && isAscii(word) && word !== '&' && word !== '>' && word !== '<') {
      mark(last, text, token.start, token.end);
      continue;
    }
    const opinion = word === 'like' && !isVerbLike(last) ? undefined : opinionOf(word, token.lexicon);
    const unit: Unit = {
      start: token.start,
      end: token.end,
      word,
      classes: classesOf(word),
      role: opinion?.role,
      base: opinion === undefined ? 0 : opinion.valence + (token.isUpper && token.valence !== token.lexicon ? Math.sign(opinion.valence) * 0.733 : 0),
      booster: token.booster,
      negates: (token.negates && word !== 'despite') || negators.has(word),
      symbol: !lexical,
      gap: 0,
      question: false,
    };
    if (word !== written) mark(unit, written, written.indexOf(word) + word.length, written.length);
    units.push(unit);
    last = unit;
  }
  mark(last, text, at, text.length);
  if (last !== undefined) last.gap = 3;
  return units;
}

const likers = new Set(["n't", 'to', 'also', 'really', 'still', 'always', 'never', 'not', 'do', 'does', 'did', "don't", "didn't", "doesn't", 'dont', 'didnt', 'people', 'and', 'kinda', 'actually', 'definitely', 'especially', 'particularly', 'i', 'we', 'you', 'they', 'who', 'u', 'just', 'all', 'both']);
function isVerbLike(before: Unit | undefined): boolean {
  return before === undefined || (likers.has(before.word) && before.gap === 0);
}

function bare(word: string): string {
  let from = 0;
  let to = word.length;
  while (from < to && isMark(word.charCodeAt(from)) && word.charCodeAt(from) !== 0x27) from += 1;
  while (to > from && isMark(word.charCodeAt(to - 1))) to -= 1;
  return from === 0 && to === word.length ? word : word.slice(from, to);
}

function isMark(code: number): boolean {
  return (code >= 33 && code <= 47) || (code >= 58 && code <= 64) || (code >= 91 && code <= 96 && code !== 95) || (code >= 123 && code <= 126);
}

function hasLetter(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) return true;
    if (code > 127 && /[\p{L}\p{N}]/u.test(word)) return true;
  }
  return false;
}

function isAscii(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) if (word.charCodeAt(at) > 127 && word.charCodeAt(at)!==0x2014 && word.charCodeAt(at)!==0x2013) return false;
  return true;
}

function mark(unit: Unit | undefined, text: string, from: number, to: number): void {
  if (unit === undefined) return;
  let gap: number = unit.gap;
  let dots = 0;
  for (let at = from; at < to; at += 1) {
    const char = text.charCodeAt(at);
    let here = 0;
    switch (char) {
      case 0x2e: dots += 1; here = dots > 1 ? 2 : 3; if (dots>1 && gap===3) gap=2; break;
      case 0x21: here = 3; break;
      case 0x3f: here = 3; unit.question = true; break;
      case 0x0a: here = 3; break;
      case 0x3b: case 0x3a: case 0x2026: case 0x2014: here = 2; break;
      case 0x2c: case 0x28: case 0x29: case 0x2f: case 0x2013: case 0x5b: case 0x5d: case 0x7c: here = 1; break;
      case 0x2d: here = gap >= 1 || text.charCodeAt(at + 1) === 0x2d ? 2 : 1; break;
    }
    if (here > gap) gap = here;
  }
  unit.gap = gap === 3 ? 3 : gap === 2 ? 2 : gap === 1 ? 1 : 0;
}

export function is(unit: Unit | undefined, classes: number): boolean {
  return unit !== undefined && (unit.classes & classes) !== 0;
}

const verbal = wordClass.verb | wordClass.link | wordClass.auxiliary;
const subject = wordClass.speaker | wordClass.anaphor;

/** Whether the unit is, or is likely, a verb: of a list, a form in -ed, or what follows a pronoun or an auxiliary. */
export function isVerbal(units: readonly Unit[], at: number): boolean {
  const unit = units[at];
  if (unit === undefined) return false;
  if (is(unit, verbal)) return true;
  if (unit.classes !== 0 || unit.symbol || unit.role === 'quality') return false;
  const before = units[at - 1];
  if (before !== undefined && before.gap > 0) return false;
  if (unit.word.endsWith('ed') && !is(before, wordClass.determiner)) return true;
  return is(before, wordClass.auxiliary) || (is(before, subject) && !is(before, wordClass.determiner)) || before?.word === 'to';
}
