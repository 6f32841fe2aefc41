import { type Logger } from 'pino';
import { mendStoredNumbers } from '../../store/numbers/canonical-numbers';
import { connect, ensureIndexes, openStore, type Store } from '../../store/mongodb/mongo';
import { mongoTrouble } from '../../store/mongodb/mongo-trouble';
import { untilItAnswers } from './starting';

/** Waits for a role's database, makes its indexes and converts its numbers to their canonical form. */
export async function openReadyStore(
  uri: string,
  log: Pick<Logger, 'warn'>,
  options?: Parameters<typeof openStore>[1],
): Promise<Store> {
  const asked = <T>(ask: () => T | Promise<T>): Promise<T> =>
    untilItAnswers((error) => mongoTrouble(error, uri), log, ask);
  const store = await asked(() => openStore(uri, options));
  await asked(() => connect(store));
  await asked(() => ensureIndexes(store));
  await asked(() => mendStoredNumbers(store, new Date()));
  return store;
}
