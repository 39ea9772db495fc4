import { createHmac } from 'node:crypto';

export interface SignedMessage {
  readonly id: string;
  /** Unix seconds of the attempt. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * Returns the headers of a webhook (Standard Webhooks 1.0: https://www.standardwebhooks.com): HMAC-SHA256 over id, timestamp
 * and body. A secret that begins with `whsec_` is base64, any other is its UTF-8 bytes.
 *
 * @example
 * signatureHeaders({ id: 'alert_1', timestamp: 1_768_473_300, body: '{}' }, 'whsec_c2VjcmV0')
 */
export function signatureHeaders({ id, timestamp, body }: SignedMessage, secret: string) {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  } as const;
}
