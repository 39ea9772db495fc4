import { readFileSync } from 'node:fs';
import type { TopicModels } from './topic-models.ts';
import { decodeModel, type LinearModel } from './weights.ts';

/** The files of the weights, which `npm run train` writes. */
export const modelFiles = ['texts', 'genres', 'reviews', 'news'] as const;

export type ModelName = (typeof modelFiles)[number];

/** Returns the address of the weights of a model. */
export const modelUrl = (name: ModelName): URL => new URL(`./${name}.weights`, import.meta.url);

const read = (name: ModelName): LinearModel => decodeModel(readFileSync(modelUrl(name)));

let texts: LinearModel | undefined;
let topics: TopicModels | undefined;

/** Returns the model of whole texts, which a thread reads once. */
export const textModel = (): LinearModel => (texts ??= read('texts'));

/** Returns the models of topics, which a thread reads once. */
export const topicModels = (): TopicModels =>
  (topics ??= { genres: read('genres'), byGenre: { reviews: read('reviews'), news: read('news') } });
