/** The JSON schemas that a campaign publishes: whether they can be used, and whether a job matches them. */
import { LRUCache } from 'lru-cache';
import { type CampaignData, type JsonObject } from '../../domain/campaigns/campaign-data';
import { type JobInput } from '../../domain/jobs/job';
import { compileInSteps, type SchemaFault } from '../../domain/analysis/json-schema';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { inTurns, nextTurn } from '../../store/mongodb/one-by-one';
import { type Fault, firstFaults } from '../json/fault';
import { invalid, Problem } from '../http/problems';
import { templateFaults } from '../../domain/analysis/prompt-template';

const schemaFields = ['AnalysisSchema', 'JobMetadataSchema', 'JobDataSchema'] as const;

/** The places in `data` where a schema cannot be used. Other requests have their turns in between. */
export async function schemaFaults(data: CampaignData): Promise<Fault[]> {
  const found: Fault[] = [];
  for (const field of schemaFields) {
    const schema = data[field];
    if (schema === undefined) continue;
    const compiled = await inTurns(compileInSteps(schema));
    const faults = compiled.kind === 'refused' ? compiled.faults : rootFaults(schema);
    found.push(...located(`/Data/${field}`, faults));
  }
  return found;
}

const located = (at: string, faults: SchemaFault[]): Fault[] =>
  faults.map(({ pointer, message }) => ({ location: `${at}${pointer}`, message }));

/** Metadata, data and analyses are objects: another type at the root would refuse every one. */
function rootFaults({ type }: JsonObject): SchemaFault[] {
  const types: unknown[] = type === undefined ? ['object'] : [type].flat();
  if (types.includes('object') && types.every((name) => name === 'object' || name === 'null')) return [];
  return [
    { pointer: '/type', message: 'must be "object" or ["object", "null"]: what it describes is an object' },
  ];
}

export interface JobSchemas {
  checkMetadata(value: unknown): SchemaFault[];
  checkData(value: unknown): SchemaFault[];
}

/**
 * Campaigns that take jobs at the same time. Compiled code takes at most a megabyte or two for each. The least recently
 * used one is dropped.
 */
const remembered = new LRUCache<string, Promise<JobSchemas>, CampaignData>({
  max: 200,
  memoMethod: async (_key, _stale, { context: { JobMetadataSchema, JobDataSchema } }) => ({
    checkMetadata: await checkOf(JobMetadataSchema),
    checkData: await checkOf(JobDataSchema),
  }),
});

/** The checks of a campaign's jobs, compiled once for each version. */
export async function schemasOf(
  campaign: Pick<CampaignDocument, '_id' | 'Version' | 'Data'>,
): Promise<JobSchemas> {
  const { JobMetadataSchema, JobDataSchema } = campaign.Data;
  if (!JobMetadataSchema && !JobDataSchema) return none;
  return remembered.memo(`${campaign._id}:${campaign.Version}`, { context: campaign.Data });
}

const fits = (): SchemaFault[] => [];
const none: JobSchemas = { checkMetadata: fits, checkData: fits };

async function checkOf(schema: JsonObject | undefined): Promise<(value: unknown) => SchemaFault[]> {
  if (!schema) return fits;
  const compiled = await inTurns(compileInSteps(schema));
  if (compiled.kind === 'compiled') return compiled.check;
  // Another release may have allowed the schema. Unchecked jobs would be worse than none.
  const message =
    "cannot be checked: the campaign's schema cannot be used; publish the campaign with another one";
  return () => [{ pointer: '', message }];
}

/** After this much, a second check that takes its longest would block other requests for too long. */
const LONG_CHECK_MS = 4;

/**
 * Where a job does not match; absent metadata or data match. A promise only where a check took long: every row of an
 * import runs this code.
 */
export function jobFaults(
  { checkMetadata, checkData }: JobSchemas,
  { Metadata, Data }: JobInput,
): Fault[] | Promise<Fault[]> {
  if (Metadata === undefined || checkMetadata === fits) return faultsAt('/Data', checkData, Data);
  const begunMs = performance.now();
  const faults = faultsAt('/Metadata', checkMetadata, Metadata);
  if (performance.now() - begunMs > LONG_CHECK_MS)
    return nextTurn().then(() => [...faults, ...faultsAt('/Data', checkData, Data)]);
  const others = faultsAt('/Data', checkData, Data);
  return faults.length === 0 ? others : [...faults, ...others];
}

const faultsAt = (at: string, check: (value: unknown) => SchemaFault[], value: unknown): Fault[] =>
  value === undefined || check === fits ? [] : located(at, check(value));

/** A 422 that names every place, unless the job matches. */
export async function refuseMisfit(campaign: CampaignDocument, job: JobInput): Promise<void> {
  const schemas = await schemasOf(campaign);
  await nextTurn();
  const errors = firstFaults(await jobFaults(schemas, job));
  if (errors.length === 0) return;
  const shown = errors.map(({ location, message }) => `${location} ${message}`).join('; ');
  throw new Problem('schema-mismatch', `The job does not fit the campaign's JSON schemas: ${shown}`, {
    errors,
  });
}

// What prevents the publication of a campaign's data although its shape is right.

/** A 400 that names every place: an error found at publication affects its author, not a contact. */
export async function refuseUnpublishable(data: CampaignData): Promise<void> {
  const promptFaults = templateFaults(data.CampaignObjectivePrompt ?? '').map((message) => ({
    location: '/Data/CampaignObjectivePrompt',
    message,
  }));
  const faults = [...promptFaults, ...(await schemaFaults(data))];
  if (faults.length > 0) throw invalid(faults);
}
