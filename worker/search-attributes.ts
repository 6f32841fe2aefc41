import { type Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { type Logger } from 'pino';
import { searchAttributes } from '../workflows/contract';

const { INDEXED_VALUE_TYPE_KEYWORD } = temporal.api.enums.v1.IndexedValueType;

/**
 * Makes sure that the namespace knows our search attributes. On a server that does not let us add them (Temporal Cloud)
 * it says what an operator has to run.
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  logger: Logger,
): Promise<void> {
  const names = Object.values(searchAttributes).map((key) => key.name);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = names.filter((name) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, INDEXED_VALUE_TYPE_KEYWORD])),
    });
  } catch (error) {
    logger.warn(
      { err: error },
      `add the search attributes by hand: ${missing
        .map(
          (name) =>
            `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type Keyword`,
        )
        .join(' && ')}`,
    );
  }
}
