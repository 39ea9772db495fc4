/** The most messages that wait for the graph, and their bytes. */
const maxMessages = 10_000;
const maxBytes = 16_777_216;

/** Bounds the messages that wait, where a server can't be asked to wait with them. */
export class Admission {
  #messages = 0;
  #bytes = 0;
  #shed = 0;

  /** Counts a message that begins to wait; returns false when it is shed. */
  admit({ length }: Uint8Array): boolean {
    if (this.#messages >= maxMessages || this.#bytes + length > maxBytes) {
      this.#shed += 1;
      return false;
    }
    this.#messages += 1;
    this.#bytes += length;
    return true;
  }

  /** Records that a message no longer waits. */
  release({ length }: Uint8Array): void {
    this.#messages -= 1;
    this.#bytes -= length;
  }

  /** Returns the number of messages that were shed since the last call. */
  takeShed(): number {
    const shed = this.#shed;
    this.#shed = 0;
    return shed;
  }
}
