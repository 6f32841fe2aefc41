/** Writes into the log who has chosen less than full caution for a campaign; its version keeps the same. */
import { type Response } from 'express';
import { AUTO, chosenRuleSets } from '../../domain/campaigns/campaign-data';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { type ApiDependencies } from '../http/dependencies';
import { apiKeyIdOf, requestIdOf } from '../http/request-context';

/** @param campaign as the request has just published it */
export function logAcceptedRisks(
  log: ApiDependencies['log'],
  res: Response,
  { _id: campaignId, Version: version, Data }: Pick<CampaignDocument, '_id' | 'Version' | 'Data'>,
): void {
  const where = { requestId: requestIdOf(res), apiKey: apiKeyIdOf(res), campaignId, version };
  const ruleSets = chosenRuleSets(Data.Constraints.RuleSets);
  if (!ruleSets.includes(AUTO))
    log.info(
      { ...where, ruleSets },
      'a campaign names its rule sets, and is not bound by others that can apply',
    );
  if (Data.Constraints.ZonePolicy === 'populated')
    log.info(where, 'a campaign leaves out the zones of few people (ZonePolicy "populated")');
}
