/** The parameters that paths name, and the campaign that one names. */
import { type Response } from 'express';
import { z } from 'zod';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { findCampaign } from '../../store/campaigns/campaigns';
import { type Store } from '../../store/mongodb/mongo';
import { invalid, notFound } from '../http/problems';
import { orgIdOf } from '../http/request-context';
import { phoneNumber as e164 } from '../schemas/fields';
import { type PathParameter } from './endpoint';

/** An id of another shape cannot exist, so the database is not asked. */
export const campaignID: PathParameter<string> = {
  schema: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .describe('The `ID` of the campaign.'),
  refused: () => notFound('campaign'),
};
export const jobID: PathParameter<string> = {
  schema: z
    .string()
    .regex(/^[0-9a-f]{24}(?:-[0-9a-z]{7,12})?$/)
    .describe("The `ID` of the job. An imported job's is its import's, a dash and its row in base 36."),
  refused: () => notFound('job'),
};
export const importID: PathParameter<string> = {
  schema: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .describe('The `ImportID` that the answer to the import has.'),
  refused: () => notFound('import'),
};
export const phoneNumber: PathParameter<string> = {
  schema: e164.describe('The number, with its + written as + or %2B.'),
  isValue: true,
  refused: (message) => invalid([{ location: 'path/phoneNumber', message }]),
};

/** The campaign of this id, or 404. */
export async function campaignOf(
  store: Store,
  { res, path }: { res: Response; path: { campaignID: string } },
): Promise<CampaignDocument> {
  const campaign = await findCampaign(store, orgIdOf(res), path.campaignID);
  if (!campaign) throw notFound('campaign');
  return campaign;
}
