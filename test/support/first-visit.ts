import { isRecord } from '../../src/model/index.ts';

/*
 * Does the README's first steps with the WebSocket of Node: tracks pizza at the given address, and fails unless a frame of
 * exactly the original protocol's shape comes within three seconds.
 */

const [address] = process.argv.slice(2);
if (address === undefined) throw new Error('Usage: first-visit.ts ADDRESS');

const timeout = setTimeout(() => {
  fail('No frame came within three seconds.');
}, 3_000);

const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/track`);
socket.addEventListener('open', () => {
  socket.send('{"track":"pizza"}');
});
socket.addEventListener('error', () => {
  fail(`${address} can't be reached.`);
});
socket.addEventListener('message', ({ data }) => {
  const frame: unknown = JSON.parse(String(data));
  if (!isOriginal(frame)) fail(`This is not a frame of the original protocol: ${String(data)}`);
  clearTimeout(timeout);
  socket.close(1000);
});

function isOriginal(frame: unknown): boolean {
  if (!isRecord(frame) || Object.keys(frame).toSorted().join() !== 'hashtags,polarityIndex') return false;
  const { polarityIndex, hashtags } = frame;
  return [0, 1, 2].some((index) => index === polarityIndex) && isRecord(hashtags);
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
