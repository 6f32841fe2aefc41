/**
 * How every role reaches Temporal: at the address in Temporal's own variables, with payloads encrypted if there are
 * keys. Also says in plain words why Temporal refuses a role.
 */
import { type Connection, ServiceError } from '@temporalio/client';
import { type DataConverter } from '@temporalio/common';
import { type Logger } from 'pino';
import { grpcStatusOf } from './grpc-status';
import { createPayloadCodec, type PayloadKey } from './payload-codec';
import { type Trouble } from './starting';
import { loadTemporalConfig } from './temporal-variables';

export interface TemporalAccess extends Pick<ReturnType<typeof loadTemporalConfig>, 'connectionOptions'> {
  namespace: string;
  /** Absent: payloads are stored as they are. */
  dataConverter?: DataConverter & { failureConverterPath: string };
}

export function temporalAccess(payloadKeys: [PayloadKey, ...PayloadKey[]] | undefined): TemporalAccess {
  const { connectionOptions, namespace = 'default' } = loadTemporalConfig(process.env);
  return {
    connectionOptions,
    namespace,
    ...(payloadKeys ? { dataConverter: encrypting(payloadKeys) } : {}),
  };
}

export const encrypting = (
  payloadKeys: [PayloadKey, ...PayloadKey[]],
): NonNullable<TemporalAccess['dataConverter']> => ({
  payloadCodecs: [createPayloadCodec(payloadKeys)],
  failureConverterPath: require.resolve('../../workflows/failure-converter'),
});

// gRPC's codes.
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** Undefined for an error that is none of these. */
export function temporalTrouble(
  error: unknown,
  { connectionOptions: { address = 'localhost:7233', tls }, namespace }: TemporalAccess,
): Trouble | undefined {
  const { code, details } = grpcStatusOf(error) ?? {};
  const server = `Temporal at ${address}`;
  if (code === NOT_FOUND && /namespace/i.test(details ?? ''))
    return {
      text:
        `${server} has no namespace "${namespace}". Create it (temporal operator namespace create ` +
        `--address ${address} --namespace ${namespace}), or correct TEMPORAL_NAMESPACE.`,
      passes: false,
    };
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED)
    return {
      text:
        `${server} does not let us into the namespace "${namespace}". Correct TEMPORAL_API_KEY, or the certificate ` +
        '(TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH), or TEMPORAL_NAMESPACE.',
      passes: false,
    };
  // The client's own words when it cannot connect, here and in its core.
  const isAway = /before the deadline|transport error|connect/i.test(
    String(error instanceof ServiceError ? error.cause : error),
  );
  if (code === UNAVAILABLE || code === DEADLINE_EXCEEDED || isAway)
    return {
      text:
        `${server} does not answer (asked ${tls ? 'with' : 'without'} TLS). ` +
        'Start it, or correct TEMPORAL_ADDRESS and TEMPORAL_TLS.',
      passes: true,
    };
  return undefined;
}

// If the server does not answer in time, each request that needs it says so.
const ASK_WITHIN_MS = 10_000;

/** For a role that starts without Temporal: a refusal should show now, not at the first command. */
export async function sayIfRefused(
  connection: Connection,
  access: TemporalAccess,
  log: Pick<Logger, 'error'>,
): Promise<void> {
  try {
    await connection.withDeadline(Date.now() + ASK_WITHIN_MS, () =>
      connection.workflowService.describeNamespace({ namespace: access.namespace }),
    );
  } catch (error) {
    const trouble = temporalTrouble(error, access);
    if (trouble?.passes === false) log.error(trouble.text);
  }
}
