import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP, SocketAddress } from 'node:net';
import { UndertoneError, type Client } from '../model/index.ts';

/** The parts of a request that show who sent it. */
export interface ClientRequest {
  readonly headers: IncomingHttpHeaders;
  /** The connection; one with TLS has `encrypted`. */
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** Returns who sent a request. */
export type ClientOf = (request: ClientRequest) => Client;

/**
 * Creates the reader of clients behind proxies, which are trusted by their addresses or networks. The client is the
 * right-most address of `X-Forwarded-For` that is not trusted, provided that the peer is: each proxy appends the address
 * it was asked from, so that whatever stands further left may be made up. An entry that is no address ends the reading at
 * the proxy that wrote it. Where all are trusted, the client is the left-most.
 * @throws UndertoneError `bad_option` when a value is neither an address nor a network.
 * @example
 * const clientOf = createClientOf(['10.0.0.0/8']);
 * clientOf({ socket: { remoteAddress: '10.0.0.1' }, headers: { 'x-forwarded-for': '192.0.2.1' } }); // 192.0.2.1
 */
export function createClientOf(trustProxy: readonly string[]): ClientOf {
  const isTrusted = createProxyCheck(trustProxy);
  return ({ headers, socket }) => {
    const peer = canonical(socket.remoteAddress ?? '') ?? '';
    const isEncrypted = 'encrypted' in socket;
    if (trustProxy.length === 0 || !isTrusted(peer)) return { address: peer, isSecure: isEncrypted };
    return {
      address: forwardedFor(valuesOf(headers['x-forwarded-for']), peer, isTrusted),
      isSecure: isEncrypted || valuesOf(headers['x-forwarded-proto'])[0]?.toLowerCase() === 'https',
    };
  };
}

/** Returns whether an address is that of a trusted proxy. */
export type IsTrusted = (address: string) => boolean;

function forwardedFor(entries: readonly string[], peer: string, isTrusted: IsTrusted): string {
  let client = peer;
  for (const entry of entries.toReversed()) {
    const address = canonical(withoutPort(entry));
    if (address === undefined) return client;
    client = address;
    if (!isTrusted(address)) return client;
  }
  return client;
}

/** Returns the values of a list, over all headers of its name. Empty ones do not count (RFC 9110, 5.6.1). */
function valuesOf(header: string | readonly string[] | undefined): readonly string[] {
  const values = [header ?? []].flat().flatMap((each) => each.split(','));
  return values.map((value) => value.trim()).filter((value) => value !== '');
}

/** Proxies also write `"[2001:db8::1]:443"` (RFC 7239, 6) and `192.0.2.1:443`. */
function withoutPort(entry: string): string {
  const text = /^"(.*)"$/.exec(entry)?.[1] ?? entry;
  return /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

/** Returns the one spelling of an address, without its zone and as IPv4 where IPv6 carries one; undefined if it is none. */
function canonical(text: string): string | undefined {
  const [bare = ''] = text.split('%');
  const version = isIP(bare);
  if (version !== 6) return version === 4 ? bare : undefined;
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' });
  return /^::ffff:([\d.]+)$/.exec(address)?.[1] ?? address;
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** @throws UndertoneError `bad_option` when a value is neither an address nor a network. */
export function createProxyCheck(values: readonly string[]): IsTrusted {
  const trusted = new BlockList();
  for (const value of values) {
    const [, address = '', prefix] = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(value) ?? [];
    const version = isIP(address);
    const bits = version === 6 ? 128 : 32;
    if (version === 0 || Number(prefix ?? bits) > bits) {
      throw new UndertoneError(
        'bad_option',
        `--trust-proxy ${value} must be an address like 10.0.0.1, or a network like 10.0.0.0/8.`,
      );
    }
    trusted.addSubnet(address, Number(prefix ?? bits), familyOf(address));
  }
  return (address) => {
    const known = canonical(address);
    return known !== undefined && trusted.check(known, familyOf(known));
  };
}
