import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Phrase, PhrasePart, Post, QueryNode } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { CompiledPhrases } from '../../../src/query/compiled-phrases.ts';
import { phraseStarts } from '../../../src/query/phrase.ts';
import { PostIndex } from '../../../src/query/post-index.ts';
import { bitOf, maskOf } from '../../../src/query/token-masks.ts';
import { tokenise, type Token } from '../../../src/text/index.ts';

const postOf = (text: string, facts: Partial<Post> = {}): Post => ({ id: '1', source: 'test', at: 0, text, ...facts });

const indexOf = (post: Post): PostIndex => {
  const index = new PostIndex(post, tokenise(post.text), new CompiledPhrases());
  // Positions exist once they were asked for.
  index.positionsOf('');
  return index;
};

function phrasesIn(node: QueryNode): readonly Phrase[] {
  if (node.kind === 'phrase') return [node];
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.flatMap(phrasesIn);
  return node.kind === 'not' ? phrasesIn(node.node) : [];
}

/** The rules for a phrase as they read, tried at each position by itself. */
function startsByHand({ parts }: Phrase, index: PostIndex): readonly number[] {
  const found: number[] = [];
  for (let start = 0; start < 2_000; start += 1) {
    const text = index.isInText(start) ? index.post.text : '';
    const tokens = parts.map((_, step) => index.tokenAt(start + step));
    if (parts.every((part, step) => fits(part, tokens, { step, text }))) found.push(start);
  }
  return found;
}

function fits(
  part: PhrasePart,
  tokens: readonly (Token | undefined)[],
  { step, text }: { readonly step: number; readonly text: string },
): boolean {
  const [before, token] = [tokens[step - 1], tokens[step]];
  if (token === undefined) return false;
  const { key, base, root, kind, start, end } = token;
  if (![key, base, root].includes(part.key) || (maskOf(part.form) & bitOf(kind)) === 0) return false;
  if (part.glued && before?.end !== start) return false;
  if (before !== undefined && (before.kind === 'link' || kind === 'link')) {
    if (before.kind !== kind || /\s/.test(text.slice(before.end, start))) return false;
  }
  const isFollowed = /^['’]s(?![\p{L}\p{N}])/iu.test(text.slice(end, end + 4));
  const hasSuffix = (key !== part.key && key.startsWith(`${base}'`)) || isFollowed;
  if (step < tokens.length - 1 && hasSuffix) return false;
  return step === 0 || part.key !== root || root === base;
}

const words = fc.constantFrom(
  ...[
    'a',
    'b',
    'a',
    "b's",
    "l'a",
    "qu'a",
    '#a',
    '#b',
    '@a',
    'a.b',
    'https://a.b/a/b',
    'ピ',
    'ザ',
    '𠮷',
    "a'b",
    'a’s',
    "'s",
  ],
);
const gaps = fc.constantFrom(' ', '', ' ', ' - ', "'s ", '\n', '/', '.');
const texts = fc
  .array(fc.tuple(words, gaps), { maxLength: 24 })
  .map((pairs) => pairs.map(([word, gap]) => `${word}${gap}`).join(''));

describe('a phrase', () => {
  it('is found wherever each of its words follows the one before it, and nowhere else', () => {
    const quoted = fc.array(words, { minLength: 1, maxLength: 3 }).map((some) => `"${some.join(' ')}"`);
    const unquoted = fc.array(fc.constantFrom('ピ', 'ザ', '𠮷'), { minLength: 2, maxLength: 4 });
    const spellings = fc.oneof(
      quoted,
      unquoted.map((some) => some.join('')),
    );
    let compared = 0;
    fc.assert(
      fc.property(spellings, texts, fc.array(words, { maxLength: 3 }), (spelling, text, hashtags) => {
        const phrases = phrasesIn(parsed(spelling));
        const index = indexOf(postOf(text, { hashtags, links: hashtags }));
        for (const phrase of phrases) {
          const starts = startsByHand(phrase, index);
          expect(phraseStarts(phrase, index)).toEqual(starts);
          compared += starts.length;
        }
      }),
      { numRuns: 5_000 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it.each([31, 32, 33, 64, 65, 250])('of %i words is found like a short one', (length) => {
    const some = Array.from({ length }, (_, at) => (at % 3 === 0 ? 'b' : 'a'));
    const [phrase] = phrasesIn(parsed(`"${some.join(' ')}"`));
    if (phrase === undefined) throw new Error('This is no phrase.');
    const twice = indexOf(postOf(`x ${some.join(' ')} ${some.join(', ')} y ${some.slice(1).join(' ')}`));
    expect(phraseStarts(phrase, twice)).toEqual(startsByHand(phrase, twice));
    expect(phraseStarts(phrase, twice)).toContain(1);
  });

  it('reads each word of a text at most once, however often text and phrase repeat themselves', () => {
    const [phrase] = phrasesIn(parsed(`"${'a '.repeat(100)}${'b '.repeat(100)}"`));
    if (phrase === undefined) throw new Error('This is no phrase.');
    const post = postOf(`${'a '.repeat(99)}${'b '.repeat(99)}`.repeat(50));
    const reads: number[] = [];
    class Watched extends PostIndex {
      override tokenAt(position: number) {
        reads.push(position);
        return super.tokenAt(position);
      }
    }
    expect(phraseStarts(phrase, new Watched(post, tokenise(post.text), new CompiledPhrases()))).toEqual([]);
    expect(reads).toHaveLength(new Set(reads).size);
    expect(reads.length).toBeGreaterThan(9_000);
  });

  it('reads nothing of a text without its rarest word', () => {
    const [phrase] = phrasesIn(parsed('"a a a z"'));
    if (phrase === undefined) throw new Error('This is no phrase.');
    const index = indexOf(postOf('a '.repeat(1_000)));
    let reads = 0;
    index.tokenAt = () => {
      reads += 1;
      return undefined;
    };
    expect(phraseStarts(phrase, index)).toEqual([]);
    expect(reads).toBe(0);
  });
});

function parsed(spelling: string): QueryNode {
  try {
    return parseQuery(spelling).root;
  } catch {
    return parseQuery('a').root;
  }
}
