import { resolve } from 'node:path';
import { readApiConfig, readStartConfig, readWorkerConfig, withDatabase } from '../../stack/config';

const role = {
  MONGODB_URI: 'mongodb://db.example:27017/calls',
  PROVIDER_URL: 'https://voice.example/',
  PROVIDER_SECRET: 'a secret of 24 characters',
  PUBLIC_URL: 'https://ringmaster.example',
};

const messageOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was accepted');
};

describe('the environment', () => {
  it('may be empty for npm start', () => {
    expect(readStartConfig({})).toEqual({ port: 3000, host: '127.0.0.1', dataDir: resolve('.data') });
  });

  it('an empty value counts as unset', () => {
    expect(readStartConfig({ PORT: '', RINGMASTER_API_KEY: '', MONGODB_URI: '' })).toEqual(
      readStartConfig({}),
    );
  });

  it('every missing variable of a role is named at once', () => {
    const message = messageOf(() => readWorkerConfig({}));
    for (const name of Object.keys(role))
      expect(message).toContain(`${name}: it is not set, and it is required`);
  });

  it.each([
    ['PORT', 'http', /PORT: it is "http"; allowed: a whole number from 0 .* to 65535/],
    ['PORT', '65536', /PORT: it is "65536"/],
    ['PORT', '-1', /PORT: it is "-1"/],
    ['PROVIDER_URL', 'voice.example', /PROVIDER_URL: it is not an http:\/\/ or https:\/\/ address/],
    ['PUBLIC_URL', 'ftp://x', /PUBLIC_URL: it is not an http/],
    ['MONGODB_URI', 'http://db', /MONGODB_URI: it is not a MongoDB address .*allowed: mongodb:\/\//],
    ['RINGMASTER_API_KEY', 'short', /RINGMASTER_API_KEY: it is too short .*at least 16 characters/],
  ])('a wrong %s (%s) is named, with what is allowed', (name, value, expected) => {
    expect(messageOf(() => readApiConfig({ ...role, [name]: value }))).toMatch(expected);
  });

  it('a secret is never repeated in a message', () => {
    const message = messageOf(() =>
      readApiConfig({ ...role, RINGMASTER_API_KEY: 'hunter2', MONGODB_URI: 'user:pass@db' }),
    );
    expect(message).not.toMatch(/hunter2|pass@/);
  });

  it('a provider of your own needs its secret', () => {
    expect(messageOf(() => readStartConfig({ PROVIDER_URL: 'http://voice.example' }))).toContain(
      'PROVIDER_SECRET',
    );
  });

  it('addresses are ready to have a path added', () => {
    expect(readApiConfig(role)).toMatchObject({ providerUrl: 'https://voice.example', port: 3000 });
  });
});

describe('the database name', () => {
  it.each([
    ['mongodb://h:1', 'mongodb://h:1/ringmaster'],
    ['mongodb://h:1/', 'mongodb://h:1/ringmaster'],
    ['mongodb://h:1,i:2/?replicaSet=r', 'mongodb://h:1,i:2/ringmaster?replicaSet=r'],
    ['mongodb+srv://u:p@h/calls?w=majority', 'mongodb+srv://u:p@h/calls?w=majority'],
  ])('%s becomes %s', (given, expected) => {
    expect(withDatabase(given)).toBe(expected);
  });
});
