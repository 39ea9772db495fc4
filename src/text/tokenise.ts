import {
  classAt,
  classBefore,
  classOf,
  digit,
  emoji,
  letter,
  mark,
  regional,
  sign,
  skipUnseen,
  unspaced,
  widthAt,
} from './characters.ts';
import { wordEnd, tagPartEnd, decorationEnd, skipPossessive, emojiEnd, isInnerSign, isInnerJamo } from './extents.ts';
import { inverted, mapForward } from './edits.ts';
import { fold } from './fold.ts';
import { addToHash, finishHash, hashOf, hashSeed } from './hash.ts';
import { domainEnd, linkEnd, linkKey, partsOf } from './links.ts';
import { closer, over, plainCharacters } from './plain-characters.ts';
import { decodeReferences } from './references.ts';
import type { Token } from './token.ts';
import { formsOf } from './word-forms.ts';

/**
 * Returns the tokens of a text in its order. Queries, matching and hashtag counts share this tokenizer. It makes one
 * pass and takes linear time.
 *
 * Words are runs of letters, digits and `_`, with apostrophes inside (`don’t`) and points between digits (`3.5`). An
 * emoji is a word. In scripts written without spaces each character is its own token, so that a query can find a run of
 * them inside a longer one. A link gives one `url` token and then its parts.
 *
 * @example
 * tokenise('Great #pizza!').map(({ kind, key }) => [kind, key])
 * // [['word', 'great'], ['tag', 'pizza']]
 */
export function tokenise(text: string): readonly Token[] {
  const { text: decoded, edits } = decodeReferences(text);
  const tokens = new Scanner(decoded).run();
  if (edits.length === 0) return tokens;
  const back = inverted(edits);
  return tokens.map((token) => ({ ...token, ...mapForward(token, back) }));
}

const handle = /[a-z\d_]+(?:[.-][a-z\d_]+)*(?:@[a-z\d_-]+(?:\.[a-z\d_-]+)+)?/iy;
const scheme = /^https?$/i;

type Forms = Pick<Token, 'base' | 'root' | 'start' | 'end'>;

class Scanner {
  readonly #text: string;
  readonly #tokens: Token[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  run(): readonly Token[] {
    const { length } = this.#text;
    for (let at = 0; at < length; at = this.#step(at));
    return this.#tokens;
  }

  /** Reads the token at an offset and returns the offset at which to continue. */
  #step(at: number): number {
    const code = this.#text.charCodeAt(at);
    if (code === space) return at + 1;
    switch (code < 0xd800 ? classOf(code) : classAt(this.#text, at)) {
      case letter:
      case digit:
        return this.#word(at);
      case unspaced:
        return this.#character(at);
      case emoji:
      case regional:
        return this.#emoji(at);
      case sign:
        return this.#sign(at);
      default:
        return code < 0xd800 ? at + 1 : at + widthAt(this.#text, at);
    }
  }

  #word(start: number): number {
    return this.#plainWord(start) ?? this.#anyWord(start);
  }

  /** Reads a word of ASCII letters and digits that is clearly over, as most are; undefined for any other. */
  #plainWord(start: number): number | undefined {
    const text = this.#text;
    let hash = hashSeed;
    let isLower = true;
    let at = start;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const folded = code < 0x80 ? (plainCharacters[code] ?? closer) : closer;
      if (folded === closer) return undefined;
      if (folded === over) break;
      isLower &&= folded === code;
      hash = addToHash(hash, folded);
    }
    const word = text.slice(start, at);
    const key = isLower ? word : word.toLowerCase();
    this.#tokens.push({ kind: 'word', key, base: key, root: key, start, end: at, hash: finishHash(hash) });
    return at;
  }

  #anyWord(start: number): number {
    const text = this.#text;
    const end = wordEnd(text, start);
    const next = text.charCodeAt(end);
    if (next === colon && text.startsWith('//', end + 1) && scheme.test(text.slice(start, end))) {
      const closed = linkEnd(text, end + 3);
      if (linkKey(text.slice(start, closed)) !== '') return this.#link(start, closed, false);
    }
    if ((next === dot || next === hyphen) && !isInnerSign(text.charCodeAt(start - 1))) {
      const domain = domainEnd(text, start);
      if (domain !== undefined) return this.#link(start, domain.end, domain.bare);
    }
    if (next === plus || next === hash) return this.#decorated(start, start, end);
    const key = fold(text.slice(start, end));
    if (key.includes("'")) this.#push('word', key, { ...formsOf(key), start, end });
    else this.#push('word', key, { base: key, root: key, start, end });
    return end;
  }

  /** Reads a word with a sign before it (`$TSLA`, `.NET`) or after it (`C++`). */
  #decorated(signed: number, start: number, end: number): number {
    const text = this.#text;
    const decorated = signed === start ? decorationEnd(text, start, end) : end;
    const word = fold(text.slice(start, end));
    const forms = formsOf(word);
    const plain = signed === start && decorated === end ? word : forms.base;
    const key = text.slice(signed, start) + plain + text.slice(end, decorated);
    this.#push('word', key, { base: forms.base, root: forms.root, start: signed, end: decorated });
    return decorated;
  }

  #push(kind: Token['kind'], key: string, { base, root, start, end }: Forms): void {
    this.#tokens.push({ kind, key, base, root, start, end, hash: hashOf(key) });
  }

  #character(start: number): number {
    const text = this.#text;
    let end = start + widthAt(text, start);
    // Jamo that form one syllable stay together, because NFC would join them.
    while (classAt(text, end) === mark || isInnerJamo(text.charCodeAt(end))) end += widthAt(text, end);
    // An invisible character inside a run separates nothing: the next character stays glued to this one.
    const after = skipUnseen(text, end);
    if (classAt(text, after) === unspaced) end = after;
    const key = fold(text.slice(start, end));
    this.#push('word', key, { base: key, root: key, start, end });
    return end;
  }

  #emoji(start: number): number {
    const text = this.#text;
    const end = emojiEnd(text, start);
    const key = text.slice(start, end).replaceAll('\uFE0F', '');
    const base = key.replace(/(?!^)\p{EMod}/gu, '');
    this.#push('word', key, { base: base, root: base, start, end });
    return end;
  }

  #sign(at: number): number {
    const text = this.#text;
    const code = text.charCodeAt(at);
    if (code === ampersand) return at + 1;
    const before = at === 0 ? 0 : classBefore(text, at);
    const inside = before === letter || before === digit || before === mark;
    if (code === hash || code === wideHash) {
      return inside || before === unspaced || text.charCodeAt(at - 1) === ampersand ? at + 1 : this.#tag(at);
    }
    if (code === atSign || code === wideAt) return inside ? at + 1 : this.#mention(at);
    const next = classAt(text, at + 1);
    if (code === dot) {
      // `.NET`: a point that opens a word and does not end one.
      return (at === 0 || /[\s([{"“]/.test(text.charAt(at - 1))) && next === letter ? this.#signed(at) : at + 1;
    }
    return !inside && (next === letter || next === digit) ? this.#signed(at) : at + 1;
  }

  #signed(at: number): number {
    return this.#decorated(at, at + 1, wordEnd(this.#text, at + 1));
  }

  #tag(start: number): number {
    const text = this.#text;
    let end = start + 1;
    let named = false;
    for (let next = tagPartEnd(text, end); next > end; next = tagPartEnd(text, end)) {
      const kind = classAt(text, end);
      named ||= kind === unspaced || (kind === letter && text.charCodeAt(end) !== underscore);
      end = next;
    }
    if (!named || (text.startsWith('://', end) && scheme.test(text.slice(start + 1, end)))) return start + 1;
    const key = fold(text.slice(start + 1, end));
    this.#push('tag', key, { base: key, root: key, start, end });
    return skipPossessive(text, end);
  }

  #mention(start: number): number {
    const text = this.#text;
    handle.lastIndex = start + 1;
    if (!handle.test(text)) return start + 1;
    const end = handle.lastIndex;
    const key = text.slice(start + 1, end).toLowerCase();
    const name = key.replace(/[@.].*/, '');
    this.#push('mention', key, { base: name, root: name, start, end });
    return skipPossessive(text, end);
  }

  #link(start: number, end: number, bare: boolean): number {
    const key = linkKey(this.#text.slice(start, end));
    this.#push('url', key, { base: key, root: key, start, end });
    this.#tokens.push(...partsOf(this.#text, { start, end, kind: bare ? 'word' : 'link' }));
    return skipPossessive(this.#text, end);
  }
}

const space = 0x20;
const hash = 0x23;
const ampersand = 0x26;
const plus = 0x2b;
const hyphen = 0x2d;
const dot = 0x2e;
const underscore = 0x5f;
const colon = 0x3a;
const atSign = 0x40;
const wideHash = 0xff03;
const wideAt = 0xff20;
