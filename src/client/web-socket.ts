/** What the client uses of a WebSocket: the one of browsers, of Node, and of the package `ws` are all like that. */
export interface SocketLike {
  /** The subprotocol that the server took. */
  readonly protocol: string;
  readonly send: (text: string) => void;
  readonly close: (code?: number) => void;
  readonly addEventListener: (type: 'open' | 'message' | 'error' | 'close', listener: (event: object) => void) => void;
}

export type SocketConstructor = new (url: string, protocol: string) => SocketLike;
