import { type Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { type Logger } from 'pino';
import { grpcStatusOf } from '../stack/config/grpc-status';
import { searchAttributes } from '../workflows/contract';

const { INDEXED_VALUE_TYPE_KEYWORD } = temporal.api.enums.v1.IndexedValueType;
/** gRPC's codes for "permission denied" and "unimplemented": the server does not show its attributes. */
const FORBIDDEN = [7, 12];

/**
 * Makes sure that the namespace knows our search attributes. If the server does not let us see or add them (Temporal
 * Cloud), this logs what an operator has to run.
 */
export async function ensureSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  const names = Object.values(searchAttributes).map((key) => key.name);
  const byHand = (of: string[]): string =>
    of
      .map(
        (name) =>
          `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type Keyword`,
      )
      .join(' && ');

  let known: object;
  try {
    const listed = await connection.operatorService.listSearchAttributes({ namespace });
    known = listed.customAttributes ?? {};
  } catch (error) {
    const { code } = grpcStatusOf(error) ?? {};
    if (code === undefined || !FORBIDDEN.includes(code)) throw error;
    // They may be there. Without them no campaign starts, and the answer to the start says so.
    logger.warn(
      { err: error },
      `Temporal does not say which search attributes it knows; add by hand those that it lacks: ${byHand(names)}`,
    );
    return;
  }
  const missing = names.filter((name) => !(name in known));
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, INDEXED_VALUE_TYPE_KEYWORD])),
    });
  } catch (error) {
    logger.warn({ err: error }, `add the search attributes by hand: ${byHand(missing)}`);
  }
}
