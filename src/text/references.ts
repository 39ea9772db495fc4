import { edit, type EditedText } from './edits.ts';

/*
 * Character references of HTML, which comments of Hacker News, YouTube and Reddit and many feeds contain. The named ones
 * are those that such texts use: the markup characters, typographic marks, and the letters of Latin-1. A table of all
 * 2,231 names would be a tenth of the page, which reads queries and texts with this module.
 */
const named: ReadonlyMap<string, string> = new Map([
  ...entries('amp & lt < gt > quot " apos \' num # commat @ excl ! quest ? lpar ( rpar ) sol / grave ` lowbar _'),
  ...entries(
    'lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ laquo « raquo » lsaquo ‹ rsaquo › acute ´ prime ′ rsquor ’',
  ),
  ...entries('hellip … mdash — ndash – bull • middot · iexcl ¡ iquest ¿ sect § para ¶ deg ° trade ™ copy © reg ®'),
  ...entries('euro € pound £ yen ¥ cent ¢ times × divide ÷ plusmn ± frac12 ½ frac14 ¼ frac34 ¾ hearts ♥ star ☆'),
  ...entries('szlig ß aelig æ AElig Æ oelig œ OElig Œ oslash ø Oslash Ø eth ð ETH Ð thorn þ THORN Þ inodot ı Idot İ'),
  ...letters('\u0300', 'grave', 'aeiouAEIOU'),
  ...letters('\u0301', 'acute', 'aeiouyAEIOUY'),
  ...letters('\u0302', 'circ', 'aeiouAEIOU'),
  ...letters('\u0303', 'tilde', 'anoANO'),
  ...letters('\u0308', 'uml', 'aeiouyAEIOU'),
  ...letters('\u030A', 'ring', 'aA'),
  ...letters('\u0327', 'cedil', 'csCS'),
  ...letters('\u030C', 'caron', 'cszCSZ'),
  ['gbreve', 'ğ'],
  ['Gbreve', 'Ğ'],
  ['nbsp', '\u00A0'],
  ['shy', '\u00AD'],
  ['zwnj', '\u200C'],
  ['zwj', '\u200D'],
]);

/** What Windows-1252 has at 128 to 159: browsers read references to these numbers so. */
const windows = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

/** A reference, which may have been escaped more than once: `&amp;#39;`. */
const reference = /&(?:amp;)*(?:[a-z][a-z\d]{1,8}|#\d{1,7}|#x[\da-f]{1,6});/gi;

/**
 * Decodes the character references of a text. Those of unknown names and numbers stay as they are.
 *
 * @example
 * decodeReferences('don&#39;t').text // "don't"
 */
export function decodeReferences(text: string): EditedText {
  return text.includes('&') ? edit(text, { pattern: reference, replace: decode }) : { text, edits: [] };
}

function decode(found: string): string {
  const name = found.slice(found.lastIndexOf('&') + 1, -1).replace(/^(?:amp;)+/i, '');
  if (!name.startsWith('#')) return named.get(name) ?? named.get(name.toLowerCase()) ?? found;
  const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  if (point >= 0x80 && point <= 0x9f) return windows.charAt(point - 0x80);
  const isCharacter = (point >= 0x20 && point < 0xd800) || (point > 0xdfff && point <= 0x10ffff);
  return isCharacter || point === 0x0a || point === 0x09 ? String.fromCodePoint(point) : found;
}

function entries(list: string): readonly (readonly [string, string])[] {
  const words = list.split(' ');
  return words.flatMap((name, at) => (at % 2 === 0 ? [[name, words[at + 1] ?? ''] as const] : []));
}

/** Returns the references of letters with a mark: `eacute`. */
function letters(mark: string, name: string, bases: string): readonly (readonly [string, string])[] {
  return Array.from(bases, (base) => [`${base}${name}`, `${base}${mark}`.normalize('NFC')]);
}
