import { concat, concatMap, of, type ObservableInput, type SchedulerLike } from 'rxjs';
import type { Filled } from '../../graph/index.ts';
import { printable } from '../net/http-failure.ts';
import type { SocketPeer } from '../net/web-socket.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import type { Signal } from '../supervisor/supervise.ts';
import { emitInTurns } from '../turns.ts';
import { Backlog } from './backlog.ts';
import type { KnownNotes } from './known-notes.ts';
import { closeOf, failureOfClosed, readMessage, requestOf, type RelayMessage } from './message.ts';
import { deletedBy, isAuthentic, kinds, postOf, readNote, refOf, type Note } from './note.ts';

const alive: readonly Signal[] = [{ type: 'alive' }];

export interface RelayReaderOptions {
  readonly source: string;
  readonly host: string;
  readonly peer: SocketPeer;
  readonly known: KnownNotes;
  /** The first second that is asked for. */
  readonly since: number;
  /** The end of an earlier run, in epoch seconds, which the first connection makes up for. */
  readonly stoppedAt: number | undefined;
  /** Whether that is longer ago than what is asked for. */
  readonly isCut: boolean;
  /** Called before each signature that is verified. */
  readonly onVerify: () => void;
  readonly warn: (sentence: string) => void;
  readonly scheduler: SchedulerLike;
}

/** The subscription that goes on; those of further pages are called `past-2`, `past-3`, … */
const live = 'live';
/** The most stored notes that are asked for at once; a relay sends fewer if it likes. */
const pageSize = 500;
/** The most that the clock of an author may be ahead of ours, in seconds. */
const maxAheadS = 900;
/** Forged notes, or messages that are none, after which a relay is left. */
const maxFaults = 10;

const forged = 'sends notes that their authors have not signed';

/** Turns what one connection to a relay brings into signals. */
export class RelayReader {
  readonly #options: RelayReaderOptions;
  /** The notes that the relay has stored, until all of them have come. */
  #backlog: Backlog | undefined = new Backlog();
  #isLive = false;
  #faults = 0;
  #hasWarned = false;

  constructor(options: RelayReaderOptions) {
    this.#options = options;
  }

  /** Asks the relay for its notes. */
  begin(): void {
    this.#request(live);
  }

  read(text: string): ObservableInput<Signal> {
    const message = readMessage(text);
    switch (message?.type) {
      case undefined:
        return this.#fault('does not speak the protocol of Nostr relays');
      case 'event':
        return this.#event(message);
      case 'eose':
        return this.#isExpected(message.subscription) ? this.#endPage() : alive;
      case 'closed':
        if (message.subscription === live) throw failureOfClosed(this.#options.host, printable(message.reason));
        // It sends no older notes.
        return this.#isExpected(message.subscription) ? this.#endBacklog('partial') : alive;
      case 'notice':
        if (!this.#hasWarned) this.#options.warn(`${this.#options.host} says: ${printable(message.text)}`);
        this.#hasWarned = true;
        return alive;
      case 'unknown':
        return alive;
    }
  }

  /** A frame that is no text. */
  unreadable(): ObservableInput<Signal> {
    return this.#fault('does not speak the protocol of Nostr relays');
  }

  #request(subscription: string, until?: number): void {
    const { peer, since } = this.#options;
    const filter = { kinds: Object.values(kinds), since, ...(until !== undefined && { until }), limit: pageSize };
    peer.send(requestOf(subscription, filter));
  }

  get #pageName(): string {
    const page = this.#backlog?.page ?? 1;
    return page === 1 ? live : `past-${page}`;
  }

  #isExpected(subscription: string): boolean {
    return this.#backlog !== undefined && subscription === this.#pageName;
  }

  #event({ subscription, event }: Extract<RelayMessage, { readonly type: 'event' }>): ObservableInput<Signal> {
    if (subscription !== live && !this.#isExpected(subscription)) return alive;
    const note = readNote(event);
    if (note === undefined) return this.#invalid();
    const backlog = this.#backlog;
    const isNew = backlog?.saw(note) ?? true;
    const { known, since, scheduler } = this.#options;
    if (note.created_at > scheduler.now() / 1_000 + maxAheadS) return this.#invalid();
    const isText = note.kind === kinds.text;
    if (!isNew || note.created_at < since || known.has(note.id)) return alive;
    if (!isText && note.kind !== kinds.deletion) return alive;
    if (isText && !this.#isAuthentic(note)) return this.#fault(forged);
    if (backlog === undefined) return this.#signalsOf(note);
    backlog.add(note);
    return backlog.isFull ? this.#endBacklog('partial') : alive;
  }

  #isAuthentic(note: Note): boolean {
    this.#options.onVerify();
    return isAuthentic(note);
  }

  #signalsOf(note: Note): readonly Signal[] {
    const { known, scheduler } = this.#options;
    if (note.kind === kinds.text) {
      known.add(note, Math.floor(scheduler.now() / 1_000));
      return [{ type: 'post', post: postOf(note) }];
    }
    // Most deletions are of notes that never came, so their signatures are not worth the time.
    const deleted = deletedBy(note).filter((id) => known.isBy(id, note.pubkey));
    if (deleted.length === 0) return alive;
    if (!this.#isAuthentic(note)) return this.#fault(forged);
    return deleted.map((id) => {
      known.delete(id);
      return { type: 'delete', ...refOf(id) };
    });
  }

  #endPage(): ObservableInput<Signal> {
    const backlog = this.#backlog;
    if (backlog === undefined) return alive;
    if (backlog.page > 1) this.#options.peer.send(closeOf(this.#pageName));
    const until = backlog.endPage(this.#options.since);
    if (typeof until !== 'number') return this.#endBacklog(until === 'whole' ? 'full' : 'partial');
    this.#request(this.#pageName, until);
    return this.#goLive();
  }

  #goLive(): readonly Signal[] {
    const signals: readonly Signal[] = this.#isLive ? alive : [{ type: 'live' }];
    this.#isLive = true;
    return signals;
  }

  /** Emits what was collected. */
  #endBacklog(found: Filled): ObservableInput<Signal> {
    const { scheduler, stoppedAt, isCut } = this.#options;
    const notes = this.#backlog?.notes ?? [];
    this.#backlog = undefined;
    const filled = isCut ? 'partial' : found;
    const resumed: Signal = { type: 'resumed', filled, ...(stoppedAt !== undefined && { since: stoppedAt * 1_000 }) };
    const signals$ = emitInTurns(notes, {
      lengthOf: ({ content }) => content.length,
      toValue: (note) => this.#signalsOf(note),
      scheduler,
    });
    return concat(this.#goLive(), signals$.pipe(concatMap((signals) => signals)), of(resumed));
  }

  #invalid(): readonly Signal[] {
    return [{ type: 'counted', source: this.#options.source, outcome: 'invalid', count: 1 }];
  }

  #fault(predicate: string): readonly Signal[] {
    this.#faults += 1;
    if (this.#faults < maxFaults) return this.#invalid();
    throw new UpstreamFailure('refused', `${this.#options.host} ${predicate}: use another relay.`);
  }
}
