import { resolve } from 'node:path';
import { readApiConfig, readStartConfig, readWorkerConfig, withDatabase } from '../../stack/config/config';

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
    expect(readApiConfig(role)).toMatchObject({
      voice: { provider: 'http', url: 'https://voice.example' },
      port: 3000,
    });
  });
});

describe('Twilio as the provider', () => {
  const { PROVIDER_URL: _, ...others } = role;
  const accountSid = `AC${'1f'.repeat(16)}`;
  const twilio = {
    ...others,
    VOICE_PROVIDER: 'twilio',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: 'an auth token of Twilio',
    TWILIO_STREAM_URL: 'wss://agent.example/twilio',
  };
  const voice = {
    provider: 'twilio',
    accountSid,
    authToken: 'an auth token of Twilio',
    streamUrl: 'wss://agent.example/twilio',
  };

  it('needs no PROVIDER_URL, and is known to every role and to npm start', () => {
    for (const read of [readWorkerConfig, readApiConfig, readStartConfig])
      expect(read(twilio)).toMatchObject({ voice, providerSecret: role.PROVIDER_SECRET });
  });

  it('is given one call a second, as a new account has, unless the account has more', () => {
    expect(readWorkerConfig(twilio).callsPerSecond).toBe(1);
    expect(readWorkerConfig({ ...twilio, CALLS_PER_SECOND: '30' }).callsPerSecond).toBe(30);
    expect(readWorkerConfig(role).callsPerSecond).toBeUndefined();
  });

  it('may be asked at another address', () => {
    const { voice: elsewhere } = readWorkerConfig({ ...twilio, TWILIO_API_BASE: 'http://127.0.0.1:4/' });
    expect(elsewhere).toEqual({ ...voice, apiBase: 'http://127.0.0.1:4' });
  });

  it('its variables mean nothing to another provider', () => {
    expect(readWorkerConfig({ ...role, TWILIO_ACCOUNT_SID: 'x' }).voice).toEqual({
      provider: 'http',
      url: 'https://voice.example',
    });
  });

  it('every missing variable is named at once', () => {
    for (const read of [readWorkerConfig, readApiConfig, readStartConfig]) {
      const message = messageOf(() => read({ VOICE_PROVIDER: 'twilio' }));
      for (const name of [
        'TWILIO_ACCOUNT_SID',
        'TWILIO_AUTH_TOKEN',
        'TWILIO_STREAM_URL',
        // The voice agent signs with it, and Twilio cannot guess where we are.
        'PROVIDER_SECRET',
        'PUBLIC_URL',
      ])
        expect(message).toContain(`${name}: it is not set, and it is required`);
      expect(message).not.toContain('PROVIDER_URL');
    }
  });

  it.each([
    ['VOICE_PROVIDER', 'vonage', /VOICE_PROVIDER: it is "vonage"; allowed: http .* or twilio/],
    ['TWILIO_ACCOUNT_SID', 'SK1f', /TWILIO_ACCOUNT_SID: it is "SK1f"; allowed: AC and 32 hex digits/],
    ['TWILIO_AUTH_TOKEN', 'hunter2', /TWILIO_AUTH_TOKEN: it is too short \(the value is not shown\)/],
    ['TWILIO_STREAM_URL', 'https://agent.example', /TWILIO_STREAM_URL: it is "https.*"; allowed: the wss:/],
    ['TWILIO_STREAM_URL', 'wss://agent.example/?a=b', /TWILIO_STREAM_URL: .*without a query/],
    ['CALLS_PER_SECOND', '0', /CALLS_PER_SECOND: it is "0"; allowed: a whole number from 1 to 1000/],
    ['CALLS_PER_SECOND', '1001', /CALLS_PER_SECOND: it is "1001"/],
    ['TWILIO_API_BASE', 'api.twilio.com', /TWILIO_API_BASE: it is not an http/],
  ])('a wrong %s (%s) is named, with what is allowed', (name, value, expected) => {
    const message = messageOf(() => readApiConfig({ ...twilio, [name]: value }));
    expect(message).toMatch(expected);
    expect(message).not.toContain('hunter2');
  });
});

describe('Worker Versioning', () => {
  const name = { TEMPORAL_DEPLOYMENT_NAME: 'calls/ringmaster' };
  const build = { TEMPORAL_WORKER_BUILD_ID: '2026.11.28+1f2e' };

  it('is off unless both variables are set', () => {
    expect(readWorkerConfig(role)).not.toHaveProperty('deployment');
    expect(readWorkerConfig({ ...role, ...name, ...build }).deployment).toEqual({
      name: 'calls/ringmaster',
      buildId: '2026.11.28+1f2e',
    });
  });

  it.each([
    [name, /TEMPORAL_WORKER_BUILD_ID: it is not set; TEMPORAL_DEPLOYMENT_NAME switches/],
    [build, /TEMPORAL_DEPLOYMENT_NAME: it is not set; .*set neither/],
    [
      { ...build, TEMPORAL_DEPLOYMENT_NAME: 'a.b' },
      /TEMPORAL_DEPLOYMENT_NAME: it is "a\.b"; allowed: 1 to 100/,
    ],
    [{ ...build, TEMPORAL_DEPLOYMENT_NAME: 'a:b' }, /TEMPORAL_DEPLOYMENT_NAME: it is "a:b"/],
    [
      { ...name, TEMPORAL_WORKER_BUILD_ID: 'a b' },
      /TEMPORAL_WORKER_BUILD_ID: it is "a b"; allowed: 1 to 100/,
    ],
    [{ ...name, TEMPORAL_WORKER_BUILD_ID: 'x'.repeat(101) }, /TEMPORAL_WORKER_BUILD_ID: it is "x+"/],
  ])('half of it, or what Temporal cannot take, is named (%j)', (given, expected) => {
    expect(messageOf(() => readWorkerConfig({ ...role, ...given }))).toMatch(expected);
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
