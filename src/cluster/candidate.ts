import { decodeHeader, type ChunkHeader } from './chunk.ts';
import type { LogMessage } from './log.ts';

/** The last chunk of a source, after which a node may lead it. */
export interface Opening {
  /** The number of the last message, 0 before the first. */
  readonly sequence: number;
  /** Undefined before the first. */
  readonly header: ChunkHeader | undefined;
}

export interface CandidateOptions {
  /** The name of this node. */
  readonly node: string;
  /** The silence of a leader after which another node takes over, in ms. */
  readonly takeoverMs: number;
  /** The longest time between two reads that counts as silence, in ms: longer, this node itself was away. */
  readonly maxStepMs: number;
}

/**
 * Decides when a node takes over a source, by what it reads of the source's last chunk: when that is the first one to
 * come, when its leader has resigned, when it has not changed for `takeoverMs` in which reads succeeded, or when it is of
 * this node, which has given up its lead while the log did not answer, and which nobody has taken since.
 */
export class Candidate {
  readonly #options: CandidateOptions;
  #sequence: number | undefined;
  #silentMs = 0;
  /** The time of the last read if it succeeded; undefined after one that failed. */
  #readAt: number | undefined;

  constructor(options: CandidateOptions) {
    this.#options = options;
  }

  /** For how long the last chunk has not changed, as far as reads succeeded, in ms. */
  get silentMs(): number {
    return this.#silentMs;
  }

  /** Records a read of the last message; returns where a takeover would begin, and whether it is time for it. */
  read(last: LogMessage | undefined, now: number): { readonly opening: Opening; readonly isFree: boolean } {
    if (last === undefined) return { opening: { sequence: 0, header: undefined }, isFree: true };
    const { node, takeoverMs, maxStepMs } = this.#options;
    const step = this.#readAt === undefined ? 0 : Math.min(now - this.#readAt, maxStepMs);
    this.#readAt = now;
    this.#silentMs = this.#sequence === last.sequence ? this.#silentMs + step : 0;
    this.#sequence = last.sequence;
    const header = decodeHeader(last);
    const isFree = header.state === 'resigned' || header.node === node || this.#silentMs >= takeoverMs;
    return { opening: { sequence: last.sequence, header }, isFree };
  }

  /** Records that a read failed: what the leader does meanwhile is not known, and counts as nothing. */
  failed(): void {
    this.#readAt = undefined;
  }
}
