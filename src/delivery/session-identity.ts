/** Names a session to the budgets, and the address of its client, which pays for what the session uses. */
export interface SessionIdentity {
  readonly id: string;
  /** The client's address as `addressKey` writes it. */
  readonly owner: string;
}
