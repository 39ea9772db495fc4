import { describe, expect, it } from 'vitest';
import { textWithoutSecrets, withoutSecrets } from '../../../src/model/index.ts';

describe('an address without secrets', () => {
  it.each([
    ['poll:http://user:hunter2@host/c', 'poll:http://…@host/c'],
    ['postgres://ann:hunter2@host/db?sslmode=require', 'postgres://…@host/db?sslmode=require'],
    ['postgres://ann:hunt er2@host/db', 'postgres://…@host/db'],
    ['wss://hunter2@host/track', 'wss://…@host/track'],
    ['ws://:hunter2@host', 'ws://…@host'],
    ['http://a:hun@ter2@host/', 'http://…@host/'],
    ['http://a:hun/ter2@host/', 'http://…@host/'],
    ['ws://host/track?access_token=hunter2&x=1#f', 'ws://host/track?access_token=…&x=1#f'],
    ['http://host/?x=1&API_KEY=hunter2', 'http://host/?x=1&API_KEY=…'],
    ['mastodon:https://host/@ann', 'mastodon:https://host/@ann'],
    ['ws://127.0.0.1:8000/track', 'ws://127.0.0.1:8000/track'],
  ])('of %s is %s', (address, expected) => {
    expect(withoutSecrets(address)).toBe(expected);
    expect(withoutSecrets(expected)).toBe(expected);
  });
});

describe('a sentence without secrets', () => {
  it.each([
    ['`postgres://u:hunter2@h/db` is not an option.', '`postgres://…@h/db` is not an option.'],
    ['a http://u:hunter2@h/x and wss://v:hun@ter2@i fail', 'a http://…@h/x and wss://…@i fail'],
    ['connect to redis://hunter2@h: refused', 'connect to redis://…@h: refused'],
    ['No server at ws://h/?key=hunter2: start one.', 'No server at ws://h/?key=…: start one.'],
    ['(ws://h/?access_token=hunter2) is closed', '(ws://h/?access_token=…) is closed'],
    ['Write to ann@example.com about http://h:80/, please.', 'Write to ann@example.com about http://h:80/, please.'],
    ['https://h/@ann is a profile. What = that?', 'https://h/@ann is a profile. What = that?'],
    ['Is it? The key = x.', 'Is it? The key = x.'],
  ])('of %j is %j', (sentence, expected) => {
    expect(textWithoutSecrets(sentence)).toBe(expected);
    expect(textWithoutSecrets(expected)).toBe(expected);
  });
});
