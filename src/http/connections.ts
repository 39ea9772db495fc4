import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressKey } from '../budget/index.ts';

export interface ConnectionLimits {
  /** The most connections of an address at a time; further ones are cut. */
  readonly maxPerAddress: number;
  /** Returns whether the connections of an address are not counted, because many clients share it. */
  readonly isExempt: (address: string) => boolean;
  readonly onCut: () => void;
}

/**
 * Cuts the connections of an address beyond those that it may have, before anything is read from them. Otherwise one
 * client that opens connections and sends nothing would take all that the server can have.
 */
export function limitConnections(server: Server, { maxPerAddress, isExempt, onCut }: ConnectionLimits): void {
  const counts = new Map<string, number>();
  const release = (owner: string): void => {
    const count = counts.get(owner) ?? 0;
    if (count > 1) counts.set(owner, count - 1);
    else counts.delete(owner);
  };
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (isExempt(address)) return;
    const owner = addressKey(address);
    const count = counts.get(owner) ?? 0;
    if (count >= maxPerAddress) {
      socket.destroy();
      onCut();
      return;
    }
    counts.set(owner, count + 1);
    socket.once('close', () => {
      release(owner);
    });
  });
}
