/**
 * TEMPORAL_*, read by Temporal's own loader. That takes an unknown value for "no" (TEMPORAL_TLS=yes switches
 * encryption off), and names no variable when a file is missing, so the variables are checked here first.
 */
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { accessSync, constants } from 'node:fs';
import { type Environment } from './config';
import { CannotStart } from './starting';

const flags = ['TEMPORAL_TLS', 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION'];
const files = [
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
];
// Without a port it is 7233.
const address = /^(\[[0-9a-f.:]+\]|[^\s:/[\]]+)(:\d{1,5})?$/i;

export function loadTemporalConfig(env: Environment): ReturnType<typeof loadClientConnectConfig> {
  // A shell or a compose file may leave a variable empty: it counts as not set. An empty header is taken away.
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || (value === '' && !name.startsWith('TEMPORAL_GRPC_META_')) ? [] : [[name, value]],
    ),
  );
  const faults = [...faultsOf(given)];
  if (faults.length > 0) throw unusable(faults);
  try {
    return loadClientConnectConfig({ overrideEnvVars: given });
  } catch (error) {
    throw unusable([profileFault(given, error)]);
  }
}

function* faultsOf(given: Environment): Generator<string> {
  const { TEMPORAL_ADDRESS: server } = given;
  if (server !== undefined && !address.test(server))
    yield `TEMPORAL_ADDRESS: it is "${server}"; allowed: host:port, without http://`;
  for (const name of flags) {
    const value = given[name];
    if (value !== undefined && !/^(true|false|1|0)$/.test(value))
      yield `${name}: it is "${value}"; allowed: true, false, 1 or 0`;
  }
  for (const name of files) {
    const problem = given[name] === undefined ? undefined : whyUnreadable(given[name]);
    if (problem !== undefined) yield `${name}: ${problem}`;
  }
  const [cert, key] = ['CERT', 'KEY'].map((part) =>
    [`TEMPORAL_TLS_CLIENT_${part}_PATH`, `TEMPORAL_TLS_CLIENT_${part}_DATA`].some((name) => name in given),
  );
  // The loader would go on without either. A profile may have the other half.
  if (cert !== key && !('TEMPORAL_PROFILE' in given))
    yield cert
      ? 'TEMPORAL_TLS_CLIENT_KEY_PATH: it is not set; the client certificate needs its key'
      : 'TEMPORAL_TLS_CLIENT_CERT_PATH: it is not set; the client key needs its certificate';
}

function whyUnreadable(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (error) {
    return `it names ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
}

/** The loader's own message may show a line of the file, and a profile contains keys. */
function profileFault(given: Environment, error: unknown): string {
  const { TEMPORAL_PROFILE: profile, TEMPORAL_CONFIG_FILE: file = "Temporal's own configuration file" } =
    given;
  if (profile !== undefined && /not found/.test(String(error)))
    return `TEMPORAL_PROFILE: it is "${profile}"; ${file} has no such profile`;
  const { line } = error as { line?: number };
  const where = line === undefined ? '' : ` (line ${line})`;
  return `TEMPORAL_CONFIG_FILE: ${file} cannot be used${where}; allowed: a TOML file with [profile.<name>] tables`;
}

const unusable = (faults: string[]): Error =>
  new CannotStart(
    `The environment cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}\n` +
      'Correct the variables above and start again.',
  );
