import { createHash } from 'node:crypto';
import { type ApiKeyDocument, type OrganisationDocument, type Role } from '../mongodb/documents';
import { newId, type Store } from '../mongodb/mongo';

/** The organisation that a stack of one's own starts with. */
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

/** Changes the given fields and answers the organisation as it then is. */
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

/** Stores the key's hash. The same secret again changes nothing. */
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

/** The key whose secret this is. Looked up by hash, so timing tells nothing about a secret. */
export const findApiKey = (store: Store, secret: string): Promise<ApiKeyDocument | null> =>
  store.apiKeys.findOne({ SecretHash: hashSecret(secret) });

/**
 * Makes the first key of an organisation that has none, in one of however many processes try at once.
 * @returns whether it was made here: then its secret must be shown.
 */
export async function makeFirstApiKey(
  store: Store,
  { orgId, role, secret, now }: { orgId: string; role: Role; secret: string; now: Date },
): Promise<boolean> {
  if ((await store.apiKeys.countDocuments({ OrgID: orgId }, { limit: 1 })) > 0) return false;
  const made = await store.apiKeys.updateOne(
    // One id for all who try: the second finds it taken.
    { _id: `first:${orgId}` },
    { $setOnInsert: { SecretHash: hashSecret(secret), OrgID: orgId, Role: role, CreatedAt: now } },
    { upsert: true },
  );
  return made.upsertedCount === 1;
}
