import { UndertoneError } from '../model/index.ts';
import { totalsOf, type Chunk } from './chunk.ts';
import { addTotals, isSameTotals, type Totals } from './totals.ts';

/**
 * Checks that the totals of a source's chunks follow from each other: those of a chunk are those of the chunk before it
 * and what is in it. They are written by ourselves, so a break is our own corruption.
 */
export class TotalsChain {
  readonly #totals = new Map<string, Totals>();

  /** Forgets what came before: chunks were passed over. */
  forget(): void {
    this.#totals.clear();
  }

  /** @throws UndertoneError `internal` when the totals do not follow. */
  add({ source, header, events, isWhole, sequence }: Chunk): void {
    const before = this.#totals.get(source);
    this.#totals.set(source, header.totals);
    // The first leader of a log begins at 0, also when the log has been emptied.
    if (before === undefined || !isWhole || header.term === 1) return;
    if (isSameTotals(header.totals, addTotals(before, totalsOf(events)))) return;
    throw new UndertoneError('internal', `The totals of ${source} do not follow at message ${sequence} of the log.`);
  }
}
