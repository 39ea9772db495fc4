import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';

type Keys = ReturnType<typeof nkeys.createUser>;

/** The subjects that a user may publish to, and subscribe to. */
export interface Permissions {
  readonly pub: readonly string[];
  readonly sub: readonly string[];
}

/** An operator with an account, whose users are known by JWTs. */
export class NatsUsers {
  readonly #folder: string;
  readonly #account = nkeys.createAccount();
  /** The lines of a server's configuration by which it knows them. */
  readonly config: readonly string[];

  constructor(folder: string) {
    this.#folder = folder;
    const operator = nkeys.createOperator();
    const system = nkeys.createAccount();
    const limits = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
    const storage = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
    const accountOf = (keys: Keys, more: object) =>
      tokenOf(operator, keys, { type: 'account', limits: { ...limits, ...more } });
    const accounts = [`${system.getPublicKey()}: ${accountOf(system, {})}`];
    accounts.push(`${this.#account.getPublicKey()}: ${accountOf(this.#account, storage)}`);
    this.config = [
      `operator: ${tokenOf(operator, operator, { type: 'operator' })}`,
      `system_account: ${system.getPublicKey()}`,
      'resolver: MEMORY',
      `resolver_preload: { ${accounts.join(', ')} }`,
    ];
  }

  /** Writes the credentials of a new user; returns the path of their file. */
  add(name: string, { pub, sub }: Permissions): string {
    const user = nkeys.createUser();
    const jwt = tokenOf(this.#account, user, {
      ...{ type: 'user', subs: -1, data: -1, payload: -1, pub: { allow: pub }, sub: { allow: sub } },
      resp: { max: 1, ttl: 2_000_000_000 },
    });
    const path = join(this.#folder, `${name}.creds`);
    const seed = Buffer.from(user.getSeed()).toString();
    writeFileSync(
      path,
      `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n` +
        `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
    );
    return path;
  }
}

function tokenOf(issuer: Keys, subject: Keys, claims: object): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sub = subject.getPublicKey();
  const body = {
    ...{ jti: sub, iat: Math.floor(Date.now() / 1_000), iss: issuer.getPublicKey(), sub, name: sub.slice(0, 6) },
    nats: { ...claims, version: 2 },
  };
  const signed = `${encode({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encode(body)}`;
  return `${signed}.${Buffer.from(issuer.sign(Buffer.from(signed))).toString('base64url')}`;
}
