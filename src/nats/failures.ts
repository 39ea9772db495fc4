import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { AuthorizationError, PermissionViolationError, UserAuthenticationExpiredError } from '@nats-io/transport-node';

/** Why NATS can't be used, where another try would not help. */
export type NatsRefusal = 'login' | 'permission' | 'no jetstream' | 'no stream';

/** Returns the refusal that an error means; undefined for any other, after which another try may help. */
export function refusalOf(error: unknown): NatsRefusal | undefined {
  if (error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError) return 'login';
  if (error instanceof PermissionViolationError) return 'permission';
  // The client does not export its class.
  if (error instanceof Error && error.name === 'JetStreamNotEnabled') return 'no jetstream';
  if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return 'no stream';
  return error instanceof Error && error.cause !== undefined ? refusalOf(error.cause) : undefined;
}
