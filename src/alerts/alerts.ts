import { createHash } from 'node:crypto';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  exhaustMap,
  from,
  ignoreElements,
  interval,
  merge,
  repeat,
  retry,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { isRecord, parseJson, type AlertOutbox, type FiredAlert, type PendingDelivery } from '../model/index.ts';
import { bodyOf, type AlertBody, type AlertPost } from './body.ts';
import { AlertLedgers } from './ledgers.ts';
import type { Notify } from './notifier.ts';
import type { Outcome } from './retry-policy.ts';
import { createCooldown, type Cooldown, type Firing } from './rules.ts';
import { Sender, type ClaimedDelivery } from './sender.ts';
import { AlertSession } from './session.ts';
import type { AlertSpec, Destination } from './spec.ts';

export interface AlertsOptions {
  readonly specs: readonly AlertSpec[];
  readonly outbox: AlertOutbox;
  readonly notify: Notify;
  readonly isTextless: (source: string) => boolean;
  /** Whether other servers may share the outbox. */
  readonly isShared: boolean;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** Called with a sentence when an alert's session or the outbox fails. */
  readonly onTrouble: (sentence: string) => void;
}

/** The most alerts that wait to be committed, and the most pending deliveries of an alert; beyond it, none is fired. */
const maxUncommitted = 10_000;
const maxPending = 10_000;
/** The time within which firings are committed together, in ms, so that an alert for each of many posts costs clients little. */
const commitMs = 50;
const tickMs = 1_000;
const retryMs = 1_000;
/** The time between two readings of what other servers have fired and sent, in ms. */
const refreshMs = 60_000;

interface Running {
  readonly session: AlertSession;
  readonly cooldown: Cooldown;
}

/**
 * The alerts of a server: their sessions, what they fire, and its way to the receivers. Each alert that fires is committed to
 * the outbox before anything is sent.
 *
 * @example
 * const alerts = new Alerts({ specs, outbox: store.alerts, notify, ...options });
 * createGraph({ sessions$: alerts.sessions$, ...ports }); // and alerts.run(stop$) beside it
 */
export class Alerts {
  readonly ledgers = new AlertLedgers();
  readonly #options: AlertsOptions;
  readonly #sessions$ = new Subject<AlertSession>();
  readonly #commit$ = new Subject<undefined>();
  readonly #running = new Map<string, Running>();
  readonly #sender: Sender;
  #specs: readonly AlertSpec[];
  #uncommitted: FiredAlert[] = [];
  #isOpen = false;

  constructor(options: AlertsOptions) {
    const { outbox, random, scheduler } = options;
    this.#options = options;
    this.#specs = options.specs;
    this.#sender = new Sender({
      ...{ outbox, random, scheduler },
      attempt: (delivery, signal) => this.#attempt(delivery, signal),
      receiverOf: (delivery) => receiverOf(this.#destinationOf(delivery)) ?? delivery.destination,
      onAttempt: (attempt) => {
        this.ledgers.attempted(attempt);
      },
    });
  }

  /** Hot: the sessions of alerts, as the graph takes them. */
  get sessions$(): Observable<AlertSession> {
    return this.#sessions$.asObservable();
  }

  /** The alerts now. */
  get specs(): readonly AlertSpec[] {
    return this.#specs;
  }

  /** Replaces the alerts. One that is as it was goes on. */
  replace(specs: readonly AlertSpec[]): void {
    this.#specs = specs;
    if (this.#isOpen) this.#open();
  }

  /** Runs until `stop$` emits; completes when what has fired is committed and no attempt is in flight. */
  run(stop$: Observable<unknown>): Observable<never> {
    const { outbox, scheduler } = this.#options;
    const opened$ = defer(() => outbox.ledgers()).pipe(
      retry({ delay: () => timer(retryMs, scheduler) }),
      tap((ledgers) => {
        this.ledgers.load(ledgers);
        this.#isOpen = true;
        this.#open();
      }),
      takeUntil(stop$),
    );
    const ticks$ = interval(tickMs, scheduler).pipe(
      tap(() => {
        for (const { session } of this.#running.values()) session.tick();
      }),
      takeUntil(stop$),
    );
    const refreshes$ = interval(refreshMs, scheduler).pipe(
      exhaustMap(() => (this.#options.isShared ? from(outbox.ledgers()).pipe(catchError(() => EMPTY)) : EMPTY)),
      tap((ledgers) => {
        this.ledgers.load(ledgers);
      }),
      takeUntil(stop$),
    );
    const due$ = this.#commit$.pipe(takeUntil(stop$));
    const committed$ = concat(
      due$.pipe(exhaustMap(() => timer(commitMs, scheduler).pipe(switchMap(() => this.#commitAll())))),
      defer(() => this.#commitAll()),
    );
    return merge(committed$, ticks$, refreshes$, opened$, this.#sender.run(stop$)).pipe(ignoreElements());
  }

  #open(): void {
    const wanted = new Map(this.#specs.map((spec) => [spec.name, spec]));
    for (const [name, { session }] of this.#running) {
      if (isSame(session.spec, wanted.get(name))) continue;
      session.close();
      this.#running.delete(name);
    }
    const { scheduler, isTextless, onTrouble } = this.#options;
    for (const spec of this.#specs) {
      if (this.#running.has(spec.name)) continue;
      const session = new AlertSession({
        ...{ spec, isTextless, now: () => scheduler.now() },
        onFire: (firing, posts) => {
          this.#fire(spec.name, firing, posts);
        },
        onFailure: ({ message }) => {
          onTrouble(`The alert ${spec.name} has ended: ${message}`);
        },
      });
      const cooldown = createCooldown(spec.cooldownMs, this.ledgers.lastFiredAt(spec.name));
      this.#running.set(spec.name, { session, cooldown });
      this.#sessions$.next(session);
    }
  }

  #fire(name: string, firing: Firing, posts: readonly AlertPost[]): void {
    const running = this.#running.get(name);
    if (running === undefined) return;
    const { spec } = running.session;
    const now = this.#options.scheduler.now();
    const isFull = this.#uncommitted.length >= maxUncommitted || this.ledgers.pending(name) >= maxPending;
    if (isFull || running.cooldown(now) === 'suppress') {
      this.ledgers.suppress(name);
      return;
    }
    const id = idOf(spec, firing.key);
    const body = bodyOf(spec, firing, { id, at: now, posts });
    const destinations = [...new Set(spec.to.map((destination) => destination.name))];
    const alerted = body.why.posts.map(({ post }) => post);
    this.#uncommitted.push({ id, alert: name, at: now, body: JSON.stringify(body), posts: alerted, destinations });
    this.#commit$.next(undefined);
  }

  /** Commits batch after batch while anything waits. */
  #commitAll(): Observable<never> {
    return defer(() => this.#commitNext()).pipe(
      repeat({ delay: () => (this.#uncommitted.length > 0 ? timer(commitMs, this.#options.scheduler) : EMPTY) }),
    );
  }

  #commitNext(): Observable<never> {
    const { outbox, scheduler, onTrouble } = this.#options;
    const batch = this.#uncommitted.slice(0, 500);
    if (batch.length === 0) return EMPTY;
    return defer(() => from(outbox.fire(batch))).pipe(
      tap((ids) => {
        this.#uncommitted = this.#uncommitted.slice(batch.length);
        const known = new Set(ids);
        for (const fired of batch) if (known.has(fired.id)) this.ledgers.fired(fired);
        this.#sender.poke();
      }),
      retry({
        count: 60,
        delay: () => timer(retryMs, scheduler),
      }),
      catchError(() => {
        this.#uncommitted = this.#uncommitted.slice(batch.length);
        onTrouble(`${batch.length} alerts could not be committed to the store for a minute, and are lost.`);
        return EMPTY;
      }),
      ignoreElements(),
    );
  }

  async #attempt(delivery: ClaimedDelivery, signal: AbortSignal): Promise<Outcome> {
    const destination = this.#destinationOf(delivery);
    const body = parseJson(delivery.body);
    if (destination === undefined) return { error: 'The destination is no longer configured.', isFinal: true };
    if (!isAlertBody(body)) return { error: 'The alert can not be read.', isFinal: true };
    return this.#options.notify(destination, { id: delivery.id, body }, signal);
  }

  #destinationOf({ alert, destination }: PendingDelivery): Destination | undefined {
    const spec = this.#specs.find(({ name }) => name === alert);
    return spec?.to.find(({ name }) => name === destination);
  }
}

const receiverOf = (destination: Destination | undefined): string | undefined =>
  destination?.type === 'email' ? 'smtp' : destination?.url;

const isAlertBody = (value: unknown): value is AlertBody => isRecord(value) && isRecord(value['why']);

/** Returns the id of a firing, which is the same on every node and after a restart. */
function idOf({ name, written, writtenWhen }: AlertSpec, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([name, written, writtenWhen, key]))
    .digest('hex');
  return `alert_${digest.slice(0, 32)}`;
}

const isSame = (a: AlertSpec, b: AlertSpec | undefined): boolean =>
  b !== undefined && JSON.stringify({ ...a, query: a.written }) === JSON.stringify({ ...b, query: b.written });
