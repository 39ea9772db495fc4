import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { embedCard } from './embed-card.ts';

const root = new URL('../..', import.meta.url).pathname;
const outDir = `${root}dist/web`;

/** Writes each file as it goes over the wire beside it, so that the server compresses nothing. */
const precompress: Plugin = {
  name: 'precompress',
  writeBundle() {
    for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
      const path = `${entry.parentPath}/${entry.name}`;
      if (!entry.isFile() || /\.(?:gz|br)$/.test(path)) continue;
      const bytes = readFileSync(path);
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(bytes));
    }
  },
};

/** The page: `src/web` to `dist/web`. */
export default defineConfig({
  root: `${root}src/web`,
  publicDir: false,
  build: { outDir, emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  plugins: [precompress, embedCard(root, outDir)],
});
