import type { MatchedPost, Upstream } from '../../src/graph/index.ts';
import type { EngineLedger, Post } from '../../src/model/index.ts';
import type { WhenSlow } from '../../src/protocol/index.ts';
import { isAnswer, queryNames, sourceNames, unscorable, type QueryName, type SourceName } from './actions.ts';
import { maxQueries, type Account } from './account.ts';
import { missedSince } from './missed.ts';
import { modelLimits } from './model-limits.ts';
import { Wanters, type Batch, type Waiting } from './wanters.ts';
import { compoundOf, keyOf, must, positionIn, type Life, type Position, type Posted } from './expected-frames.ts';

interface SourceStanding {
  isLive: boolean;
  /** The queries that it sends posts for; undefined when for all. */
  active: ReadonlySet<QueryName> | undefined;
}

export interface TrackRequest {
  readonly id: string;
  readonly query: QueryName;
  readonly whenSlow: WhenSlow;
  /** What its token stands for. */
  readonly place: Position | undefined;
}

/**
 * What Undertone is, without speed, streams or bounds on memory. It learns what happens around the system (clients,
 * sources, what the scorer was given and when it answered), and says what must come of it.
 */
export class Model {
  readonly #accounts = new Set<Account>();
  readonly #lives = new Map<QueryName, Life>();
  /** What sessions that have gone may come back to, and until when. */
  #resumable: { readonly owner: string; readonly until: number; readonly lives: readonly Life[] }[] = [];
  readonly #seen = new Set<string>();
  readonly #deleted = new Set<string>();
  /** The posts that were delivered to whoever wanted them, by their keys. */
  readonly #delivered = new Map<string, Posted>();
  readonly #sources: Readonly<Record<SourceName, SourceStanding>> = {
    north: { isLive: false, active: undefined },
    south: { isLive: false, active: new Set() },
  };
  readonly #counts = { received: 0, invalid: 0, duplicate: 0, filtered: 0, unmatched: 0, failed: 0, scored: 0 };
  /** Matched posts that the scorer has not been given; those that later ones have overtaken were shed. */
  #waiting: Waiting[] = [];
  #batches: Batch[] = [];
  #overtaken = 0;
  #isCrowded = false;
  #isStopped = false;
  #now = 0;
  #changedAt = 0;

  /** Time has passed: who has been gone for too long can't come back. */
  tick(now: number): void {
    this.#now = now;
    for (const { until, lives } of this.#resumable) {
      if (until <= now) for (const life of lives) this.#release(life, until);
    }
    this.#resumable = this.#resumable.filter(({ until }) => until > now);
    for (const { posted, wanters } of this.#waiting) wanters.update(this.#ownersOf(posted.matches));
    Wanters.crowd(this.#waiting.map(({ wanters }) => wanters));
  }

  connect(account: Account): void {
    this.#accounts.add(account);
  }

  track(account: Account, { id, query, whenSlow, place }: TrackRequest): void {
    const before = account.queries.get(id);
    if (before === undefined && account.queries.size >= maxQueries) {
      account.expectItem(id, { type: 'error', fields: { code: 'too_many' } });
      return;
    }
    account.idEnded(id);
    const life = this.#lives.get(query) ?? this.#begin(query);
    life.refCount += 1;
    if (before !== undefined) this.#release(before.life, this.#now);
    const after = before?.life === life ? before.after : life.results.length;
    account.queries.set(id, { life, whenSlow, seq: before?.seq ?? 0, after: place === undefined ? after : -1 });
    const missed = place && missedSince(place, life);
    const isResumed = place === undefined ? undefined : missed !== undefined;
    account.expectItem(id, {
      type: 'tracking',
      fields: { type: 'tracking', query, upstream: this.upstreamOf(query), resumed: isResumed },
      place: isResumed === true && place !== undefined ? place : positionIn(life),
    });
    if (isResumed === false)
      account.expectGap('resume', { from: Math.min(place?.at ?? 0, this.#now), to: this.#now }, id);
    for (const { key, offset, after } of missed === undefined ? [] : life.deletions) {
      if (place !== undefined && after >= place.offset && offset <= place.offset) {
        account.expectLateRetraction(id, key);
      }
    }
    for (const each of missed ?? []) {
      const posted = life.results[each.offset - 1];
      if (posted !== undefined && !this.#deleted.has(keyOf(posted))) account.route(id, each);
    }
  }

  untrack(account: Account, id: string): void {
    const held = account.queries.get(id);
    if (held === undefined) {
      account.expectItem(id, { type: 'error', fields: { code: 'bad_message' } });
      return;
    }
    account.idEnded(id);
    account.queries.delete(id);
    this.#release(held.life, this.#now);
    account.expectItem(id, { type: 'untracked', fields: { type: 'untracked' } });
  }

  disconnect(account: Account): void {
    account.disconnected();
    this.#accounts.delete(account);
    // Their holds stay until they lapse.
    const lives = Array.from(account.queries.values(), ({ life }) => life);
    this.#resumable.push({ owner: account.owner, until: this.#now + modelLimits.resumeWindowMs, lives });
  }

  /** A source has come or gone, or covers other queries: whoever it concerns learns of it. */
  source(name: SourceName, standing: Partial<SourceStanding>): void {
    if (this.#isStopped) return;
    Object.assign(this.#sources[name], standing);
    for (const account of this.#accounts) account.expectNotices();
  }

  /** Sources are let go for good, and nobody learns of it. */
  stop(): void {
    this.#isStopped = true;
  }

  gap(source: SourceName, from: number): void {
    for (const account of this.#accounts) {
      if (account.queries.size > 0) account.expectGap(source, { from, to: this.#now });
    }
  }

  isDeleted(key: string): boolean {
    return this.#deleted.has(key);
  }

  /** A source deletes a post; returns false where that would leave open what a client can resume. */
  delete(source: SourceName, id: string): boolean {
    const key = keyOf({ source, id });
    const posted = this.#delivered.get(key);
    const lives = queryNames.flatMap((query) =>
      posted?.matches.includes(query) ? (this.#lives.get(query) ?? []) : [],
    );
    if (lives.some(({ deletions }) => deletions.length >= modelLimits.maxResumeResults)) return false;
    if (this.#deleted.has(key)) return true;
    this.#deleted.add(key);
    for (const life of lives) {
      const offset = life.results.findIndex((each) => keyOf(each) === key) + 1;
      life.deletions.push({ key, offset, after: life.results.length });
      for (const account of this.#accounts) {
        for (const [name, held] of account.queries) {
          if (held.life === life && offset > held.after) account.expectRetraction(name, key);
        }
      }
    }
    return true;
  }

  invalid(count: number): void {
    this.#counts.received += count;
    this.#counts.invalid += count;
  }

  /** A source sends a post. */
  post(post: Post & { readonly source: SourceName }): void {
    this.#counts.received += 1;
    const { id, source, at, text, lang } = post;
    const key = keyOf({ source, id });
    const matches = queryNames.filter((query) => this.#lives.has(query) && isAnswer(text, query));
    if (lang === 'de' || this.#deleted.has(key)) this.#counts.filtered += 1;
    else if (this.#seen.has(key)) this.#counts.duplicate += 1;
    else if (matches.length === 0) this.#counts.unmatched += 1;
    else {
      const posted = { id, source, at, compound: compoundOf(id), matches };
      const wanters = new Wanters(this.#ownersOf(matches));
      this.#waiting.push({ posted, isScorable: !text.includes(unscorable), wanters });
      Wanters.crowd(this.#waiting.map((each) => each.wanters));
      this.#isCrowded ||= this.#waiting.length > modelLimits.maxWaitingPosts;
    }
    if (lang !== 'de') this.#seen.add(key);
  }

  /** The scorer has been given a batch: the posts that have waited longest, but for those that were shed. */
  batchStarted(posts: readonly MatchedPost[]): Batch {
    const taken = posts.map(({ post, matches }) => {
      const at = this.#waiting.findIndex(({ posted }) => posted.id === post.id && posted.source === post.source);
      const found = this.#waiting[at];
      must(found !== undefined, `The scorer is given ${post.source} ${post.id}, which is not its turn.`);
      const asked = matches.map(({ query }) => query.canonical).toSorted();
      must(asked.join() === found.posted.matches.toSorted().join(), `${post.id} does not match ${asked.join()}.`);
      this.#overtaken += at;
      for (const { posted, wanters } of this.#waiting.slice(0, at)) wanters.checkShed(`${posted.source} ${posted.id}`);
      this.#waiting = this.#waiting.slice(at + 1);
      return found;
    });
    must(taken.length <= modelLimits.maxBatchPosts, 'A batch is too large.');
    const batch = { posts: taken, isAnswered: false };
    this.#batches.push(batch);
    must(this.#batches.length <= modelLimits.maxBatches, 'Too many batches are in the pool.');
    return batch;
  }

  /** The scorer answers: each batch goes out in its turn. */
  batchScored(batch: Batch): void {
    const scored = batch.posts.filter(({ isScorable }) => isScorable).length;
    this.#counts.failed += batch.posts.length - scored;
    batch.isAnswered = true;
    while (this.#batches[0]?.isAnswered === true) {
      for (const { posted, isScorable } of this.#batches.shift()?.posts ?? []) if (isScorable) this.#deliver(posted);
    }
  }

  #deliver(posted: Posted): void {
    if (this.#deleted.has(keyOf(posted))) {
      this.#counts.filtered += 1;
      return;
    }
    this.#counts.scored += 1;
    this.#delivered.set(keyOf(posted), posted);
    for (const query of posted.matches) {
      const life = this.#lives.get(query);
      if (life === undefined) continue;
      life.results.push(posted);
      life.at = posted.at;
      for (const account of this.#accounts) {
        for (const [id, held] of account.queries) if (held.life === life) account.route(id, positionIn(life));
      }
    }
  }

  upstreamOf(query: QueryName): Upstream {
    const stateOf = ({ isLive, active }: SourceStanding) =>
      isLive && active?.has(query) !== false ? 'live' : 'pending';
    return Object.fromEntries(sourceNames.map((name) => [name, stateOf(this.#sources[name])]));
  }

  /** The queries that somebody tracks or may come back to, while a source is live for them; undefined after a stop. */
  covered(): readonly QueryName[] | undefined {
    if (this.#isStopped) return undefined;
    const isLive = (query: QueryName): boolean => Object.values(this.upstreamOf(query)).includes('live');
    return [...this.#lives.keys()].filter(isLive).toSorted();
  }

  /** What upstream must have been asked for by now; undefined where it may take its time. */
  querySet(): readonly QueryName[] | undefined {
    const { maxQuietMs, idleGraceMs } = modelLimits;
    const patience = maxQuietMs + (this.#lives.size === 0 ? idleGraceMs : 0);
    return !this.#isStopped && this.#now > this.#changedAt + patience ? [...this.#lives.keys()] : undefined;
  }

  check(ledger: EngineLedger): void {
    const { received, shed, pending, ...settled } = ledger;
    const what = `The ledger ${JSON.stringify(ledger)}`;
    const sum = Object.values(settled).reduce((total, count) => total + count, shed + pending);
    must(received === sum && pending >= 0, `${what} does not balance.`);
    for (const [name, count] of Object.entries(this.#counts)) {
      must(ledger[nameOf(name)] === count, `${what} must have ${count} ${name}.`);
    }
    must(shed >= this.#overtaken, `${what} does not cover all that was shed.`);
    must(shed === 0 || this.#isCrowded, `${what} has something shed while there was room.`);
  }

  /** The clients that track one of these queries, or may come back to it. */
  #ownersOf(queries: readonly QueryName[]): readonly string[] {
    const isWanted = ({ query }: Life): boolean => queries.includes(query);
    const here = [...this.#accounts].filter(({ queries: held }) =>
      [...held.values()].some(({ life }) => isWanted(life)),
    );
    const gone = this.#resumable.filter(({ lives }) => lives.some(isWanted));
    return [...new Set([...here, ...gone].map(({ owner }) => owner))];
  }

  #begin(query: QueryName): Life {
    const life = { query, results: [], deletions: [], at: this.#now, refCount: 0 };
    this.#lives.set(query, life);
    this.#changedAt = this.#now;
    return life;
  }

  #release(life: Life, now: number): void {
    life.refCount -= 1;
    if (life.refCount > 0) return;
    this.#lives.delete(life.query);
    this.#changedAt = now;
  }
}

const outcomes = ['received', 'invalid', 'duplicate', 'filtered', 'unmatched', 'failed', 'scored'] as const;
const nameOf = (name: string): (typeof outcomes)[number] => outcomes.find((each) => each === name) ?? 'received';
