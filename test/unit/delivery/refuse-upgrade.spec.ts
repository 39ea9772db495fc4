import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { refuseUpgrade } from '../../../src/delivery/index.ts';
import { UndertoneError } from '../../../src/model/index.ts';

it('refusing a client that resets its connection causes no error', async () => {
  let answer = '';
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      answer += chunk.toString();
      done(new Error('read ECONNRESET'));
    },
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  refuseUpgrade(socket, 404, new UndertoneError('not_found', 'There is nothing here.'));
  await closed;
  expect(socket.destroyed).toBe(true);
  expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
}, 2_000);
