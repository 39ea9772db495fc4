/** Writes some bytes, and calls back with how many of them have been written, or with an error. */
export type WriteBytes = (
  bytes: Uint8Array,
  done: (error: NodeJS.ErrnoException | null | undefined, written: number) => void,
) => void;

export interface LineWriterOptions {
  readonly write: WriteBytes;
  /** The most bytes that wait to be written; lines beyond it are dropped. */
  readonly maxWaitingBytes: number;
  /** The pause after a write that has failed, in ms. */
  readonly retryMs: number;
  /** Called with the error when writing begins to fail, and with undefined when it works again. */
  readonly onTrouble?: (error: Error | undefined) => void;
  /** Called with the number of lines that have been dropped, once there is room again for half of those that may wait. */
  readonly onDropped?: (lines: number) => void;
}

/** The most bytes of one write. */
const maxChunkBytes = 65_536;
/** The pause when the reader of a pipe or terminal is slower than we are, in ms. */
const slowReaderMs = 10;

/**
 * Writes lines to something that may be slow, full or gone: never waits, never throws, and never gives up. What can't be
 * written waits within a bound and is tried again, from the very byte at which it stopped; lines beyond the bound are
 * dropped and counted.
 * @example
 * const lines = new LineWriter({ write: (bytes, done) => fs.write(fd, bytes, done), maxWaitingBytes: 65_536, retryMs: 1_000 });
 * lines.write('one line\n');
 */
export class LineWriter {
  readonly #options: LineWriterOptions;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** The bytes that were taken from the waiting lines and are written next, or are being written. */
  #chunk: Uint8Array = new Uint8Array();
  #isWriting = false;
  #retry: NodeJS.Timeout | undefined;
  #trouble: Error | undefined;
  #dropped = 0;
  #reportedDropped = 0;
  #flushed: (() => void)[] = [];

  constructor(options: LineWriterOptions) {
    this.#options = options;
  }

  /** The number of lines that have been dropped. */
  get dropped(): number {
    return this.#dropped;
  }

  get waitingBytes(): number {
    return this.#waitingBytes + this.#chunk.length;
  }

  /** Why the last write has failed; undefined when it has not. */
  get trouble(): Error | undefined {
    return this.#trouble;
  }

  /** Writes a line, which ends with its line break, as soon as that is possible. */
  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.waitingBytes + bytes.length > this.#options.maxWaitingBytes) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (!this.#isWriting && this.#retry === undefined) this.#writeNext();
  }

  /** Resolves when all lines have been written, or a try to write them has failed. */
  flush(): Promise<void> {
    if (this.waitingBytes === 0) return Promise.resolve();
    const flushed = new Promise<void>((resolve) => this.#flushed.push(resolve));
    if (!this.#isWriting) this.#writeNext();
    return flushed;
  }

  #writeNext(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (this.#chunk.length === 0) this.#chunk = this.#takeChunk();
    if (this.#chunk.length === 0) return;
    this.#isWriting = true;
    this.#options.write(this.#chunk, (error, written) => {
      this.#isWriting = false;
      if (error == null) this.#succeed(written);
      else this.#fail(error);
    });
  }

  #takeChunk(): Uint8Array {
    let bytes = 0;
    let count = 0;
    for (const line of this.#waiting) {
      if (count > 0 && bytes + line.length > maxChunkBytes) break;
      bytes += line.length;
      count += 1;
    }
    this.#waitingBytes -= bytes;
    return Buffer.concat(this.#waiting.splice(0, count));
  }

  #succeed(written: number): void {
    this.#chunk = this.#chunk.subarray(written);
    if (this.#trouble !== undefined) {
      this.#trouble = undefined;
      this.#options.onTrouble?.(undefined);
    }
    const dropped = this.#dropped - this.#reportedDropped;
    // A report may be a line itself, which must not be dropped like the others.
    if (dropped > 0 && this.waitingBytes <= this.#options.maxWaitingBytes / 2) {
      this.#reportedDropped = this.#dropped;
      this.#options.onDropped?.(dropped);
    }
    if (this.waitingBytes === 0) this.#endFlush();
    else if (!this.#isWriting) this.#writeNext();
  }

  #fail(error: NodeJS.ErrnoException): void {
    const isSlow = error.code === 'EAGAIN';
    // Neither a full disk nor a stopped terminal keeps a program alive that has nothing else to do.
    this.#retry = setTimeout(
      () => {
        this.#writeNext();
      },
      isSlow ? slowReaderMs : this.#options.retryMs,
    ).unref();
    if (!isSlow && this.#trouble === undefined) {
      this.#trouble = error;
      this.#options.onTrouble?.(error);
    }
    this.#endFlush();
  }

  #endFlush(): void {
    for (const resolve of this.#flushed.splice(0)) resolve();
  }
}
