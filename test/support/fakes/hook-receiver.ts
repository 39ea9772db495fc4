import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { isRecord } from '../../../src/model/index.ts';
import { FakeHttp } from './http.ts';

/** A webhook that came, and was signed with the secret. */
export interface ReceivedHook {
  readonly path: string;
  /** The query string of its address, without the question mark. */
  readonly query: string;
  /** The header `webhook-id`. */
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The status of the answer; undefined when the connection was cut instead. */
  readonly status: number | undefined;
  /** The time at which it had come, epoch ms. */
  readonly receivedAt: number;
  /** The time at which the answer had been written, epoch ms; undefined until then. */
  answeredAt: number | undefined;
}

/** Decides on the answer to a webhook: a status, or undefined to cut the connection. */
export type Verdict = (hook: Omit<ReceivedHook, 'status' | 'receivedAt' | 'answeredAt'>) => number | undefined;

/**
 * A receiver of webhooks on a real socket, which verifies signatures by an implementation that is not ours. What is not
 * signed is kept as a fault.
 */
export class HookReceiver {
  /** Base64, without `whsec_`. */
  readonly secret: string;
  readonly hooks: ReceivedHook[] = [];
  readonly faults: string[] = [];
  /** By default, all webhooks are accepted. */
  verdict: Verdict = () => 204;
  readonly #verifier: Webhook;
  #server: FakeHttp | undefined;

  private constructor(secret: string) {
    this.secret = secret;
    this.#verifier = new Webhook(secret);
  }

  static async start(secret = Buffer.from('a secret of the tests').toString('base64')): Promise<HookReceiver> {
    const receiver = new HookReceiver(secret);
    receiver.#server = await FakeHttp.start((request) => (response) => {
      void receiver.#receive(request, response);
    });
    return receiver;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** The webhooks that came to a path. */
  at(path: string): readonly ReceivedHook[] {
    return this.hooks.filter((hook) => hook.path === path);
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const written = await text(request).catch(() => undefined);
    if (written === undefined) return;
    const receivedAt = Date.now();
    const { url = '', headers } = request;
    const [path = '', query = ''] = url.split('?');
    const body = this.#verify(written, headers);
    if (body === undefined) {
      response.writeHead(401).end();
      return;
    }
    const hook = { path, query, id: String(headers['webhook-id']), body };
    const status = this.verdict(hook);
    const received: ReceivedHook = { ...hook, status, receivedAt, answeredAt: undefined };
    this.hooks.push(received);
    if (status === undefined) {
      response.destroy();
      return;
    }
    response.writeHead(status, { location: '/elsewhere' }).end(() => {
      received.answeredAt = Date.now();
    });
  }

  #verify(body: string, headers: IncomingMessage['headers']): Readonly<Record<string, unknown>> | undefined {
    try {
      const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      const verified = this.#verifier.verify(body, signed);
      return isRecord(verified) ? verified : {};
    } catch (error) {
      this.faults.push(String(error));
      return undefined;
    }
  }
}
