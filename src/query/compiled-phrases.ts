import type { Phrase } from '../model/index.ts';
import type { Token } from '../text/index.ts';
import { bitOf, maskOf } from './token-masks.ts';

/** A set of the parts of a phrase: part `i` is bit `i % 32` of element `i / 32`. */
export type PartSet = number[];

/** A phrase prepared for the search. */
export interface CompiledPhrase {
  /** The last part, as the bit of its element. */
  readonly last: number;
  /** The parts with a key. */
  readonly byKey: ReadonlyMap<string, PartSet>;
  /** The parts whose form accepts a kind of tokens. */
  readonly byKind: Readonly<Record<Token['kind'], PartSet>>;
  /** The parts that must follow their predecessor without a gap. */
  readonly glued: PartSet;
}

const kinds = ['word', 'link', 'tag', 'mention', 'url'] as const;

/** The phrases of queries, each prepared once for all posts. */
export class CompiledPhrases {
  readonly #compiled = new WeakMap<Phrase, CompiledPhrase>();

  get(phrase: Phrase): CompiledPhrase {
    const known = this.#compiled.get(phrase);
    if (known !== undefined) return known;
    const compiled = compile(phrase);
    this.#compiled.set(phrase, compiled);
    return compiled;
  }
}

function compile({ parts }: Phrase): CompiledPhrase {
  const none = (): PartSet => emptySet(Math.ceil(parts.length / 32));
  const byKey = new Map<string, PartSet>();
  const byKind = { word: none(), link: none(), tag: none(), mention: none(), url: none() };
  const glued = none();
  for (const [index, { key, form, glued: isGlued }] of parts.entries()) {
    const withKey = byKey.get(key) ?? none();
    byKey.set(key, withKey);
    add(withKey, index);
    if (isGlued) add(glued, index);
    for (const kind of kinds) if ((maskOf(form) & bitOf(kind)) !== 0) add(byKind[kind], index);
  }
  return { last: 1 << ((parts.length - 1) & 31), byKey, byKind, glued };
}

/** Returns a set without a part, of so many elements. */
export const emptySet = (length: number): PartSet => (length === 1 ? [0] : Array.from({ length }, () => 0));

function add(set: PartSet, index: number): void {
  set[index >>> 5] = (set[index >>> 5] ?? 0) | (1 << (index & 31));
}
