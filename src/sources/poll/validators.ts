import type { IncomingHttpHeaders } from 'node:http';

// A change within the second of `Last-Modified` leaves it as it is, so it has to be older than the answer (RFC 9110,
// 8.8.2.2).
const minAgeMs = 1_000;

/** The validators of the last answer, by which an address answers 304 as long as it lists the same (RFC 9110, 13). */
export class Validators {
  #href: string | undefined;
  #headers: Readonly<Record<string, string>> = {};

  /** Returns the headers of a conditional request; none for an address that has not answered last. */
  for(url: URL): Readonly<Record<string, string>> {
    return url.href === this.#href ? this.#headers : {};
  }

  /** Records an answer. */
  record({ asked, headers }: { readonly asked: URL; readonly headers: IncomingHttpHeaders }): void {
    const { etag, 'last-modified': modified, date } = headers;
    const ageMs = Date.parse(date ?? '') - Date.parse(modified ?? '');
    this.#href = asked.href;
    this.#headers = {
      ...(etag !== undefined && { 'If-None-Match': etag }),
      ...(modified !== undefined && ageMs >= minAgeMs && { 'If-Modified-Since': modified }),
    };
  }
}
