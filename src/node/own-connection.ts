import type { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpAgent } from './http.ts';

/**
 * Returns the agent of one request: a connection of its own, through the proxy of `HTTP_PROXY` or `HTTPS_PROXY` where
 * `NODE_USE_ENV_PROXY` asks for it, as Node's own agents do.
 *
 * @example
 * request(url, { agent: agentFor(url) })
 */
export function agentFor({ protocol }: URL): Agent | false {
  if (process.env['NODE_USE_ENV_PROXY'] !== '1') return false;
  const options = { proxyEnv: process.env };
  return protocol === 'https:' || protocol === 'wss:' ? new HttpsAgent(options) : new HttpAgent(options);
}
