import { useSignal } from '@preact/signals';
import type { Bells } from '../live/bells.ts';
import type { Page } from '../live/page.ts';
import type { Refusal, TrackedQuery } from '../live/tracked-query.ts';
import { polarityIndexOf, polarityNames } from '../../model/index.ts';
import { faultAt } from '../state/check-query.ts';
import { clock, compact, percentages, rate, signed } from '../state/format.ts';
import { meanOf, polaritiesOf, spreadOf, totalOf, type Measure } from '../state/points.ts';
import { ranges } from '../state/ranges.ts';
import type { Counts } from '../state/ring-buffer.ts';
import { spanStart } from '../state/span.ts';
import { anomalyLabel } from '../state/anomalies.ts';
import { Fault } from './fault.tsx';
import { Polarity, colours } from './badge.tsx';
import type { CardDrag } from './card-drag.ts';
import { CardHead } from './card-head.tsx';
import { pressOnCard } from './card-keys.ts';
import { Tops } from './card-tops.tsx';
import { Trend } from './card-trend.tsx';
import { cardId } from './focus.ts';
import { useSettled } from './settled.ts';

interface QueryCardProps {
  readonly page: Page;
  readonly bells: Bells;
  readonly track: TrackedQuery;
  readonly isPicked: boolean;
  readonly drag: CardDrag;
  /** Undefined while there is only one query. */
  readonly onPick: (() => void) | undefined;
}

/** A query at a glance: its sentiment, its volume, its top hashtags and words. */
export function QueryCard({ drag, ...props }: QueryCardProps) {
  const { page, track, isPicked } = props;
  const isEditing = useSignal(false);
  const refusal = track.refusal.value;
  const { className, style } = placeOf(drag, props);
  const isHidden = page.queries.hidden.value.has(track);
  return (
    <article
      id={cardId(track)}
      class={`card${isPicked ? ' picked' : ''}${isHidden ? ' off' : ''}${className}`}
      style={{ ...colours(track.look), ...style }}
      aria-label={track.query}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey) return;
        if (pressOnCard(event, { page, track, isEditing })) event.preventDefault();
      }}
    >
      <CardHead {...props} drag={drag} isEditing={isEditing} />
      {refusal === undefined ? (
        <Figures page={page} track={track} />
      ) : (
        <RefusalText query={track.query} refusal={refusal} />
      )}
    </article>
  );
}

/** Returns how a card looks while one is dragged: where it is, or that it is dropped beside this one. */
function placeOf({ dragged }: CardDrag, { page, track }: Pick<QueryCardProps, 'page' | 'track'>) {
  const { track: moving, x, y, to = 0 } = dragged.value ?? {};
  if (moving === undefined) return { className: '', style: {} };
  if (moving === track) return { className: ' dragged', style: { transform: `translate(${x ?? 0}px, ${y ?? 0}px)` } };
  const tracks = page.tracks.value;
  const others = tracks.filter((each) => each !== moving);
  if (to === tracks.indexOf(moving)) return { className: '', style: {} };
  const isLast = to === others.length && others.at(-1) === track;
  return { className: others[to] === track ? ' drop-before' : isLast ? ' drop-after' : '', style: {} };
}

/** The reason for a refusal, with the place of the fault where the server names one. */
function RefusalText({ query, refusal }: { readonly query: string; readonly refusal: Refusal }) {
  const { sentence, position } = refusal;
  return position === undefined ? (
    <p class="fault">{sentence}</p>
  ) : (
    <Fault fault={faultAt(query, sentence, position)} />
  );
}

type FiguresProps = Pick<QueryCardProps, 'page' | 'track'>;

function Figures(props: FiguresProps) {
  return useSettled(() => figuresOf(props));
}

function figuresOf({ page, track }: FiguresProps) {
  const { series, range, domain } = page.time.shownOf(track);
  const total = totalOf(series, range, domain);
  const measure = page.measure.value;
  const { posts } = total;
  const mean = meanOf(total, 'whole');
  const topic = meanOf(total, 'topic');
  const spread = spreadOf(total, measure);
  if (mean === undefined || topic === undefined) {
    return <p class="figures-none hint">{waitingText(page, track)}</p>;
  }
  const main = measure === 'topic' ? topic : mean;
  return (
    <>
      <div class="figures">
        <p class="mean">
          <Polarity index={polarityIndexOf(main)} />
          <b>{signed(main)}</b>
          <span class="hint">{measure === 'topic' ? 'topic only' : polarityNames[polarityIndexOf(main)]}</span>
        </p>
        <dl>
          {measure === 'topic' ? (
            <Figure isMinor name="whole posts" value={signed(mean)} />
          ) : (
            <Figure isMinor name="topic only" value={signed(topic)} />
          )}
          <Figure isMinor name="spread" value={spread === undefined ? '–' : `± ${spread.toFixed(2)}`} />
          <Figure name="volume" value={rate(posts, Math.max(total.coveredMs, 1_000))} />
          <Figure name="posts" value={compact(posts)} />
        </dl>
      </div>
      <Trend page={page} track={track} />
      <Shares counts={total} measure={measure} />
      <Tops track={track} rangeMs={ranges[page.range.value].ms} />
      <LatestAnomalies track={track} from={domain.from} measure={measure} />
    </>
  );
}

/** Says why a query has no figures. */
function waitingText(page: Page, track: TrackedQuery): string {
  if (page.connection.value.name !== 'live') return 'Waiting for the connection.';
  const states = Object.values(track.tracking.value?.upstream ?? {});
  if (states.length === 0) return 'Waiting for the server.';
  if (!states.includes('live')) return 'Waiting for a source.';
  const { firstAt } = track.series;
  const known = firstAt === undefined ? '' : ` It is known since ${spanStart(firstAt, page.second.value)}.`;
  return `Listening. No post on it in the ${ranges[page.range.value].label.toLowerCase()} yet.${known}`;
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  /** Whether it is left out where there are many queries. */
  readonly isMinor?: boolean;
}

function Figure({ name, value, isMinor = false }: FigureProps) {
  return (
    <div class={isMinor ? 'minor' : ''}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The shares of the polarities, as a bar and in figures. */
function Shares({ counts, measure }: { readonly counts: Counts; readonly measure: Measure }) {
  const { posts, positive, neutral, negative } = polaritiesOf(counts, measure);
  if (posts < 0.5) return <p class="shares hint">Shares of the topic are known of new posts only.</p>;
  const parts = [
    { name: 'positive', share: positive / posts },
    { name: 'neutral', share: neutral / posts },
    { name: 'negative', share: negative / posts },
  ] as const;
  const rounded = percentages(parts.map(({ share }) => share));
  return (
    <div class="shares">
      <div class="bar" aria-hidden="true">
        {parts.map(({ name, share }) => (
          <span key={name} class={name} style={{ flexGrow: share }} />
        ))}
      </div>
      <p class="bar-key">
        {parts.map(({ name }, index) => (
          <span key={name} class={`key-item ${name}`}>
            {rounded[index]}% <span class="wide">{name}</span>
          </span>
        ))}
      </p>
      {posts < counts.posts - counts.unscored - 0.5 && (
        <p class="hint">of the {compact(posts)} posts since this page was opened</p>
      )}
    </div>
  );
}

interface LatestAnomaliesProps {
  readonly track: TrackedQuery;
  readonly from: number;
  readonly measure: Measure;
}

function LatestAnomalies({ track, from, measure }: LatestAnomaliesProps) {
  // Shifts are of the sentiment of whole posts.
  const anomalies = track.anomalies.value.filter(
    ({ at, kind }) => at >= from && (kind === 'spike' || measure === 'whole'),
  );
  const last = [anomalies.findLast(({ kind }) => kind === 'spike'), anomalies.findLast(({ kind }) => kind === 'shift')];
  return (
    <>
      {last.map((anomaly) =>
        anomaly === undefined ? null : (
          <p key={anomaly.kind} class="anomaly">
            <b>{anomalyLabel(anomaly)}</b> {anomaly.kind === 'spike' ? 'the usual volume' : 'against the usual mood'} at{' '}
            {clock(anomaly.at)}
          </p>
        ),
      )}
    </>
  );
}
