import { useSignal } from '@preact/signals';
import { figuresOf, type ChartData } from '../live/chart.ts';
import type { Page } from '../live/page.ts';
import { moment, percent, signed } from '../state/format.ts';
import { meanOf, type Points } from '../state/points.ts';

const maxRows = 40;

/** Returns the reason why a step has no figures. */
function emptyCell({ covered, mean }: Points, index: number): string {
  if (covered[index] === false) return 'not tracked';
  return mean[index] === null ? 'gap' : '–';
}

/** The charts as a table of the moment at which it was opened, because a changing table cannot be read. */
export function DataTable({ page }: { readonly page: Page }) {
  const shown = useSignal<ChartData | undefined>(undefined);
  const refresh = (): void => {
    shown.value = figuresOf(page);
  };
  return (
    <details
      class="data-table"
      onToggle={(event) => {
        if (event.currentTarget.open) refresh();
        else shown.value = undefined;
      }}
    >
      <summary>Figures as a table</summary>
      {shown.value !== undefined && (
        <>
          <button type="button" class="quiet" onClick={refresh}>
            Update the table
          </button>
          <div class="table-scroll" tabIndex={0} role="region" aria-label="Figures of the charts">
            <Table data={shown.value} />
          </div>
        </>
      )}
    </details>
  );
}

function Table({ data: { times, lines, range, measure } }: { readonly data: ChartData }) {
  const from = Math.max(0, times.length - maxRows);
  const rows = times.slice(from).map((at, index) => ({ at, index: from + index }));
  return (
    <table>
      <caption>
        {measure === 'whole' ? 'Mean sentiment of whole posts' : "Mean sentiment of the query's own words"} and posts in
        each step, the newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">until</th>
          {lines.map(({ track }) => (
            <th key={track.id} scope="col">
              {track.query}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.toReversed().map(({ at, index }) => (
          <tr key={at}>
            <th scope="row">{moment(at, range.stepMs)}</th>
            {lines.map(({ track, points }) => {
              const counts = points.counts[index];
              const mean = counts && meanOf(counts, measure);
              if (counts === undefined || mean === undefined) {
                return <td key={track.id}>{emptyCell(points, index)}</td>;
              }
              const { posts, positive, negative } = counts;
              return (
                <td key={track.id}>
                  <b>{signed(mean)}</b> {Math.round(posts)} posts, {percent(positive / posts)} positive,{' '}
                  {percent(negative / posts)} negative
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
