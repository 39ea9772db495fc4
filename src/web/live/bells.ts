import { effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals';
import type { SummaryFrame } from '../../client/index.ts';
import {
  createBell,
  isOn,
  noBell,
  readChoices,
  recentMs,
  writeChoices,
  type BellChoice,
  type Ring,
} from '../state/bell.ts';
import { canonicalOf } from '../state/check-query.ts';
import { meanOf, totalOf, type Measure } from '../state/points.ts';
import { ranges } from '../state/ranges.ts';
import type { TrackedQuery } from './tracked-query.ts';

/** Whether the browser shows notifications of this page; `unsupported` where it has none, as without https. */
export type NotificationState = 'default' | 'granted' | 'denied' | 'unsupported';

export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  /** Replaces the one before with the same tag. */
  readonly tag: string;
}

/** The notifications of the browser. */
export interface Notifications {
  readonly state: ReadonlySignal<NotificationState>;
  /** Asks the reader, if that has not been done. */
  readonly request: () => Promise<void>;
  /** Shows a notification if the reader has allowed it. */
  readonly show: (notification: ShownNotification) => void;
}

/** The parts of the page that bells use. */
export interface BellsPage {
  readonly tracks: Signal<readonly TrackedQuery[]>;
  readonly measure: Signal<Measure>;
  readonly announcement: Signal<string>;
}

export interface BellsOptions {
  readonly page: BellsPage;
  readonly notifications: Notifications;
  /** Keeps the choices in this browser. */
  readonly storage: { readonly read: () => string; readonly write: (text: string) => void };
  /** Returns whether somebody looks at the page. */
  readonly isWatched: () => boolean;
}

/** The rings of a query that are listed. */
const maxRings = 3;

/** The bells of the queries on the page. They ring while the page is open, even in a tab that is hidden. */
export class Bells {
  /** Whether a bell has rung since somebody last looked at the page. */
  readonly hasRung = signal(false);
  readonly notifications: Notifications;
  readonly #options: BellsOptions;
  /** By canonical query. */
  readonly #choices: Signal<ReadonlyMap<string, BellChoice>>;
  readonly #rings: Signal<ReadonlyMap<TrackedQuery, readonly Ring[]>> = signal(new Map());
  readonly #bells = new WeakMap<TrackedQuery, ReturnType<typeof createBell>>();
  readonly #seen = new WeakMap<TrackedQuery, SummaryFrame>();

  constructor(options: BellsOptions) {
    this.#options = options;
    this.notifications = options.notifications;
    this.#choices = signal(readChoices(options.storage.read()));
  }

  choiceOf({ query }: TrackedQuery): BellChoice {
    return this.#choices.value.get(canonicalOf(query)) ?? noBell;
  }

  choose({ query }: TrackedQuery, choice: BellChoice): void {
    const choices = new Map(this.#choices.peek());
    choices.delete(canonicalOf(query));
    this.#choices.value = choices.set(canonicalOf(query), choice);
    this.#options.storage.write(writeChoices(this.#choices.peek()));
    if (isOn(choice)) void this.notifications.request();
  }

  /** Returns the latest rings of a query, newest first. */
  ringsOf(track: TrackedQuery): readonly Ring[] {
    return this.#rings.value.get(track) ?? [];
  }

  /** Called when somebody looks at the page. */
  readonly look = (): void => {
    this.hasRung.value = false;
  };

  /** Follows the queries of the page. Returns the function that stops it. */
  follow(): () => void {
    return effect(() => {
      for (const track of this.#options.page.tracks.value) {
        const frame = track.latest.value;
        if (frame === undefined || this.#seen.get(track) === frame) continue;
        this.#seen.set(track, frame);
        untracked(() => {
          this.#judge(track, frame);
        });
      }
    });
  }

  #judge(track: TrackedQuery, { to: at, posts, spike, shift }: SummaryFrame): void {
    const bell = this.#bells.get(track) ?? createBell();
    this.#bells.set(track, bell);
    const total = totalOf(track.series, ranges['5m'], { from: at - recentMs, to: at });
    const mean = meanOf(total, this.#options.page.measure.peek());
    const recent = mean === undefined ? undefined : { mean, posts: total.posts - total.unscored };
    for (const ring of bell(this.choiceOf(track), { at, posts, spike, shift, recent })) this.#ring(track, ring);
  }

  #ring(track: TrackedQuery, ring: Ring): void {
    const { page, isWatched } = this.#options;
    const title = `${track.query}: ${ring.title}`;
    const tracked = [...this.#rings.peek()].filter(([each]) => page.tracks.peek().includes(each));
    this.#rings.value = new Map(tracked).set(track, [ring, ...this.ringsOf(track)].slice(0, maxRings));
    page.announcement.value = `${title}. ${ring.text}`;
    if (!isWatched()) this.hasRung.value = true;
    this.notifications.show({ title, body: ring.text, tag: `undertone ${ring.kind} ${canonicalOf(track.query)}` });
  }
}
