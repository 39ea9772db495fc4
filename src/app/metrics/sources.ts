import { tap } from 'rxjs';
import type { Filled, GraphEvent, Source, SourceState } from '../../graph/index.ts';
import type { Figure, Meter } from './meter.ts';

const states: readonly SourceState[] = ['live', 'pending', 'down'];
const fillings: readonly Filled[] = ['full', 'partial', 'none'];

/** The figures of a source. */
class SourceFigures {
  state: SourceState = 'pending';
  posts = 0;
  retractions = 0;
  connects = 0;
  readonly troubles = new Map<string, number>();
  readonly gaps: Record<Filled, number> = { full: 0, partial: 0, none: 0 };
  readonly gapMs: Record<Filled, number> = { full: 0, partial: 0, none: 0 };

  record(event: GraphEvent): void {
    if (event.type === 'gap') {
      this.gaps[event.filled] += 1;
      this.gapMs[event.filled] += Math.max(0, event.to - event.from);
      return;
    }
    if (event.state === 'live' && this.state !== 'live') this.connects += 1;
    this.state = event.state;
    const code = event.reason?.code;
    if (code !== undefined) this.troubles.set(code, (this.troubles.get(code) ?? 0) + 1);
  }
}

export interface SourcesMeter {
  /** Returns the same source with its posts counted. */
  readonly watch: (source: Source) => Source;
  /** Records an event of a source. */
  readonly record: (event: GraphEvent) => void;
}

/** Declares the metrics of sources. Their labels are names from the configuration, never from posts. */
export function meterSources(meter: Meter): SourcesMeter {
  const sources = new Map<string, SourceFigures>();
  declare(meter, (read) => () => Array.from(sources, ([source, watched]) => labelled(source, read(watched))).flat());
  return {
    watch: (source) => {
      const watched = new SourceFigures();
      sources.set(source.name, watched);
      const open: Source['open'] = (wanted) =>
        source.open(wanted).pipe(
          tap(({ type }) => {
            if (type === 'post') watched.posts += 1;
            if (type === 'delete' || type === 'account-ended') watched.retractions += 1;
          }),
        );
      return { ...source, open };
    },
    record: (event) => sources.get(event.source)?.record(event),
  };
}

function labelled(source: string, figures: readonly Figure[]): readonly Figure[] {
  return figures.map(([labels, value]) => [{ source, ...labels }, value]);
}

function declare(
  meter: Meter,
  each: (read: (watched: SourceFigures) => readonly Figure[]) => () => readonly Figure[],
): void {
  meter.gauge(
    { name: 'source_state', help: '1 for the current state of a source, else 0.', labels: ['source', 'state'] },
    each((watched) => states.map((state) => [{ state }, watched.state === state ? 1 : 0])),
  );
  meter.counter(
    { name: 'source_posts_total', help: 'Posts received from a source.', labels: ['source'] },
    each(({ posts }) => [[{}, posts]]),
  );
  meter.counter(
    {
      name: 'retractions_total',
      help: 'Deletions of posts and ends of accounts received from a source.',
      labels: ['source'],
    },
    each(({ retractions }) => [[{}, retractions]]),
  );
  meter.counter(
    { name: 'source_connects_total', help: 'The number of times that a source has become live.', labels: ['source'] },
    each(({ connects }) => [[{}, connects]]),
  );
  meter.counter(
    { name: 'source_troubles_total', help: 'Failures reported by a source, by code.', labels: ['source', 'code'] },
    each(({ troubles }) => Array.from(troubles, ([code, count]) => [{ code }, count])),
  );
  meter.counter(
    {
      name: 'gaps_total',
      help: 'Interruptions that have ended, by the part of the missed posts that arrived later.',
      labels: ['source', 'filled'],
    },
    each(({ gaps }) => fillings.map((filled) => [{ filled }, gaps[filled]])),
  );
  meter.counter(
    { name: 'gap_seconds_total', help: 'The total duration of those interruptions.', labels: ['source', 'filled'] },
    each(({ gapMs }) => fillings.map((filled) => [{ filled }, gapMs[filled] / 1_000])),
  );
}
