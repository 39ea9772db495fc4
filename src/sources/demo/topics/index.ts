/**
 * What the demo's people talk about.
 *
 * Owns the topics and their sentences, all written for Undertone. Promises that each sentence names its topic by one of
 * its plain words, and that people, places to eat, teams and links are invented. Never draws a sentence itself.
 */
import type { Topic } from '../topic.ts';
import { culture } from './culture.ts';
import { food } from './food.ts';
import { life } from './life.ts';
import { outside } from './outside.ts';
import { sport } from './sport.ts';
import { tech } from './tech.ts';
import { town } from './town.ts';

export const topics: readonly Topic[] = [...food, ...sport, ...culture, ...tech, ...outside, ...life, ...town];
