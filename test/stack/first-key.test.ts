import { randomBytes } from 'node:crypto';
import { ensureIndexes, openStore, type Store } from '../../store/mongodb/mongo';
import { findApiKey, makeFirstApiKey } from '../../store/organisations/organisations';

const uri = new URL(process.env['TEST_MONGODB_URI'] ?? '');
uri.pathname = `/test_first_key_${randomBytes(5).toString('hex')}`;
const STARTS = 8;

/** One for each process that starts. */
let stores: Store[];
beforeAll(async () => {
  stores = Array.from({ length: STARTS }, () => openStore(uri.toString()));
  // Connected, so that nothing but the database orders them.
  await Promise.all(stores.map((store) => ensureIndexes(store)));
});
afterAll(async () => {
  await stores[0]?.db.dropDatabase();
  await Promise.all(stores.map((store) => store.close()));
});

it('of many first starts at once one makes the first key, and is the only one to show it', async () => {
  for (const orgId of ['org_a', 'org_b', 'org_c']) {
    const secretOf = (index: number): string => `a secret of start ${index} of ${orgId}`;
    const first = { orgId, role: 'admin', now: new Date() } as const;
    const isMade = await Promise.all(
      stores.map((store, index) => makeFirstApiKey(store, { ...first, secret: secretOf(index) })),
    );
    expect(isMade.filter(Boolean)).toHaveLength(1);
    const keys = await Promise.all(stores.map((store, index) => findApiKey(store, secretOf(index))));
    expect(keys.map((key) => key !== null)).toEqual(isMade);
  }
});
