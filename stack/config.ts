/** The environment of each role, checked before anything is started. TEMPORAL_* is read by Temporal's own loader. */
import { resolve } from 'node:path';
import { z } from 'zod';

export type Environment = Record<string, string | undefined>;

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
  MONGODB_URI: mongodbUri,
  PROVIDER_URL: httpUrl,
  PROVIDER_SECRET: secret,
  PUBLIC_URL: httpUrl,
};

const roleSchema = z.object({
  MONGODB_URI: variables.MONGODB_URI,
  PROVIDER_URL: variables.PROVIDER_URL,
  PROVIDER_SECRET: variables.PROVIDER_SECRET,
  PUBLIC_URL: variables.PUBLIC_URL,
});
const apiSchema = roleSchema.extend({
  PORT: variables.PORT,
  HOST: variables.HOST,
  RINGMASTER_API_KEY: variables.RINGMASTER_API_KEY,
});
const startSchema = apiSchema
  .partial({ MONGODB_URI: true, PROVIDER_URL: true, PROVIDER_SECRET: true, PUBLIC_URL: true })
  .extend({ RINGMASTER_DATA_DIR: variables.RINGMASTER_DATA_DIR, TEMPORAL_ADDRESS: z.string().optional() })
  .refine((env) => env.PROVIDER_URL === undefined || env.PROVIDER_SECRET !== undefined, {
    path: ['PROVIDER_SECRET'],
    message:
      'it is not set; PROVIDER_URL names a provider of your own, so the secret shared with it is needed too',
  });

export interface WorkerConfig {
  mongodbUri: string;
  providerUrl: string;
  providerSecret: string;
  publicUrl: string;
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

export const readWorkerConfig = (env: Environment): WorkerConfig => worker(check(roleSchema, env));

export function readApiConfig(env: Environment): ApiConfig {
  const checked = check(apiSchema, env);
  return { ...worker(checked), ...listener(checked) };
}

export function readStartConfig(env: Environment): StartConfig {
  const checked = check(startSchema, env);
  return defined({
    ...listener(checked),
    dataDir: checked.RINGMASTER_DATA_DIR,
    mongodbUri: checked.MONGODB_URI === undefined ? undefined : withDatabase(checked.MONGODB_URI),
    providerUrl: checked.PROVIDER_URL,
    providerSecret: checked.PROVIDER_SECRET,
    publicUrl: checked.PUBLIC_URL,
    temporalAddress: checked.TEMPORAL_ADDRESS,
  }) as StartConfig;
}

/** Names our database in an address that names none. An address may have several hosts, so it is no URL. */
export const withDatabase = (uri: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?(?=\?|$)/, '$1/ringmaster');

const worker = (env: z.infer<typeof roleSchema>): WorkerConfig => ({
  mongodbUri: withDatabase(env.MONGODB_URI),
  providerUrl: env.PROVIDER_URL,
  providerSecret: env.PROVIDER_SECRET,
  publicUrl: env.PUBLIC_URL,
});

const listener = (env: { PORT: number; HOST: string; RINGMASTER_API_KEY?: string | undefined }) => ({
  port: env.PORT,
  host: env.HOST,
  ...(env.RINGMASTER_API_KEY === undefined ? {} : { apiKey: env.RINGMASTER_API_KEY }),
});

const defined = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function check<Schema extends z.ZodType>(schema: Schema, env: Environment): z.output<Schema> {
  // A variable that a shell or a compose file leaves empty is one that is not set.
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
  throw new Error(
    `The environment cannot be used:\n${faults.join('\n')}\nCorrect the variables above and start again.`,
  );
}
