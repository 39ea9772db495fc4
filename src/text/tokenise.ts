import {
  apostrophe,
  classAt,
  classBefore,
  classOf,
  digit,
  emoji,
  isWordClass,
  letter,
  mark,
  regional,
  sign,
  unspaced,
  widthAt,
} from './characters.ts';
import { fold } from './fold.ts';
import { domainEnd, linkEnd, linkKey, partsOf } from './links.ts';
import type { Token } from './token.ts';

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
  return new Scanner(text).run();
}

const entity = /&(?:[a-z]{2,8}|#\d{1,7}|#x[\da-f]{1,6});/iy;
const handle = /[a-z\d_]+(?:[.-][a-z\d_]+)*(?:@[a-z\d_-]+(?:\.[a-z\d_-]+)+)?/iy;
const scheme = /^https?$/i;

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
    this.#tokens.push({ kind: 'word', key, base: withoutPossessive(key), start, end });
    return end;
  }

  /** Reads a word with a sign before it (`$TSLA`, `.NET`) or after it (`C++`). */
  #decorated(signed: number, start: number, end: number): number {
    const text = this.#text;
    const decorated = signed === start ? decorationEnd(text, start, end) : end;
    const word = fold(text.slice(start, end));
    const base = withoutPossessive(word);
    const plain = signed === start && decorated === end ? word : base;
    const key = text.slice(signed, start) + plain + text.slice(end, decorated);
    this.#tokens.push({ kind: 'word', key, base, start: signed, end: decorated });
    return decorated;
  }

  #character(start: number): number {
    const text = this.#text;
    let end = start + widthAt(text, start);
    // Jamo that form one syllable stay together, because NFC would join them.
    while (classAt(text, end) === mark || isInnerJamo(text.charCodeAt(end))) end += widthAt(text, end);
    const key = fold(text.slice(start, end));
    this.#tokens.push({ kind: 'word', key, base: key, start, end });
    return end;
  }

  #emoji(start: number): number {
    const text = this.#text;
    const end = emojiEnd(text, start);
    const key = text.slice(start, end).replaceAll('\uFE0F', '');
    const base = key.replace(/(?!^)\p{EMod}/gu, '');
    this.#tokens.push({ kind: 'word', key, base, start, end });
    return end;
  }

  #sign(at: number): number {
    const text = this.#text;
    const code = text.charCodeAt(at);
    if (code === ampersand) {
      entity.lastIndex = at;
      return entity.test(text) ? entity.lastIndex : at + 1;
    }
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
    for (let kind = classAt(text, end); isWordClass(kind); kind = classAt(text, end)) {
      named ||= kind !== digit;
      end += widthAt(text, end);
    }
    if (!named) return start + 1;
    const key = fold(text.slice(start + 1, end));
    this.#tokens.push({ kind: 'tag', key, base: key, start, end });
    return skipPossessive(text, end);
  }

  #mention(start: number): number {
    const text = this.#text;
    handle.lastIndex = start + 1;
    if (!handle.test(text)) return start + 1;
    const end = handle.lastIndex;
    const key = text.slice(start + 1, end).toLowerCase();
    this.#tokens.push({ kind: 'mention', key, base: key.replace(/[@.].*/, ''), start, end });
    return skipPossessive(text, end);
  }

  #link(start: number, end: number, bare: boolean): number {
    const key = linkKey(this.#text.slice(start, end));
    this.#tokens.push({ kind: 'url', key, base: key, start, end });
    this.#tokens.push(...partsOf(this.#text, { start, end, kind: bare ? 'word' : 'link' }));
    return skipPossessive(this.#text, end);
  }
}

const space = 0x20;
const hash = 0x23;
const ampersand = 0x26;
const letterS = 0x73;
const quote = 0x27;
const plus = 0x2b;
const hyphen = 0x2d;
const dot = 0x2e;
const slash = 0x2f;
const colon = 0x3a;
const atSign = 0x40;
const wideHash = 0xff03;
const wideAt = 0xff20;

/** Signs that show that the word after them continues something: a hyphenated name, an address, a path. */
const isInnerSign = (code: number): boolean => code === hyphen || code === dot || code === atSign || code === slash;
const isInnerJamo = (code: number): boolean => (code >= 0x1160 && code <= 0x11ff) || (code >= 0xd7b0 && code <= 0xd7ff);

/** A word without the `'s` behind it, or behind that again. */
function withoutPossessive(key: string): string {
  let end = key.length;
  while (end > 2 && key.charCodeAt(end - 2) === quote && key.charCodeAt(end - 1) === letterS) end -= 2;
  return end === key.length ? key : key.slice(0, end);
}

function wordEnd(text: string, start: number): number {
  let end = start;
  let last = letter;
  for (;;) {
    const code = text.charCodeAt(end);
    const kind = code < 0xd800 ? classOf(code) : classAt(text, end);
    if (kind === letter || kind === digit || kind === mark) {
      last = kind;
      end += code >= 0xd800 && code <= 0xdbff ? 2 : 1;
    } else if (kind === apostrophe && last !== digit && classAt(text, end + 1) === letter) {
      end += 1;
    } else if (code === dot && last === digit && classAt(text, end + 1) === digit) {
      end += 1;
    } else {
      return end;
    }
  }
}

/** Returns the end of a word with the signs that belong to its name: `C++`, `Disney+`, `C#`. */
function decorationEnd(text: string, start: number, end: number): number {
  let after = end;
  while (after < end + 2 && text.charCodeAt(after) === plus) after += 1;
  if (after === end && end === start + 1 && text.charCodeAt(end) === hash && /[a-z]/i.test(text.charAt(start)))
    after += 1;
  const next = classAt(text, after);
  return isWordClass(next) || text.charCodeAt(after) === plus ? end : after;
}

function skipPossessive(text: string, at: number): number {
  if (classAt(text, at) !== apostrophe || !/s/i.test(text.charAt(at + 1))) return at;
  return isWordClass(classAt(text, at + 2)) ? at : at + 2;
}

function emojiEnd(text: string, start: number): number {
  emojiSequence.lastIndex = start;
  return emojiSequence.test(text) ? emojiSequence.lastIndex : start + widthAt(text, start);
}

const emojiSequence =
  /\p{RI}{2}|\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F|\u20E3|[\u{E0020}-\u{E007F}]|\u200D\p{Extended_Pictographic})*/uy;
