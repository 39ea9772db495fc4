import type { IncomingMessage } from 'node:http';
import { FakeHttp, type Response } from './http.ts';

/** A service on a real socket, which is there once it listens. */
export abstract class HttpService {
  #http: FakeHttp | undefined;

  protected async listen(handle: (request: IncomingMessage) => Response): Promise<void> {
    this.#http = await FakeHttp.start(handle);
  }

  protected get server(): FakeHttp {
    if (this.#http === undefined) throw new Error('the fake has not started');
    return this.#http;
  }

  get url(): string {
    return this.server.url;
  }

  get requests(): readonly IncomingMessage[] {
    return this.server.requests;
  }

  get paths(): readonly string[] {
    return this.server.paths;
  }

  get openSockets(): number {
    return this.server.openSockets;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
