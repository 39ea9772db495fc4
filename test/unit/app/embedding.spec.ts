import { expect, it } from 'vitest';
import { frameAncestorsOf } from '../../../src/app/compose/embedding.ts';

it.each([
  ['blog.example', ['http://blog.example:*', 'https://blog.example:*']],
  ['*.Blog.example', ['http://*.blog.example:*', 'https://*.blog.example:*']],
  ['blog.example:8443', ['http://blog.example:8443', 'https://blog.example:8443']],
  ['https://blog.example', ['https://blog.example']],
])('names %s for browsers', (site, sources) => {
  expect(frameAncestorsOf([site])).toEqual(sources);
});

it.each(['*', 'null', 'file://', '[::1]', 'http://[::1]:8000', 'https://blog.example/a', 'a b', "x'; script-src *"])(
  'refuses %s, which names no site',
  (site) => {
    expect(() => frameAncestorsOf([site])).toThrow(`--allow-embed ${JSON.stringify(site)} can never match`);
  },
);
