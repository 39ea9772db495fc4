import { parseAllowedOrigin } from '../../delivery/index.ts';
import { UndertoneError } from '../../model/index.ts';

/**
 * Returns the sites of `--allow-embed` as sources of the directive `frame-ancestors` (CSP Level 3, 2.3.1).
 * @throws UndertoneError `bad_option` when a value names no site.
 * @example frameAncestorsOf(['blog.example']) // ['http://blog.example:*', 'https://blog.example:*']
 */
export function frameAncestorsOf(sites: readonly string[]): readonly string[] {
  return sites.flatMap((site) => {
    const allowed = parseAllowedOrigin(site, '--allow-embed');
    if (/\[|^(?:null|file:)/.test(allowed.kind === 'host' ? allowed.host : allowed.origin)) throw unnameable(site);
    if (allowed.kind === 'origin') return [allowed.origin];
    const { host, port, isWildcard } = allowed;
    const name = `${isWildcard ? '*.' : ''}${host}:${port === '' ? '*' : port}`;
    return [`http://${name}`, `https://${name}`];
  });
}

const unnameable = (site: string): UndertoneError =>
  new UndertoneError(
    'bad_option',
    `--allow-embed ${JSON.stringify(site)} can never match: browsers know sites only by their host names.`,
  );
