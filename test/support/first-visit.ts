import { isRecord } from '../../src/model/index.ts';

/*
 * What a newcomer does with the README in hand, with the WebSocket that Node brings: tracks pizza at the given address,
 * and wants a frame of exactly the original shape within three seconds.
 */

const [address] = process.argv.slice(2);
if (address === undefined) throw new Error('Which address?');

const patience = setTimeout(() => {
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
  if (!isOriginal(frame)) fail(`This is no frame of the original protocol: ${String(data)}`);
  clearTimeout(patience);
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
