import { describe, expect, it } from 'vitest';
import { createSessionManager } from '../../../src/delivery/sessions.ts';
import type { SessionIdentity } from '../../../src/delivery/session-identity.ts';
import { openSlowSession } from '../../support/slow-session.ts';

describe('the owner of a session', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0/64'],
  ])('is the key of its address: %s is %s', (address, owner) => {
    const sessions = createSessionManager({
      capacity: { maxSessions: 1, maxSessionsPerAddress: 1 },
      now: () => 0,
      onClosed: () => undefined,
    });
    const identities: SessionIdentity[] = [];
    sessions.open(address, (identity) => {
      identities.push(identity);
      return openSlowSession().session;
    });
    expect(identities).toEqual([{ id: '1', owner }]);
  });
});
