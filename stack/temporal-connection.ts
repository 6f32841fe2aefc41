/** How every role reaches Temporal: where, as its own variables say, and with payloads encrypted if there are keys. */
import { type DataConverter } from '@temporalio/common';
import { createPayloadCodec, type PayloadKey } from './payload-codec';
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
  failureConverterPath: require.resolve('../workflows/failure-converter'),
});
