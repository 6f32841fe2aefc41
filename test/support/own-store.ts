import { randomBytes } from 'node:crypto';
import { openStore, type Store } from '../../store/mongodb/mongo';

/** A store with a database that no other test file has. */
export function openOwnStore(name: string): Store {
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '');
  uri.pathname = `/${name}_${randomBytes(5).toString('hex')}`;
  return openStore(uri.toString());
}

export async function dropOwnStore(store: Store): Promise<void> {
  await store.db.dropDatabase();
  await store.close();
}
