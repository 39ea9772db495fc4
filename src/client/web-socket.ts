/** The part of a WebSocket that the client uses. Those of browsers, of Node and of the package `ws` fit. */
export interface SocketLike {
  /** The subprotocol that the server selected. */
  readonly protocol: string;
  readonly send: (text: string) => void;
  readonly close: (code?: number) => void;
  readonly addEventListener: (type: 'open' | 'message' | 'error' | 'close', listener: (event: object) => void) => void;
}

export type SocketConstructor = new (url: string, protocol: string) => SocketLike;
