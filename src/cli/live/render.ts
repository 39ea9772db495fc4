import { paint, type Canvas, type Row } from './paint.ts';
import { barRow, figuresRow, headRow, helpRows, hintRow, historyRow, legendRow, postRow, tagsRow } from './rows.ts';
import type { ViewState } from './view-state.ts';
import { sanitise } from './words.ts';

const maxNotices = 2;
/** The least rows with which the history and the hint are shown. */
const minHistoryHeight = 10;
const minHintHeight = 8;

/** Returns the view as lines: as many as the canvas has rows, none wider than it. A low terminal shows less of it. */
export function render(state: ViewState, canvas: Canvas): readonly string[] {
  const { figures, notices } = state;
  const { height } = canvas;
  const above: readonly Row[] = [
    headRow(state),
    barRow(figures, canvas),
    legendRow(figures, canvas),
    figuresRow(state, canvas),
    ...(height >= minHistoryHeight ? [historyRow(state, canvas)] : []),
    tagsRow(figures),
    [],
  ];
  const hint = height >= minHintHeight ? [hintRow(state)] : [];
  // At least one row is left to the posts.
  const noticeCount = Math.max(0, Math.min(maxNotices, notices.length, height - above.length - hint.length - 1));
  const shownNotices = notices.slice(notices.length - noticeCount);
  const below: readonly Row[] = [...shownNotices.map((notice): Row => [['dim', sanitise(notice)]]), ...hint];
  const free = Math.max(0, height - above.length - below.length);
  const middle = (state.isHelpShown ? helpRows() : state.posts(free).map(postRow)).slice(0, free);
  const filling = Array.from({ length: free - middle.length }, (): Row => []);
  return [...above, ...middle, ...filling, ...below].slice(0, height).map((row) => paint(row, canvas));
}
