import { createHash } from 'node:crypto';
import { type ApiKeyDocument, type OrganisationDocument, type Role } from '../mongodb/documents';
import { newId, type Store } from '../mongodb/mongo';

/** The organisation that a new stack starts with. */
export const DEFAULT_ORG_ID = 'org_default';

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Creates the organisation unless it exists. */
export async function ensureOrganisation(
  store: Store,
  { id, name, now }: { id: string; name: string; now: Date },
): Promise<void> {
  await store.organisations.updateOne(
    { _id: id },
    {
      $setOnInsert: {
        Name: name,
        DefaultRole: 'developer',
        IncludedCredits: 0,
        IncludedConversationSeconds: 0,
        BillingDoMStart: 0,
        BillingMode: 'prepaid',
        SchedulingEnabled: true,
        CreatedAt: now,
        UpdatedAt: now,
      },
    },
    { upsert: true },
  );
}

export const loadOrganisation = (store: Store, orgId: string): Promise<OrganisationDocument | null> =>
  store.organisations.findOne({ _id: orgId });

export type OrganisationChange = Partial<
  Pick<
    OrganisationDocument,
    | 'Name'
    | 'DefaultRole'
    | 'IncludedCredits'
    | 'IncludedConversationSeconds'
    | 'BillingDoMStart'
    | 'BillingMode'
    | 'SchedulingEnabled'
  >
>;

/** Changes the given fields and returns the updated organisation. */
export const changeOrganisation = (
  store: Store,
  orgId: string,
  change: OrganisationChange,
  now: Date,
): Promise<OrganisationDocument | null> =>
  store.organisations.findOneAndUpdate(
    { _id: orgId },
    { $set: { ...change, UpdatedAt: now } },
    { returnDocument: 'after' },
  );

/** Stores the key's hash. A repetition with the same secret changes nothing. */
export async function ensureApiKey(
  store: Store,
  { orgId, role, secret, now }: { orgId: string; role: Role; secret: string; now: Date },
): Promise<void> {
  await store.apiKeys.updateOne(
    { SecretHash: hashSecret(secret) },
    { $setOnInsert: { _id: newId(), OrgID: orgId, Role: role, CreatedAt: now } },
    { upsert: true },
  );
}

/** The key with this secret. It is looked up by hash, so timing reveals nothing about a secret. */
export const findApiKey = (store: Store, secret: string): Promise<ApiKeyDocument | null> =>
  store.apiKeys.findOne({ SecretHash: hashSecret(secret) });

/**
 * Creates the first key of an organisation that has none. If several processes try at once, only one succeeds.
 * @returns whether this process created it: then its secret must be shown.
 */
export async function makeFirstApiKey(
  store: Store,
  { orgId, role, secret, now }: { orgId: string; role: Role; secret: string; now: Date },
): Promise<boolean> {
  if ((await store.apiKeys.countDocuments({ OrgID: orgId }, { limit: 1 })) > 0) return false;
  const made = await store.apiKeys.updateOne(
    // All processes use the same id: the second finds it taken.
    { _id: `first:${orgId}` },
    { $setOnInsert: { SecretHash: hashSecret(secret), OrgID: orgId, Role: role, CreatedAt: now } },
    { upsert: true },
  );
  return made.upsertedCount === 1;
}
