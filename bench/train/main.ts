import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { modelUrl, type ModelName } from '../../src/sentiment/learned/models.ts';
import { encodeModel, type LinearModel } from '../../src/sentiment/learned/weights.ts';
import { readRated, readTopics } from './data.ts';
import { trainTexts } from './texts.ts';
import { trainTopics } from './topics.ts';

/*
 * `npm run train -- --data FOLDER` writes the weights of `--scorer learned` and `--topics learned`. The same data and rules
 * give the same bytes. Only sets whose licences allow it are read: VADER's rated texts (MIT), MAMS (Apache-2.0) and
 * NewsMTSC (MIT); bench/README.md says where they are.
 */

const { values } = parseArgs({ options: { data: { type: 'string' } } });
if (values.data === undefined) throw new Error('Use `npm run train -- --data FOLDER`.');

const rated = readRated(values.data);
const topics = readTopics(values.data, 'topics-train.jsonl').filter(({ set }) => set.endsWith('_train'));
if (rated.length === 0 || topics.length === 0) {
  throw new Error(`${values.data} has no rated.jsonl, or no topics-train.jsonl.`);
}

const write = (name: ModelName, model: LinearModel | undefined): void => {
  if (model === undefined) return;
  const bytes = encodeModel(model);
  writeFileSync(modelUrl(name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
};

write('texts', trainTexts(rated, topics));
const { genres, byGenre } = trainTopics(topics, rated);
write('genres', genres);
write('reviews', byGenre['reviews']);
write('news', byGenre['news']);
