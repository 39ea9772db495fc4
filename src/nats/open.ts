import type { NatsConnection } from '@nats-io/transport-node';
import { Observable } from 'rxjs';
import { connectNats, type NatsOptions } from './connect.ts';

/**
 * Opens a connection when it is subscribed to, and closes it when it is unsubscribed. Emits it once; never completes, since
 * its end is an error.
 * @example openNats(options).pipe(switchMap((connection) => readSubject(connection, 'posts.>')))
 */
export function openNats(options: Omit<NatsOptions, 'isPersistent'>): Observable<NatsConnection> {
  return new Observable((subscriber) => {
    let opened: NatsConnection | undefined;
    const open = async (): Promise<void> => {
      const connection = await connectNats({ ...options, isPersistent: false });
      opened = connection;
      if (subscriber.closed) await connection.close();
      else subscriber.next(connection);
      const end = await connection.closed();
      throw end instanceof Error ? end : new Error('it has closed the connection');
    };
    open().catch((error: unknown) => {
      subscriber.error(error);
    });
    return () => {
      opened?.close().catch(() => undefined);
    };
  });
}
