import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMailer } from '../../../src/alerts/mail.ts';

let server: Server;
let url: string;
let said: string[];
/** The answer to the end of a mail. */
let verdict: string;

function answerTo(line: string, isData: boolean): string | undefined {
  if (isData) return line === '.' ? verdict : undefined;
  if (/^EHLO/i.test(line)) return '250 localhost';
  if (/^DATA/i.test(line)) return '354 go on';
  return /^QUIT/i.test(line) ? '221 bye' : '250 ok';
}

function converse(socket: Socket): void {
  let isData = false;
  let rest = '';
  socket.write('220 localhost ESMTP\r\n');
  socket.on('data', (chunk) => {
    const lines = `${rest}${chunk.toString()}`.split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      said.push(line);
      const answer = answerTo(line, isData);
      if (answer?.startsWith('354') === true) isData = true;
      else if (answer !== undefined) isData = false;
      if (answer !== undefined) socket.write(`${answer}\r\n`);
    }
  });
  socket.on('error', () => undefined);
}

beforeEach(async () => {
  said = [];
  verdict = '250 queued';
  server = createServer(converse);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `smtp://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
});
afterEach(() => {
  server.close();
});

it('a mail is sent under an id that stays the same, and a refusal is an outcome', async () => {
  const send = createMailer({ url, from: 'undertone@example.com', timeoutMs: 5_000 });
  const mail = { id: 'alert_1', to: 'ops@example.com', subject: 'pizza: bad news', text: 'pizza is awful' };
  expect(await send(mail)).toEqual({ status: 250 });
  expect(said).toContain('RCPT TO:<ops@example.com>');
  expect(said).toContain('Subject: pizza: bad news');
  expect(said).toContain('Message-ID: <alert_1@undertone>');
  verdict = '451 try again';
  const refused = await send(mail);
  expect('error' in refused && refused.error).toContain('451');
});
