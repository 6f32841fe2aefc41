import { readApiConfig, readStartConfig, readWorkerConfig } from '../../stack/config/config';

const role = {
  MONGODB_URI: 'mongodb://db.example:27017/calls',
  PROVIDER_URL: 'https://voice.example/',
  PROVIDER_SECRET: 'a secret of 24 characters',
  PUBLIC_URL: 'https://ringmaster.example',
};
const analyst = { ANALYST_URL: 'https://models.example/v1/', ANALYST_MODEL: 'a-model' };
const roles = [
  ['worker', (env: Record<string, string>) => readWorkerConfig({ ...role, ...env })],
  ['API', (env: Record<string, string>) => readApiConfig({ ...role, ...env })],
  ['npm start', (env: Record<string, string>) => readStartConfig(env)],
] as const;

describe.each(roles)('the analyst of %s', (_role, read) => {
  it('is an address and a model, and a key where one is needed', () => {
    expect(read({})).not.toHaveProperty('analyst');
    expect(read({ ANALYST_API_KEY: '', ANALYST_MODEL: '' })).not.toHaveProperty('analyst');
    expect(read(analyst).analyst).toEqual({ baseUrl: 'https://models.example/v1', model: 'a-model' });
    expect(read({ ...analyst, ANALYST_API_KEY: 'sk-1' }).analyst).toMatchObject({ apiKey: 'sk-1' });
  });

  it.each([
    [
      { ANALYST_URL: 'https://models.example/v1' },
      /ANALYST_MODEL: it is not set; ANALYST_URL names an analyst/,
    ],
    [{ ANALYST_MODEL: 'a-model' }, /ANALYST_URL: it is not set/],
    [{ ANALYST_API_KEY: 'sk-hunter2' }, /ANALYST_URL: it is not set/],
    [
      { ...analyst, ANALYST_URL: 'models.example' },
      /ANALYST_URL: it is not an http:\/\/ or https:\/\/ address/,
    ],
  ])('half of it is refused by name: %j', (env, message) => {
    expect(() => read(env)).toThrow(message);
    expect(() => read(env)).not.toThrow(/hunter2/);
  });
});
