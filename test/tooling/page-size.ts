import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Holds the built page to its size: everything that a browser loads, gzipped. */
const maxBytes = 120_000;
const folder = new URL('../../dist/web', import.meta.url).pathname;

const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.(?:gz|br)$/.test(entry.name))
  .map(({ parentPath, name }) => gzipSync(readFileSync(`${parentPath}/${name}`)).length)
  .reduce((sum, length) => sum + length, 0);

if (bytes > maxBytes) {
  console.error(`The page has ${bytes} bytes gzipped, and may have ${maxBytes} at most.`);
  process.exitCode = 1;
} else if (process.argv.includes('--say')) {
  console.log(`The page has ${bytes} bytes gzipped.`);
}
