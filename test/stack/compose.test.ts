/** docker-compose.yml without an engine: what its roles would be given is what they accept. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Environment, readApiConfig, readWorkerConfig } from '../../stack/config/config';
import { nodePackage } from '../../stack/tools/pins';
import { root } from './programs';

const text = z.union([z.string(), z.number()]).transform(String);
const dependency = z.object({ condition: z.string(), required: z.boolean().default(true) });
const service = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), text).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  profiles: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), dependency).default({}),
  healthcheck: z.object({}).optional(),
});
const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
});

const { services, volumes } = composeFile.parse(
  parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }),
);
const serviceOf = (name: string) => {
  const found = services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};

/** `${NAME:-default}`, `${NAME:+instead}` and `${NAME:?message}`, one inside the other too. */
function interpolate(value: string, env: Environment): string {
  // From the inside out: the innermost has no braces of its own.
  const innermost = /\$\{(\w+):([-+?])([^{}]*)\}/;
  const [whole, name = '', operator, rest = ''] = innermost.exec(value) ?? [];
  if (whole === undefined) return value;
  const given = env[name] ?? '';
  if (operator === '?' && given === '') throw new Error(`${name}: ${rest}`);
  const result = operator === '+' ? given && rest : given || (operator === '-' ? rest : '');
  return interpolate(
    value.replace(whole, () => result),
    env,
  );
}

/** What a role finds in its environment when a person has set `env`. */
const environmentOf = (name: string, env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(serviceOf(name).environment).map(([key, value]) => [key, interpolate(value, env)]),
  );

const secrets = { PROVIDER_SECRET: 'a secret of 24 characters', RINGMASTER_API_KEY: 'a key of 20 letters.' };
const simulated = { ...secrets, COMPOSE_PROFILES: 'simulator' };
const read = { api: readApiConfig, worker: readWorkerConfig };
const roles = ['api', 'worker'] as const;

describe.each(roles)('the %s of docker-compose.yml', (role) => {
  const configWith = (env: Environment) => read[role](environmentOf(role, env));

  it('calls through the simulator, where that runs', () => {
    expect(configWith(simulated)).toMatchObject({
      mongodbUri: 'mongodb://mongodb:27017/ringmaster?replicaSet=ringmaster',
      voice: { provider: 'http', url: 'http://simulator:4010' },
      providerSecret: secrets.PROVIDER_SECRET,
      publicUrl: 'http://api:3000',
      analyst: { baseUrl: 'http://simulator:4010/v1', model: 'simulated' },
    });
    // As the simulator is told to listen, and expects to be signed.
    const { SIMULATOR_PORT, PROVIDER_SECRET } = environmentOf('simulator', simulated);
    expect([SIMULATOR_PORT, PROVIDER_SECRET]).toEqual(['4010', secrets.PROVIDER_SECRET]);
  });

  it('calls through a provider of your own, without simulator and analyst', () => {
    const config = configWith({ ...secrets, PROVIDER_URL: 'https://voice.example' });
    expect(config.voice).toEqual({ provider: 'http', url: 'https://voice.example' });
    expect(config).not.toHaveProperty('analyst');
    expect(config).not.toHaveProperty('callsPerSecond');
  });

  it('calls through Twilio, with an analyst, a pace and payload keys of your own', () => {
    const config = configWith({
      ...secrets,
      VOICE_PROVIDER: 'twilio',
      TWILIO_ACCOUNT_SID: `AC${'1f'.repeat(16)}`,
      TWILIO_AUTH_TOKEN: 'an auth token of Twilio',
      TWILIO_STREAM_URL: 'wss://agent.example/twilio',
      TWILIO_API_BASE: 'https://proxy.example',
      CALLS_PER_SECOND: '30',
      ANALYST_URL: 'https://models.example/v1',
      ANALYST_MODEL: 'a-model',
      ANALYST_API_KEY: 'sk-1',
      TEMPORAL_DEPLOYMENT_NAME: 'ringmaster',
      TEMPORAL_WORKER_BUILD_ID: '2026.11.28',
      RINGMASTER_PAYLOAD_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      PUBLIC_URL: 'https://ringmaster.example',
    });
    expect(config).toMatchObject({
      voice: { provider: 'twilio', apiBase: 'https://proxy.example' },
      callsPerSecond: 30,
      analyst: { baseUrl: 'https://models.example/v1', model: 'a-model', apiKey: 'sk-1' },
      payloadKeys: [{ id: 'k1' }],
      deployment: { name: 'ringmaster', buildId: '2026.11.28' },
      publicUrl: 'https://ringmaster.example',
    });
  });

  it('says what to set where nobody is named to call through, and without secrets', () => {
    expect(() => configWith(secrets)).toThrow('PROVIDER_URL: it is not set, and it is required');
    expect(() => configWith({ COMPOSE_PROFILES: 'simulator' })).toThrow('PROVIDER_SECRET: set');
  });

  it('waits for the simulator only where that runs', () => {
    expect(serviceOf('simulator').profiles).toEqual(['simulator']);
    expect(serviceOf(role).depends_on['simulator']).toMatchObject({ required: false });
    const needed = Object.entries(serviceOf(role).depends_on).filter(([, { required }]) => required);
    for (const [name] of needed) expect(serviceOf(name)).not.toHaveProperty('profiles');
  });
});

describe('docker-compose.yml', () => {
  it('listens where it publishes', () => {
    const { host, port } = readApiConfig(environmentOf('api', simulated));
    expect(host).toBe('0.0.0.0');
    expect(serviceOf('api').ports).toEqual([`127.0.0.1:${port}:${port}`]);
    // Only on this machine.
    for (const { ports } of Object.values(services))
      for (const published of ports) expect(published).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('has an image of the Node line that the checks try', () => {
    const [line] = nodePackage.version.split('.');
    expect(readFileSync(join(root, 'deploy/Dockerfile'), 'utf8')).toContain(`\nFROM node:${line}-`);
  });

  it('names files, services and volumes that exist', () => {
    const ignored = readFileSync(join(root, 'deploy/Dockerfile.dockerignore'), 'utf8').split('\n');
    for (const { build, command = [], volumes: mounts, depends_on } of Object.values(services)) {
      if (build !== undefined) {
        expect(build.context).toBe('.');
        expect(existsSync(join(root, build.dockerfile))).toBe(true);
        for (const file of command) {
          expect([file, existsSync(join(root, file))]).toEqual([file, true]);
          expect(ignored).not.toContain(file.split('/')[0]);
        }
      }
      for (const mount of mounts) expect(Object.keys(volumes)).toContain(mount.split(':')[0]);
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(Object.keys(services)).toContain(name);
        if (condition === 'service_healthy') expect(serviceOf(name).healthcheck).toBeDefined();
      }
    }
  });
});
