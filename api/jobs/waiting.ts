/** Why jobs wait and until when, from the same functions that decide about dialling. */
import { mayDial, waitingFor } from '../../domain/dialling/may-dial';
import { type DialRules, type WaitingReason } from '../../domain/dialling/dial-rules';
import { afterVerdict } from '../../domain/dialling/uncounted-attempts';
import { dialForecast } from '../../domain/dialling/dial-forecast';
import { type CampaignDocument, type JobDocument, type NumberDocument } from '../../store/mongodb/documents';
import { loadNumbers } from '../../store/numbers/numbers';
import { oneByOne } from '../../store/mongodb/one-by-one';
import { type ApiDependencies } from '../http/dependencies';
import { isWaiting } from './job-presenter';
import { type CampaignFacts, campaignFacts } from '../campaigns/campaign-conditions';

export interface Waiting {
  WaitingFor: WaitingReason;
  /** Absent when unknown. */
  WaitingUntil?: Date;
}

/** Why these jobs of a campaign wait, by id; those that do not wait are absent. */
export async function whyTheyWait(
  deps: Pick<ApiDependencies, 'store' | 'clock' | 'providers' | 'publishedRules'>,
  campaign: CampaignDocument,
  jobs: JobDocument[],
): Promise<Map<string, Waiting>> {
  const waiting = jobs.filter(isWaiting);
  const analyzing = jobs.filter(({ State }) => State === 'analyzing');
  if (waiting.length + analyzing.length === 0) return new Map();
  const phoneNumbers = [...new Set(waiting.map((job) => job.ContactPhoneNumber))];
  const [facts, numbers] = await Promise.all([
    campaignFacts(deps, campaign),
    loadNumbers(deps.store, campaign.OrgID, phoneNumbers),
  ]);
  const rules = deps.publishedRules.of(campaign);
  const reasons = new Map<string, Waiting>();
  for await (const job of oneByOne(waiting))
    reasons.set(job._id, whyItWaits(rules, job, numbers.get(job.ContactPhoneNumber), facts));
  // An analysis waits only for the analyst: it goes on even while its campaign is paused.
  if (facts.isAnalystOut) for (const { _id } of analyzing) reasons.set(_id, { WaitingFor: 'global_pause' });
  return reasons;
}

function whyItWaits(
  rules: DialRules,
  waiting: JobDocument,
  number: NumberDocument | undefined,
  { nowMs, conditions, room, voice }: CampaignFacts,
): Waiting {
  const job = afterVerdict(waiting, voice);
  const answer = mayDial(rules, { conditions, job, number, nowMs, room });
  const WaitingFor = waitingFor(answer);
  if (answer.kind === 'held_back' && answer.reason === 'pace' && room.pace)
    return { WaitingFor, WaitingUntil: new Date(room.pace.nextAtMs) };
  // Only the job's own rules give a time: when an operator starts the campaign or a slot becomes free is unknown.
  const forecast = answer.kind === 'wait' ? dialForecast(rules, job, number, nowMs) : undefined;
  return forecast?.kind === 'later'
    ? { WaitingFor, WaitingUntil: new Date(forecast.untilMs) }
    : { WaitingFor };
}
