/**
 * A scorer that runs an ONNX model from disk by `onnxruntime-web`, which you install yourself: WebAssembly, so that nothing
 * is compiled or downloaded.
 *
 *     undertone serve --scorer module:./onnx-scorer.ts --scorer-options '{"model":"./model.onnx"}'
 *
 * The model takes `words`, a matrix of floats with a row for each text, and gives `compound`, a value from -1 to 1 for each.
 * Put the words of a row as your model was trained: this one counts them by their hash.
 */
import { readFile } from 'node:fs/promises';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import type { ScorerDefinition, TextScore } from 'undertone';

/** The columns of `words`. */
export const columns = 64;

// Each worker of Undertone is a thread already.
env.wasm.numThreads = 1;

const onnxScorer: ScorerDefinition = {
  name: 'onnx',
  languages: ['en'],
  create: async ({ model }) => {
    if (typeof model !== 'string') throw new Error('the option `model` must be the path of an ONNX file');
    const session = await InferenceSession.create(await readFile(model));
    return {
      score: async (batch) => {
        const words = new Float32Array(batch.length * columns);
        for (const [row, { text }] of batch.entries()) countWords(text, words.subarray(row * columns));
        const { compound } = await session.run({ words: new Tensor('float32', words, [batch.length, columns]) });
        const values = await compound?.getData();
        if (!(values instanceof Float32Array)) throw new Error('the model has no output `compound` of floats');
        // Without `topics`, the words of each query are scored as `--topics` says.
        return Array.from(values, (value): TextScore => ({ compound: value }));
      },
    };
  },
};

export default onnxScorer;

function countWords(text: string, row: Float32Array): void {
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const column = columnOf(word);
    row[column] = (row[column] ?? 0) + 1;
  }
}

/** Returns the column of a word: its FNV-1a hash. */
export function columnOf(word: string): number {
  let hash = 0x811c9dc5;
  for (const unit of word) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % columns;
}
