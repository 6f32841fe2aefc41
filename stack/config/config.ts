/** The environment of each role, checked before anything is started. TEMPORAL_* is read by Temporal's own loader. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { type VoiceChoice } from '../../activities/providers/chosen-provider';
import { type PayloadKey } from './payload-codec';
import { CannotStart } from './starting';
import { isTwilio, voiceConfig, voiceVariables } from './voice-config';

export type Environment = Record<string, string | undefined>;

// Ours are short; Temporal builds ids from them.
const MOST_DEPLOYMENT = 100;
// Shorter secrets can be guessed.
const LEAST_SECRET = 16;
const secret = z
  .string()
  .min(
    LEAST_SECRET,
    `it is too short (the value is not shown); allowed: at least ${LEAST_SECRET} characters`,
  );
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'it is not an http:// or https:// address' })
  // Paths are added to it.
  .transform((url) => url.replace(/\/+$/, ''));
const mongodbUri = z
  .string()
  .regex(
    /^mongodb(\+srv)?:\/\/[^/]+/,
    'it is not a MongoDB address (the value is not shown); allowed: mongodb://host:port/database or mongodb+srv://…',
  );

const PAYLOAD_KEY_FORM =
  'allowed: id:key, where the id is of 1 to 32 letters, digits, "-" and "_", and the key is 32 random bytes in base64 ' +
  '(openssl rand -base64 32); several are parted by commas, and the first one encrypts';
/** `id:key` separated by commas. Errors never show a value. */
const payloadKeys = z.string().transform((text, context): [PayloadKey, ...PayloadKey[]] => {
  const keys: PayloadKey[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const [, id, encoded] = /^([\w-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(entry.trim()) ?? [];
    const fault =
      id === undefined || encoded === undefined
        ? `key ${index + 1} is not a key (no value is shown); ${PAYLOAD_KEY_FORM}`
        : keys.some((key) => key.id === id)
          ? `two keys have the id "${id}"; each needs one of its own`
          : undefined;
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    else keys.push({ id: id ?? '', secret: Buffer.from(encoded ?? '', 'base64') });
  }
  const [first, ...others] = keys;
  return first ? [first, ...others] : z.NEVER;
});

/** @param signs the characters allowed beside letters and digits */
const deploymentWord = (signs: string) =>
  z.string().refine((text) => new RegExp(`^[A-Za-z0-9${signs}]{1,${MOST_DEPLOYMENT}}$`).test(text), {
    error: ({ input }) =>
      `it is "${String(input)}"; allowed: 1 to ${MOST_DEPLOYMENT} letters, digits and signs of ${signs}`,
  });

const variables = {
  PORT: z
    .string()
    .default('3000')
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
      error: ({ input }) =>
        `it is "${String(input)}"; allowed: a whole number from 0 (any free port) to 65535`,
    })
    .transform(Number),
  HOST: z.string().default('127.0.0.1'),
  RINGMASTER_API_KEY: secret.optional(),
  RINGMASTER_DATA_DIR: z
    .string()
    .default('.data')
    .transform((folder) => resolve(folder)),
  RINGMASTER_PAYLOAD_KEYS: payloadKeys.optional(),
  MONGODB_URI: mongodbUri,
  PROVIDER_SECRET: secret,
  PUBLIC_URL: httpUrl,
  CALLS_PER_SECOND: z
    .string()
    // One worker starts about 45 calls a second; a thousand is more than any fleet of them needs.
    .refine((text) => /^[1-9]\d{0,2}$/.test(text) || text === '1000', {
      error: ({ input }) => `it is "${String(input)}"; allowed: a whole number from 1 to 1000`,
    })
    .transform(Number)
    .optional(),
  ANALYST_URL: httpUrl.optional(),
  ANALYST_API_KEY: z.string().optional(),
  ANALYST_MODEL: z.string().optional(),
  // Temporal joins the two with a colon or a dot. Names that its Kubernetes controller gives contain a slash.
  TEMPORAL_DEPLOYMENT_NAME: deploymentWord('_/-').optional(),
  TEMPORAL_WORKER_BUILD_ID: deploymentWord('._+/-').optional(),
};

const voices = voiceVariables(httpUrl, secret);
const shared = {
  RINGMASTER_PAYLOAD_KEYS: variables.RINGMASTER_PAYLOAD_KEYS,
  MONGODB_URI: variables.MONGODB_URI,
  PROVIDER_SECRET: variables.PROVIDER_SECRET,
  PUBLIC_URL: variables.PUBLIC_URL,
  CALLS_PER_SECOND: variables.CALLS_PER_SECOND,
  ANALYST_URL: variables.ANALYST_URL,
  ANALYST_API_KEY: variables.ANALYST_API_KEY,
  ANALYST_MODEL: variables.ANALYST_MODEL,
  TEMPORAL_DEPLOYMENT_NAME: variables.TEMPORAL_DEPLOYMENT_NAME,
  TEMPORAL_WORKER_BUILD_ID: variables.TEMPORAL_WORKER_BUILD_ID,
};
const roleSchema = {
  http: z.object({ ...shared, ...voices.http }),
  twilio: z.object({ ...shared, ...voices.twilio }),
};
type RoleVariables = z.infer<typeof roleSchema.http> | z.infer<typeof roleSchema.twilio>;
type AnalystVariables = Pick<RoleVariables, 'ANALYST_URL' | 'ANALYST_API_KEY' | 'ANALYST_MODEL'>;
type DeploymentVariables = Pick<RoleVariables, 'TEMPORAL_DEPLOYMENT_NAME' | 'TEMPORAL_WORKER_BUILD_ID'>;

/**
 * Half a configuration is a mistake: an address without a model asks no one, a key without an address goes nowhere, and
 * a build without its deployment takes the work of all others.
 */
function nothingIsHalf(env: AnalystVariables & DeploymentVariables, context: z.RefinementCtx): void {
  const { ANALYST_URL: url, ANALYST_API_KEY: key, ANALYST_MODEL: model } = env;
  const { TEMPORAL_DEPLOYMENT_NAME: deployment, TEMPORAL_WORKER_BUILD_ID: build } = env;
  const misses = (name: string, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message });
  if (deployment !== undefined && build === undefined)
    misses(
      'TEMPORAL_WORKER_BUILD_ID',
      'it is not set; TEMPORAL_DEPLOYMENT_NAME switches Worker Versioning on, which needs the build of these workers too',
    );
  if (deployment === undefined && build !== undefined)
    misses(
      'TEMPORAL_DEPLOYMENT_NAME',
      'it is not set; TEMPORAL_WORKER_BUILD_ID names a build of it. For no Worker Versioning set neither',
    );
  if (url !== undefined && model === undefined)
    misses(
      'ANALYST_MODEL',
      'it is not set; ANALYST_URL names an analyst, so the model to ask there is needed too',
    );
  if (url === undefined && (key ?? model) !== undefined)
    misses('ANALYST_URL', 'it is not set; the analyst of ANALYST_MODEL and ANALYST_API_KEY needs an address');
}

const listening = {
  PORT: variables.PORT,
  HOST: variables.HOST,
  RINGMASTER_API_KEY: variables.RINGMASTER_API_KEY,
};
const apiSchema = { http: roleSchema.http.extend(listening), twilio: roleSchema.twilio.extend(listening) };
const starting = {
  RINGMASTER_DATA_DIR: variables.RINGMASTER_DATA_DIR,
  TEMPORAL_ADDRESS: z.string().optional(),
};
const startSchema = {
  http: apiSchema.http
    .partial({ MONGODB_URI: true, PROVIDER_URL: true, PROVIDER_SECRET: true, PUBLIC_URL: true })
    .extend(starting)
    .refine((env) => env.PROVIDER_URL === undefined || env.PROVIDER_SECRET !== undefined, {
      path: ['PROVIDER_SECRET'],
      message:
        'it is not set; PROVIDER_URL names a provider of your own, so the secret shared with it is needed too',
    }),
  // Twilio cannot reach the address that we would choose ourselves.
  twilio: apiSchema.twilio.partial({ MONGODB_URI: true }).extend(starting),
};

export interface WorkerConfig {
  mongodbUri: string;
  voice: VoiceChoice;
  /** Shared with an HTTP provider, and with a voice agent that reports on conversations. */
  providerSecret: string;
  publicUrl: string;
  /** Placements over all workers together; absent: as fast as workers can. */
  callsPerSecond?: number;
  /** Reads conversations; absent: none are read. */
  analyst?: AnalystConfig;
  /** Worker Versioning: the deployment and build of these workers; absent: off. */
  deployment?: WorkerDeployment;
  /** Encrypt Temporal's payloads: the first key encrypts, all of them decrypt. */
  payloadKeys?: [PayloadKey, ...PayloadKey[]];
}

export interface WorkerDeployment {
  name: string;
  buildId: string;
}

export interface AnalystConfig {
  baseUrl: string;
  model: string;
  apiKey?: string;
}

export interface ApiConfig extends WorkerConfig {
  port: number;
  host: string;
  apiKey?: string;
}

export interface StartConfig extends Partial<WorkerConfig> {
  port: number;
  host: string;
  dataDir: string;
  apiKey?: string;
  temporalAddress?: string;
}

export function readWorkerConfig(env: Environment): WorkerConfig {
  return worker(
    isTwilio(env)
      ? check(roleSchema.twilio.superRefine(nothingIsHalf), env)
      : check(roleSchema.http.superRefine(nothingIsHalf), env),
  );
}

export function readApiConfig(env: Environment): ApiConfig {
  const checked = isTwilio(env)
    ? check(apiSchema.twilio.superRefine(nothingIsHalf), env)
    : check(apiSchema.http.superRefine(nothingIsHalf), env);
  return { ...worker(checked), ...listener(checked) };
}

export function readStartConfig(env: Environment): StartConfig {
  const checked = isTwilio(env)
    ? check(startSchema.twilio.superRefine(nothingIsHalf), env)
    : check(startSchema.http.superRefine(nothingIsHalf), env);
  return defined({
    ...listener(checked),
    dataDir: checked.RINGMASTER_DATA_DIR,
    mongodbUri: checked.MONGODB_URI === undefined ? undefined : withDatabase(checked.MONGODB_URI),
    voice: startVoice(checked),
    providerSecret: checked.PROVIDER_SECRET,
    publicUrl: checked.PUBLIC_URL,
    temporalAddress: checked.TEMPORAL_ADDRESS,
    ...analyst(checked),
  }) as StartConfig;
}

/** For `npm start`, no carrier means the simulator. */
function startVoice(
  env: z.infer<typeof startSchema.http> | z.infer<typeof startSchema.twilio>,
): VoiceChoice | undefined {
  if (env.VOICE_PROVIDER === 'twilio') return voiceConfig(env);
  const { VOICE_PROVIDER, PROVIDER_URL } = env;
  return PROVIDER_URL === undefined ? undefined : voiceConfig({ VOICE_PROVIDER, PROVIDER_URL });
}

/** The address on this machine of a server that listens on `host`: the loopback address if it listens everywhere. */
export function localUrl(host: string, port: number): string {
  const name = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** Adds our database to an address without one. An address may have several hosts, so it is no URL. */
export const withDatabase = (uri: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?(?=\?|$)/, '$1/ringmaster');

const worker = (env: RoleVariables): WorkerConfig => ({
  mongodbUri: withDatabase(env.MONGODB_URI),
  voice: voiceConfig(env),
  providerSecret: env.PROVIDER_SECRET,
  publicUrl: env.PUBLIC_URL,
  ...pace(env),
  ...analyst(env),
  ...deployment(env),
  ...(env.RINGMASTER_PAYLOAD_KEYS === undefined ? {} : { payloadKeys: env.RINGMASTER_PAYLOAD_KEYS }),
});

/** Twilio queues calls above the account's rate; every account begins with one call a second. */
const TWILIO_CALLS_PER_SECOND = 1;

function pace({ CALLS_PER_SECOND: given, VOICE_PROVIDER }: RoleVariables): { callsPerSecond?: number } {
  const callsPerSecond = given ?? (VOICE_PROVIDER === 'twilio' ? TWILIO_CALLS_PER_SECOND : undefined);
  return callsPerSecond === undefined ? {} : { callsPerSecond };
}

function analyst(env: AnalystVariables): { analyst?: AnalystConfig } {
  const { ANALYST_URL: baseUrl, ANALYST_API_KEY: apiKey, ANALYST_MODEL: model } = env;
  if (baseUrl === undefined || model === undefined) return {};
  return { analyst: { baseUrl, model, ...(apiKey === undefined ? {} : { apiKey }) } };
}

function deployment(env: DeploymentVariables): { deployment?: WorkerDeployment } {
  const { TEMPORAL_DEPLOYMENT_NAME: name, TEMPORAL_WORKER_BUILD_ID: buildId } = env;
  return name === undefined || buildId === undefined ? {} : { deployment: { name, buildId } };
}

const listener = (env: { PORT: number; HOST: string; RINGMASTER_API_KEY?: string | undefined }) => ({
  port: env.PORT,
  host: env.HOST,
  ...(env.RINGMASTER_API_KEY === undefined ? {} : { apiKey: env.RINGMASTER_API_KEY }),
});

const defined = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function check<Schema extends z.ZodType>(schema: Schema, env: Environment): z.output<Schema> {
  // A shell or a compose file may leave a variable empty: it counts as not set.
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ code, path, message }) => {
    const name = String(path[0]);
    const isMissing = code === 'invalid_type' && given[name] === undefined;
    return `  ${name}: ${isMissing ? 'it is not set, and it is required' : message}`;
  });
  throw new CannotStart(
    `The environment cannot be used:\n${faults.join('\n')}\nCorrect the variables above and start again.`,
  );
}
