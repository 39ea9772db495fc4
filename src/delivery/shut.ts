/** A WebSocket, as far as it is to be closed. */
export interface Closable {
  readonly readyState: number;
  readonly CLOSED: number;
  readonly close: (code: number, reason?: string) => void;
  readonly terminate: () => void;
  readonly once: (event: 'close', callback: () => void) => unknown;
}

export interface Closing {
  readonly closeMs: number;
  readonly reason?: string | undefined;
}

/** The codes that the server has closed sockets with. */
const closings = new WeakMap<Closable, number>();
/** What RFC 6455 has for a connection that has gone without a code. */
const noCode = 1006;

/** Closes a socket, and cuts it when its peer does not answer in time. */
export async function shut(socket: Closable, code: number, { closeMs, reason }: Closing): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  if (!closings.has(socket)) closings.set(socket, code);
  const cut = setTimeout(() => {
    socket.terminate();
  }, closeMs);
  socket.close(code, reason);
  await gone(socket);
  clearTimeout(cut);
}

/** The code by which a connection has gone: its peer's, or ours where the peer had no answer to it. */
export function closingOf(socket: Closable, code: number): number {
  return code === noCode ? (closings.get(socket) ?? noCode) : code;
}

export const gone = (socket: Closable): Promise<unknown> =>
  socket.readyState === socket.CLOSED
    ? Promise.resolve()
    : new Promise((resolve) => {
        socket.once('close', () => {
          resolve(undefined);
        });
      });
