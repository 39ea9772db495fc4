import { formatSigned, percentages, polarityIndexOf, polarityNames } from '../../model/index.ts';
import { glyphsOf, type Canvas, type Row, type StyledText } from './paint.ts';
import type { Figures } from './minute.ts';
import type { PostRow, ViewState } from './view-state.ts';
import { plural, sanitise } from './words.ts';

/* The rows of the picture, from top to bottom. */

/** The least width for rows with whole words. */
const wideColumns = 60;

const order = ['positive', 'neutral', 'negative'] as const;

export function headRow({ query, connection, upstream }: ViewState): Row {
  const sources = Object.entries(upstream).map(([source, state]) => `${sanitise(source)} ${state}`);
  return [
    ['bold', sanitise(query)],
    [connection === 'live' ? 'dim' : 'bold', `   ${connection === 'waiting' ? 'reconnecting' : connection}`],
    ['dim', sources.map((source) => ` · ${source}`).join('')],
  ];
}

/** The shares of the polarities in columns, which add up to the width. */
export function barRow(figures: Figures, canvas: Canvas): Row {
  const glyphs = glyphsOf(canvas);
  const { width } = canvas;
  const scored = figures.posts - figures.unscored;
  if (scored === 0) return [['dim', glyphs.silence.repeat(width)]];
  let counted = 0;
  return order.map((polarity) => {
    const from = Math.round((counted / scored) * width);
    counted += figures[polarity];
    return [polarity, glyphs[polarity].repeat(Math.max(0, Math.round((counted / scored) * width) - from))];
  });
}

export function legendRow(figures: Figures, canvas: Canvas): Row {
  if (figures.posts === 0) return [['dim', 'no post in the last minute']];
  const scored = figures.posts - figures.unscored;
  if (scored === 0) return [['dim', 'no post of the last minute has a score']];
  const glyphs = glyphsOf(canvas);
  const shares = percentages(order.map((polarity) => figures[polarity] / scored));
  const isNarrow = canvas.width < wideColumns;
  return order.flatMap((polarity, index): Row => [
    [polarity, glyphs[polarity]],
    ['plain', ` ${shares[index] ?? 0}% ${isNarrow ? `${polarity.slice(0, 3)}  ` : `${polarity}   `}`],
  ]);
}

export function figuresRow({ figures, total }: ViewState, { width }: Canvas): Row {
  const { meanCompound, meanTopicCompound, postsPerSecond, posts } = figures;
  const isNarrow = width < wideColumns;
  const gap = isNarrow ? '  ' : '   ';
  const mean = `mean ${formatSigned(meanCompound, 2)}${gap}`;
  const topicMean = `${isNarrow ? 'query' : 'about the query'} ${formatSigned(meanTopicCompound, 2)}${gap}`;
  return [
    ['plain', posts === 0 ? '' : mean + topicMean],
    ['plain', `${postsPerSecond.toFixed(1)} posts/s${gap}`],
    ['dim', `${plural(total, 'post')} in all`],
  ];
}

/** The posts of the last minutes, a column for each bucket; blank for time in which nothing could come. */
export function historyRow({ history }: ViewState, canvas: Canvas): Row {
  const columns = Math.max(0, canvas.width - peakLabel(peakOf(history)).length);
  const shown = columns === 0 ? [] : history.slice(-columns);
  const peak = peakOf(shown);
  const { silence, levels } = glyphsOf(canvas);
  const cells = shown.map((bucket): StyledText => {
    if (bucket === undefined) return ['plain', ' '];
    if (bucket.posts === 0) return ['dim', silence];
    const level = levels[Math.ceil((bucket.posts / peak) * levels.length) - 1] ?? '';
    return [polarityNames[polarityIndexOf(bucket.meanCompound)], level];
  });
  return [...joinEqual(cells), ['dim', peakLabel(peak)]];
}

const peakOf = (history: ViewState['history']): number => Math.max(0, ...history.map((bucket) => bucket?.posts ?? 0));

const peakLabel = (peak: number): string => `  peak ${peak.toLocaleString('en')} in 10 s`;

/** Joins neighbours of one style, which halves what is written. */
function joinEqual(cells: readonly StyledText[]): Row {
  const joined: [StyledText[0], string][] = [];
  for (const [style, text] of cells) {
    const last = joined.at(-1);
    if (last?.[0] === style) last[1] += text;
    else joined.push([style, text]);
  }
  return joined;
}

export function tagsRow({ hashtags }: Figures): Row {
  return hashtags.slice(0, 10).flatMap(([tag, count]): Row => [
    ['plain', `#${sanitise(tag)} `],
    ['dim', `${count}  `],
  ]);
}

/** A post: its time, its compound, who wrote it, and the text with the query's words in bold. */
export function postRow({ at, compound, polarityIndex, scored, author, text, spans }: PostRow): Row {
  return [
    ['dim', `${new Date(at).toTimeString().slice(0, 8)}  `],
    [polarityNames[polarityIndex], (scored === false ? '–' : formatSigned(compound, 2)).padStart(5)],
    ['plain', author === '' ? '  ' : `  @${author}  `],
    ...emphasise(text, spans),
  ];
}

function emphasise(text: string, spans: PostRow['spans']): Row {
  let end = 0;
  const parts = spans.flatMap((span): Row => {
    const before: StyledText = ['plain', text.slice(end, span.start)];
    end = span.end;
    return [before, ['bold', text.slice(span.start, span.end)]];
  });
  return [...parts, ['plain', text.slice(end)]];
}

/** The last row: which keys there are, and how many posts came since the list is held. */
export function hintRow({ hasKeys, heldPosts }: ViewState): Row {
  if (!hasKeys) return [['dim', 'Ctrl-C leaves']];
  if (heldPosts === undefined) return [['dim', 'q leave   p pause   ? help']];
  return [
    ['bold', `paused: ${plural(heldPosts, 'new post')}   `],
    ['dim', 'p go on   q leave   ? help'],
  ];
}

/** Returns the rows of the help: the meaning of the picture and of its keys. */
export function helpRows(): readonly Row[] {
  const lines = [
    ['q, Ctrl-C', 'leave'],
    ['p, space', 'hold the list of posts, or go on'],
    ['?', 'show or close this help'],
    ['', ''],
    ['bar', 'the shares of the posts of the last minute'],
    ['mean', 'how posts sound, from −1 to +1'],
    ['about the query', "how they sound about the query's own words"],
    ['columns', 'posts by 10 s, blank where none could come'],
  ] as const;
  return lines.map(([subject, meaning]): Row => [
    ['bold', subject.padEnd(17)],
    ['plain', meaning],
  ]);
}
