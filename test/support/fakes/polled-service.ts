import type { IncomingMessage } from 'node:http';
import type { Response } from './http.ts';
import { HttpService } from './http-service.ts';
import type { Refusal } from './refusal.ts';

/** A service that is asked again and again, on a real socket, with faults on command. */
export abstract class PolledService extends HttpService {
  readonly #faults: (Refusal | 'cut')[] = [];
  /** Whether requests are left without an answer. */
  isHushed = false;

  /** Returns whether a request is one that faults are for. */
  protected abstract meetsFaults(request: IncomingMessage): boolean;
  protected abstract answer(request: IncomingMessage): Response;

  protected start(): Promise<void> {
    return this.listen((request) => this.#respond(request));
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
}
