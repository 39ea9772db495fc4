import type { Duplex } from 'node:stream';
import type { Send } from './outbox.ts';

export interface SenderOptions {
  /** What carries the frames. */
  readonly duplex: Duplex;
  /** Whether frames may be sent: after the handshake, and not after the frame that closes. */
  readonly isOpen: () => boolean;
}

const notOpen = new Error('The connection is not open.');
const nothing = Buffer.alloc(0);

/**
 * Writes frames, each in one piece. Most are taken by the kernel at once; then nobody waits to be called back, which
 * costs as much as the rest of it. What is not taken is waited for, with all that is written until then.
 */
export function createSender({ duplex, isOpen }: SenderOptions): Send {
  // TLS never takes anything at once.
  const isDirect = !('encrypted' in duplex);
  let waiting = 0;
  return ({ wire }, done) => {
    if (!isOpen()) {
      done(notOpen);
      return;
    }
    if (isDirect && waiting === 0) {
      duplex.write(wire);
      if (duplex.writableLength === 0) {
        done(duplex.errored);
        return;
      }
    }
    const last = isDirect && waiting === 0 ? nothing : wire;
    waiting += 1;
    duplex.write(last, (error) => {
      waiting -= 1;
      done(error);
    });
  };
}
