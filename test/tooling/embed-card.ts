import { readFileSync, writeFileSync } from 'node:fs';
import { build, type Plugin } from 'vite';

/**
 * Makes the card of `/embed` as one file, with its script and its style in it: a frame of another site sends no cookie,
 * so that its files would lack the token.
 */
export function embedCard(root: string, outDir: string): Plugin {
  return {
    name: 'embed-card',
    // After the page's own files have been compressed: the server sends this one as it is.
    async closeBundle() {
      const folder = `${root}src/web/embed`;
      const built = await build({
        root: folder,
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        build: {
          ...{ write: false, target: 'es2022', cssCodeSplit: false, modulePreload: false },
          rolldownOptions: {
            ...{ input: `${folder}/main.ts`, output: { format: 'iife' } },
            // Tables that other rooms make when they are loaded.
            treeshake: { moduleSideEffects: (id: string) => id.startsWith(folder) },
          },
        },
      });
      const outputs = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
      const script = outputs
        .map((each) => (each.type === 'chunk' ? each.code : ''))
        .join('')
        .trim();
      const style = outputs
        .map((each) => (each.type === 'asset' ? String(each.source) : ''))
        .join('')
        .trim();
      if (script === '' || style === '' || /<\/(?:script|style)/i.test(script + style))
        throw new Error('The card is unusable.');
      const html = readFileSync(`${folder}/card.html`, 'utf8')
        .replace('<style></style>', () => `<style>${style}</style>`)
        .replace('<script></script>', () => `<script>${script}</script>`);
      writeFileSync(`${outDir}/embed.html`, html);
    },
  };
}
