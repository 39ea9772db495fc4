import type { IncomingMessage, ServerResponse } from 'node:http';
import { FakeHttp, type Answer } from './http.ts';
import type { Refusal } from './refusal.ts';

type Response = Answer | undefined | ((response: ServerResponse) => void);

/** A service that is asked again and again, on a real socket, with faults on command. */
export abstract class PolledService {
  #http: FakeHttp | undefined;
  readonly #faults: (Refusal | 'cut')[] = [];
  /** Whether requests are left without an answer. */
  isHushed = false;

  /** Returns whether a request is one that faults are for. */
  protected abstract meetsFaults(request: IncomingMessage): boolean;
  protected abstract answer(request: IncomingMessage): Response;

  protected async listen(): Promise<void> {
    this.#http = await FakeHttp.start((request) => this.#respond(request));
  }

  get #server(): FakeHttp {
    if (this.#http === undefined) throw new Error('the fake has not started');
    return this.#http;
  }

  get url(): string {
    return this.#server.url;
  }

  get paths(): readonly string[] {
    return this.#server.paths;
  }

  get openSockets(): number {
    return this.#server.openSockets;
  }

  #respond(request: IncomingMessage): Response {
    if (this.isHushed) return undefined;
    const fault = this.meetsFaults(request) ? this.#faults.shift() : undefined;
    if (fault === 'cut') return ({ socket }) => socket?.resetAndDestroy();
    return fault ?? this.answer(request);
  }

  /** Cuts the connection of the next request that faults are for. */
  cut(): void {
    this.#faults.push('cut');
  }

  /** Answers the next requests that faults are for with these. */
  refuse(...refusals: readonly Refusal[]): void {
    this.#faults.push(...refusals);
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}
