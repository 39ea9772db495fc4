import { formatSigned, polarityIndexOf, polarityNames } from '../model/index.ts';

/** The figures that a badge shows: the last hour of a query. */
export interface BadgeFigures {
  /** The query in its canonical form. */
  readonly query: string;
  readonly posts: number;
  /** The mean of the compounds; undefined without a post that has one. */
  readonly mean: number | undefined;
  /** The share of the hour in which the query was tracked, 0 to 1. */
  readonly tracked: number;
}

/** The colours of the page's polarities, on which white can be read. */
const colors = { positive: '#0b7a70', negative: '#b4570c', neutral: '#56606a' } as const;

const maxLabelLength = 40;
const height = 20;
const padding = 6;

/** Draws a badge in the form that badges in documents have: a label, and a figure on a colour. */
export function drawBadge(figures: BadgeFigures): string {
  const { query, mean } = figures;
  const label = shortened(query);
  const value = valueOf(figures);
  const color = mean === undefined ? colors.neutral : colors[polarityNames[polarityIndexOf(mean)]];
  const [labelWidth, valueWidth] = [boxWidth(label), boxWidth(value)];
  const width = labelWidth + valueWidth;
  const text = (content: string, at: number, length: number): string =>
    `<text x="${at}" y="14" textLength="${length - 2 * padding}" lengthAdjust="spacingAndGlyphs">${escaped(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(sentenceOf(figures))}</title>`,
    `<clipPath id="shape"><rect width="${width}" height="${height}" rx="3"/></clipPath>`,
    `<g clip-path="url(#shape)"><rect width="${labelWidth}" height="${height}" fill="#2b3239"/>`,
    `<rect x="${labelWidth}" width="${valueWidth}" height="${height}" fill="${color}"/></g>`,
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">',
    text(label, padding, labelWidth),
    text(value, labelWidth + padding, valueWidth),
    '</g></svg>\n',
  ].join('');
}

function valueOf({ mean, posts, tracked }: BadgeFigures): string {
  if (mean !== undefined) return formatSigned(mean, 2);
  if (posts > 0) return 'no score';
  return tracked > 0 ? 'no posts' : 'not tracked';
}

/** Returns what the badge says, for those who do not see it, and as its tooltip. */
function sentenceOf({ query, mean, posts, tracked }: BadgeFigures): string {
  const count = `${posts.toLocaleString('en-GB')} ${posts === 1 ? 'post' : 'posts'}`;
  const share = Math.round(tracked * 100);
  const covered = share >= 100 ? '' : `, of which ${share}% was tracked`;
  if (mean === undefined) {
    if (posts > 0) return `${query}: ${count} without a score in the last hour`;
    return tracked > 0 ? `${query}: no posts in the last hour${covered}` : `${query}: not tracked in the last hour`;
  }
  return `${query}: mean sentiment ${formatSigned(mean, 2)} of ${count} in the last hour${covered}`;
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= maxLabelLength ? text : `${characters.slice(0, maxLabelLength - 1).join('')}…`;
}

/** Returns the width of a box with a text in Verdana at 11 px, about: the text is fitted to it, in whatever font. */
function boxWidth(text: string): number {
  return Math.round(Array.from(text).reduce((sum, character) => sum + characterWidth(character), 2 * padding));
}

function characterWidth(character: string): number {
  if ((character.codePointAt(0) ?? 0) >= 0x1100) return 11;
  if (/[ijl.,:;|!'`()[\] ]/.test(character)) return 4.3;
  return /[mwMW%@+−]/.test(character) ? 9.5 : 7;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes a text for XML, which has no control characters and no halves of surrogate pairs. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\ufffe\uffff]/gu, ' ')
    .replace(/[&<>"]/g, (character) => entities[character] ?? '');
