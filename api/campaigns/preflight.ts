/** How many waiting jobs of a campaign could be called if it were started now, and what delays the others. */
import { beginning } from '../../domain/dialling/dial-gates';
import { afterVerdict } from '../../domain/dialling/uncounted-attempts';
import { type DialRules } from '../../domain/dialling/dial-rules';
import { dialForecast } from '../../domain/dialling/dial-forecast';
import { type CampaignDocument, type ProviderDocument } from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';
import { oneByOne } from '../../store/mongodb/one-by-one';
import { countWaitingJobs, waitingJobs } from '../../store/dialling/preflight';
import { type Beginning, type Preflight, preflightAnswer } from './preflight-answer';
import { RuleSetTally } from './preflight-rule-sets';
import { type CampaignFacts, campaignFacts, globalPauses, voiceProviderOf } from './campaign-conditions';
import { loadProvider } from '../../store/providers/providers';
import { ConcurrencyLimit } from '../turns/concurrency-limit';
import { FewHoursCount } from './few-hours';
import { ForecastTally } from './forecast-tally';
import { answer, endpoint } from '../endpoints/endpoint';
import { campaignID, campaignOf } from '../endpoints/path-parameters';
import { unavailable } from '../http/problems';
import { orgIdOf } from '../http/request-context';

/** Some seconds of work. In a larger campaign, the first ones due show enough. */
const MOST_EXAMINED = 200_000;
/** Few enough to keep in memory with their numbers' records; enough that round trips do not matter. */
const BATCH = 500;

/** `isWanted` is asked between batches: the work stops when the client has gone. */
export async function preflight(
  store: Store,
  {
    campaign,
    rules,
    now,
    isWanted,
    voice,
    most = MOST_EXAMINED,
  }: {
    campaign: Pick<CampaignDocument, '_id' | 'OrgID' | 'Published'>;
    rules: DialRules;
    now: Date;
    isWanted: () => boolean;
    /** The voice provider's stored state, if it was ever paused. */
    voice?: ProviderDocument | null;
    most?: number;
  },
): Promise<Preflight> {
  const { _id: campaignId, OrgID: orgId } = campaign;
  const tally = new ForecastTally(now.getTime());
  const law = new RuleSetTally(rules);
  const fewHours = new FewHoursCount(rules, now.getTime());
  const [Jobs] = await Promise.all([
    countWaitingJobs(store, campaignId),
    (async () => {
      const batches = waitingJobs(store, { orgId, campaignId, limit: most, batch: BATCH });
      for await (const { jobs, numbers } of batches) {
        if (!isWanted()) return;
        for await (const job of oneByOne(jobs)) {
          fewHours.add(job);
          const counted = afterVerdict(job, voice);
          law.add(job);
          tally.add(dialForecast(rules, counted, numbers.get(job.ContactPhoneNumber), now.getTime()));
        }
      }
    })(),
  ]);
  const result = tally.result();
  // Jobs added while the others were examined may have been examined too.
  return {
    Jobs: Math.max(Jobs, result.Examined),
    ...result,
    ...law.result(campaign.Published),
    ...fewHours.result(),
  };
}

function beginningOf({ Now }: Pick<Preflight, 'Now'>, facts: CampaignFacts): Beginning {
  const { calls, then } = beginning(Now, facts);
  const { pace } = facts.room;
  return {
    AtOnce: calls,
    ...(then ? { AtOnceReason: then } : {}),
    ...(pace && Now > 0 ? { PacedUntil: new Date(pace.nextAtMs + (Now - 1) * pace.paceMs) } : {}),
    ...(facts.conditions.schedulingEnabled ? {} : { SchedulingEnabled: false }),
  };
}

/** A preflight of a large campaign is seconds of work: an organisation gets one at a time, and the next few wait. */
const bounds = { width: 1, waiting: 5 };
const TURN_WITHIN_MS = 5_000;

/** The campaign need not be started: a preflight says what would happen if it were. */
export const get = endpoint({
  id: 'getPreflight',
  summary: 'What would happen if the campaign were started now',
  description:
    'Examines each waiting job with the functions that decide when the campaign runs, and says how many could be called now, how many later, and why. ' +
    'Each job is examined by itself: two jobs for one number are both `Now`, and are called one after the other. Of more than 200,000 waiting jobs those due first are examined.\n\n' +
    '**No call is placed while the answer has `SchedulingEnabled: false` or `GlobalPause: true`.** Reasons are those of `WaitingFor` of a job, and for `Never` also `expired`, `max_attempts`, `outcome` and `opted_out`.\n\n' +
    'An organisation has one preflight at a time; others wait their turn, and get 503 after 5 seconds.',
  tag: 'Campaigns',
  access: 'viewer',
  path: { campaignID },
  answers: { 200: answer(preflightAnswer, 'Counts and reasons.') },
  handler: ({ store, clock, providers, publishedRules }) => {
    const limit = new ConcurrencyLimit(bounds);
    return async (given) => {
      const campaign = await campaignOf(store, given);
      const voice = await loadProvider(store, voiceProviderOf(providers));
      const examined = await limit.run(orgIdOf(given.res), Date.now() + TURN_WITHIN_MS, () =>
        preflight(store, {
          campaign,
          rules: publishedRules.of(campaign),
          now: clock.date(),
          voice,
          isWanted: () => !given.res.destroyed,
        }),
      );
      if (examined === 'full')
        throw unavailable('Other preflights of your organisation are at work; ask again in a moment');
      // Read last, to be current: examining the jobs may have taken seconds.
      const [facts, pauseOf] = await Promise.all([
        campaignFacts({ store, clock, providers }, campaign),
        globalPauses({ store, providers }),
      ]);
      const reason = pauseOf(campaign);
      return {
        status: 200,
        body: {
          ...examined,
          ...beginningOf(examined, facts),
          ...(reason === undefined ? {} : { GlobalPause: true as const, GlobalPauseReason: reason }),
        },
      };
    };
  },
});
