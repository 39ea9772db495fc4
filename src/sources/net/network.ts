import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { UpstreamFailure } from '../supervisor/failure.ts';
import { zoneOf, type AddressZone } from './address-zone.ts';

/** Resolves names, and classifies addresses by their zone. */
export interface Network {
  readonly lookup: LookupFunction;
  readonly zoneOf: (address: string) => AddressZone;
}

/** The network of the system. */
export const systemNetwork: Network = { lookup, zoneOf };

/** An answer that leads to another address, by a redirect or a link. */
export interface Leader {
  readonly url: URL;
  /** The zone of the address that answered. */
  readonly zone: AddressZone;
}

/** Returns the IP address that the host of a URL is; undefined when it is a name. */
export function addressIn({ hostname }: URL): string | undefined {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) === 0 ? undefined : address;
}

/**
 * Returns the lookup for a request to where an upstream leads, which fails for addresses to which it may not lead: an
 * upstream must not reach through us what it can't reach itself. So it may lead to itself, to public addresses and to
 * those of its own zone, and from https to https only.
 * @throws UpstreamFailure when the URL can be refused as it is.
 */
export function lookupWithin(ledBy: Leader, url: URL, { lookup: resolve, zoneOf: zoneIn }: Network): LookupFunction {
  if (url.origin === ledBy.url.origin) return resolve;
  const refuse = (predicate: string): UpstreamFailure =>
    new UpstreamFailure('refused', `${ledBy.url.host} leads to ${url.host}, ${predicate}.`);
  if (ledBy.url.protocol === 'https:' && url.protocol !== 'https:') {
    throw refuse('which is not encrypted: nothing leads from https to http');
  }
  const faultOf = (address: string): UpstreamFailure | undefined => {
    const zone = zoneIn(address);
    if (zone === 'public' || zone === ledBy.zone) return undefined;
    return refuse(`which is a ${zone} address: no other host may lead there`);
  };
  const address = addressIn(url);
  const fault = address === undefined ? undefined : faultOf(address);
  if (fault !== undefined) throw fault;
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [];
      const usable = addresses.filter((each) => faultOf(each.address) === undefined);
      const [first] = usable;
      if (error !== null) callback(error, []);
      else if (first === undefined) callback(faultOf(addresses[0]?.address ?? '') ?? refuse('which is nowhere'), []);
      else if (options.all === true) callback(null, [...usable]);
      else callback(null, first.address, first.family);
    });
  };
}
