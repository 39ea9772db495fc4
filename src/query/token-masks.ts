import type { KeyTerm } from '../model/index.ts';
import type { Token } from '../text/index.ts';

/**
 * The kinds of tokens and the forms of terms as bits. A term of the form `word` also matches a tag, a mention and a
 * part of a link.
 */
const bits = { word: 1, link: 1, tag: 2, mention: 4, url: 8 } as const;
const forms = { word: 1 | 2 | 4, tag: 2, mention: 4, url: 8, from: 16 } as const;

/** Returns the bit of a token's kind. */
export const bitOf = (kind: Token['kind']): number => bits[kind];
/** Returns the kinds of tokens that a term of a form matches. */
export const maskOf = (form: KeyTerm['form']): number => forms[form];
/** The kinds of tokens that a word matches. */
export const anyWord = forms.word;
/** The mask of the author's name. */
export const authorMask = forms.from;
/** A phrase without spaces is also found as one tag or mention. */
export const nameMask = bits.tag | bits.mention;
