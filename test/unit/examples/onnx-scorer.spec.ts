import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import onnxScorer, { columnOf, columns } from '../../examples/onnx-scorer.ts';

/* The few messages of ONNX's protocol buffers (onnx.proto3) that a model of one matrix needs. */

type Field = readonly [number: number, value: number | string | Uint8Array | readonly Field[]];

function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function encode(fields: readonly Field[]): Uint8Array {
  const bytes = fields.flatMap(([number, value]): readonly number[] => {
    if (typeof value === 'number') return [...varint(number * 8), ...varint(value)];
    const content =
      typeof value === 'string' ? Buffer.from(value) : value instanceof Uint8Array ? value : encode(value);
    return [...varint(number * 8 + 2), ...varint(content.length), ...content];
  });
  return Uint8Array.from(bytes);
}

const float = 1;
const matrix = (name: string, width: number): readonly Field[] => [
  [1, name],
  [
    2,
    [
      [
        1,
        [
          [1, float],
          [
            2,
            [
              [1, [[2, 'texts']]],
              [1, [[1, width]]],
            ],
          ],
        ],
      ],
    ],
  ],
];

/** compound = tanh(words × weights) */
function modelOf(weights: Float32Array): Uint8Array {
  const graph: readonly Field[] = [
    [
      1,
      [
        [1, 'words'],
        [1, 'weights'],
        [2, 'sum'],
        [4, 'MatMul'],
      ],
    ],
    [
      1,
      [
        [1, 'sum'],
        [2, 'compound'],
        [4, 'Tanh'],
      ],
    ],
    [2, 'toy'],
    [
      5,
      [
        [1, columns],
        [1, 1],
        [2, float],
        [8, 'weights'],
        [9, new Uint8Array(weights.buffer)],
      ],
    ],
    [11, matrix('words', columns)],
    [12, matrix('compound', 1)],
  ];
  return encode([
    [1, 8],
    [
      8,
      [
        [1, ''],
        [2, 13],
      ],
    ],
    [7, graph],
  ]);
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('the ONNX scorer scores a batch by a model from disk', async () => {
  const weights = new Float32Array(columns);
  weights[columnOf('good')] = 2;
  weights[columnOf('bad')] = -2;
  const model = join(folder, 'toy.onnx');
  writeFileSync(model, modelOf(weights));
  const scorer = await onnxScorer.create({ model });
  const texts = ['A good day, good people', 'bad weather', 'a table'];
  const scores = await scorer.score(texts.map((text) => ({ text, topics: [] })));
  expect(scores.map((score) => Number(score?.compound.toFixed(3)))).toEqual([0.999, -0.964, 0]);
});

it('the ONNX scorer says which option it misses', async () => {
  await expect(async () => onnxScorer.create({})).rejects.toThrow('the option `model`');
});
