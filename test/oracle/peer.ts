import type { Frame, OnSent } from '../../src/delivery/frame.ts';
import type { Connection } from '../../src/delivery/session.ts';
import { isRecord, parseJson } from '../../src/model/index.ts';
import type { Fields } from '../support/slow-session.ts';

interface Sent {
  readonly frame: Frame;
  readonly done: OnSent;
}

/** The client's end of a connection, which takes frames at once or one by one. */
export class Peer implements Connection {
  #underWay: Sent[] = [];
  #read: Fields[] = [];
  #isSlow = false;
  #isCut = false;
  /** The code with which the server has closed. */
  code: number | undefined;

  send(frame: Frame, done: Sent['done']): void {
    if (this.#isCut) done(new Error('The connection is cut.'));
    else if (this.#isSlow) this.#underWay.push({ frame, done });
    else this.#take({ frame, done });
  }

  close(code: number): void {
    this.code ??= code;
  }

  turn(to: 'slow' | 'fast'): void {
    this.#isSlow = to === 'slow';
    if (!this.#isSlow) this.read(Infinity);
  }

  read(frames: number): void {
    for (let count = 0; count < frames; count += 1) {
      const sent = this.#underWay.shift();
      if (sent === undefined) return;
      this.#take(sent);
    }
  }

  /** The connection breaks: what is under way is lost. */
  cut(): void {
    this.#isCut = true;
    for (const { done } of this.#underWay.splice(0)) done(new Error('The connection is cut.'));
  }

  /** What the client has read since it was last asked. */
  takeRead(): readonly Fields[] {
    const read = this.#read;
    this.#read = [];
    return read;
  }

  #take({ frame, done }: Sent): void {
    const value = parseJson(Buffer.from(frame.payload).toString());
    if (isRecord(value)) this.#read.push(value);
    done();
  }
}
