/** The sender of a request. */
export interface Client {
  /** An IPv4 address, or an IPv6 address in its shortest form; empty once the connection is closed. */
  readonly address: string;
  /** Whether the client's own connection is encrypted. */
  readonly isSecure: boolean;
}
