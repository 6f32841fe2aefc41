import { type Request, type Response } from 'express';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { findCampaign } from '../../store/campaigns/campaigns';
import { type Store } from '../../store/mongodb/mongo';
import { notFound } from './problems';
import { orgIdOf } from './request-context';

const CAMPAIGN_ID = /^[0-9a-f]{24}$/;
/** An imported job's id is its import's, a dash and its row in base 36. */
const JOB_ID = /^[0-9a-f]{24}(?:-[0-9a-z]{7,12})?$/;

const parameter = (req: Request, name: string, shape: RegExp, what: string): string => {
  const value = req.params[name];
  // An id of another shape cannot exist, so the database is not asked.
  if (typeof value !== 'string' || !shape.test(value)) throw notFound(what);
  return value;
};

export const campaignIdOf = (req: Request): string => parameter(req, 'campaignID', CAMPAIGN_ID, 'campaign');
export const jobIdOf = (req: Request): string => parameter(req, 'jobID', JOB_ID, 'job');

/** The campaign that the path names, or 404. */
export async function campaignOf(store: Store, req: Request, res: Response): Promise<CampaignDocument> {
  const campaign = await findCampaign(store, orgIdOf(res), campaignIdOf(req));
  if (!campaign) throw notFound('campaign');
  return campaign;
}
