import stringWidth from 'string-width';
import { polarityNames } from '../../model/index.ts';
import type { PostFrame } from '../../client/index.ts';
import type { Figures } from './minute.ts';
import type { ViewState } from './view-state.ts';
import { plural, contentOf, signed, sanitise } from './words.ts';

export interface Canvas {
  /** Columns and rows. */
  readonly width: number;
  readonly height: number;
  readonly hasColors: boolean;
}

/** SGR codes (ECMA-48). Cyan and red are told apart by nearly everybody; nothing is said by colour alone. */
const styles = { plain: '', bold: '1', dim: '2', positive: '36', negative: '31', neutral: '2' } as const;

type Style = keyof typeof styles;
type Span = readonly [style: Style, text: string];

const glyphs = { positive: '█', neutral: '░', negative: '▓' } as const;
const order = ['positive', 'neutral', 'negative'] as const;
const maxNotices = 2;

/** The view as lines: at most `height`, none wider than `width`. The lower the terminal, the less of it. */
export function render(state: ViewState, canvas: Canvas): readonly string[] {
  const { figures, total, posts, notices } = state;
  const head = [headOf(state), barOf(figures, canvas.width), legendOf(figures), figuresOf(figures, total)];
  const above: readonly (readonly Span[])[] = [...head, tagsOf(figures), []];
  const below = notices.slice(-maxNotices).map((notice): readonly Span[] => [['dim', sanitise(notice)]]);
  const room = Math.max(0, canvas.height - above.length - below.length);
  const middle = posts.slice(0, room).map(postOf);
  const filling = Array.from({ length: room - middle.length }, () => []);
  return [...above, ...middle, ...filling, ...below].slice(0, canvas.height).map((line) => paint(line, canvas));
}

function headOf({ query, connection, upstream }: ViewState): readonly Span[] {
  const sources = Object.entries(upstream).map(([source, state]) => `${sanitise(source)} ${state}`);
  return [
    ['bold', sanitise(query)],
    [connection === 'live' ? 'dim' : 'bold', `   ${connection === 'waiting' ? 'reconnecting' : connection}`],
    ['dim', sources.map((source) => ` · ${source}`).join('')],
  ];
}

/** The shares of the polarities in columns, which add up to the width. */
function barOf(figures: Figures, width: number): readonly Span[] {
  if (figures.posts === 0) return [['dim', '·'.repeat(width)]];
  let counted = 0;
  return order.map((polarity) => {
    const from = Math.round((counted / figures.posts) * width);
    counted += figures[polarity];
    return [polarity, glyphs[polarity].repeat(Math.max(0, Math.round((counted / figures.posts) * width) - from))];
  });
}

function legendOf(figures: Figures): readonly Span[] {
  if (figures.posts === 0) return [['dim', 'no post in the last minute']];
  return order.flatMap((polarity): readonly Span[] => [
    [polarity, glyphs[polarity]],
    ['plain', ` ${Math.round((100 * figures[polarity]) / figures.posts)} % ${polarity}   `],
  ]);
}

function figuresOf(figures: Figures, total: number): readonly Span[] {
  const { meanCompound, meanTopicCompound, postsPerSecond, posts } = figures;
  const means = `mean ${signed(meanCompound, 2).trim()}   about the query ${signed(meanTopicCompound, 2).trim()}   `;
  return [
    ['plain', posts === 0 ? '' : means],
    ['plain', `${postsPerSecond.toFixed(1)} posts/s   `],
    ['dim', `${plural(total, 'post')} in all`],
  ];
}

function tagsOf({ hashtags }: Figures): readonly Span[] {
  return hashtags.slice(0, 10).flatMap(([tag, count]): readonly Span[] => [
    ['plain', `#${sanitise(tag)} `],
    ['dim', `${count}  `],
  ]);
}

function postOf(frame: PostFrame): readonly Span[] {
  return [
    ['dim', `${new Date(frame.at).toTimeString().slice(0, 8)}  `],
    [polarityNames[frame.polarityIndex], signed(frame.compound, 2)],
    ['plain', `  ${contentOf(frame)}`],
  ];
}

/** The spans as text for a terminal, cut to its width. */
function paint(spans: readonly Span[], { width, hasColors }: Canvas): string {
  let room = width;
  return spans
    .map(([style, text]) => {
      const cut = fit(text, room);
      room -= stringWidth(cut);
      // Once something is cut, what follows would stand in its place.
      if (cut !== text) room = 0;
      return hasColors && cut !== '' && styles[style] !== '' ? `\u001b[${styles[style]}m${cut}\u001b[0m` : cut;
    })
    .join('');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Characters that are looked at for each column: a post may be long, and a picture is made often. */
const perColumn = 8;

function fit(text: string, width: number): string {
  const seen = text.slice(0, perColumn * width);
  if (seen === text && stringWidth(text) <= width) return text;
  let fitting = '';
  let used = 0;
  for (const { segment } of graphemes.segment(seen)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    fitting += segment;
  }
  return width > 0 ? `${fitting}…` : '';
}
