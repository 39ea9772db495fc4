/*
 * The connection to the server, in a thread of its own: there a flood of posts costs the page neither a task nor a parse
 * for each, and the page reads as many as it can between two frames.
 */
import { MessageQueue } from '../state/message-queue.ts';
import type { FromSocket, ToSocket } from './worker-socket.ts';

/** The least time between two batches: about a frame of the screen, in ms. */
const batchMs = 16;

const queue = new MessageQueue({ maxBatch: 64, maxWaiting: 2_000 });
let socket: WebSocket | undefined;
/** True once the page has read the last batch. */
let isReady = true;
let timer: ReturnType<typeof setTimeout> | undefined;

const report = (message: FromSocket): void => {
  postMessage(message);
};

function handOver(): void {
  timer = undefined;
  if (!isReady || queue.isEmpty) return;
  isReady = false;
  report({ messages: queue.take() });
}

const handOverSoon = (): void => {
  timer ??= setTimeout(handOver, batchMs);
};

function end(code: number, reason: string): void {
  while (!queue.isEmpty) report({ messages: queue.take() });
  report({ end: { code, reason } });
}

function open(url: string, protocol: string): void {
  const opened = new WebSocket(url, protocol);
  socket = opened;
  opened.addEventListener('open', () => {
    report({ open: opened.protocol });
  });
  opened.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    queue.push(String(data));
    handOverSoon();
  });
  opened.addEventListener('close', ({ code, reason }) => {
    end(code, reason);
  });
}

addEventListener('message', ({ data }: MessageEvent<ToSocket>) => {
  if ('open' in data) {
    try {
      open(data.open.url, data.open.protocol);
    } catch {
      end(1006, '');
    }
  } else if ('send' in data) socket?.send(data.send);
  else if ('close' in data) socket?.close(data.close);
  else {
    isReady = true;
    handOverSoon();
  }
});
