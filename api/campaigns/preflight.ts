/** How many waiting jobs of a campaign could be called if it were started now, and what delays the others. */
import { beginning } from '../../domain/dialling/dial-gates';
import { afterVerdict } from '../../domain/dialling/uncounted-attempts';
import { type DialRules } from '../../domain/dialling/dial-rules';
import { type DialForecast, dialForecast } from '../../domain/dialling/dial-forecast';
import { type CampaignDocument, type ProviderDocument } from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';
import { oneByOne } from '../../store/mongodb/one-by-one';
import { countWaitingJobs, waitingJobs } from '../../store/dialling/preflight';
import { type RuleSetReport, RuleSetTally } from './preflight-rule-sets';
import { type CampaignFacts, campaignFacts, globalPauses, voiceProviderOf } from './campaign-conditions';
import { type RequestHandler } from 'express';
import { loadProvider } from '../../store/providers/providers';
import { ConcurrencyLimit } from '../temporal/concurrency-limit';
import { type ApiDependencies } from '../http/dependencies';
import { type FewHours, FewHoursCount } from './few-hours';
import { campaignOf } from '../http/path-ids';
import { unavailable } from '../http/problems';
import { orgIdOf } from '../http/request-context';

export interface Preflight extends RuleSetReport {
  /** Waiting jobs. */
  Jobs: number;
  /** How many of them were examined; fewer than `Jobs` when there are too many for one preflight. */
  Examined: number;
  Now: number;
  Within24Hours: number;
  Later: number;
  Never: number;
  /** Why the others are not called now; the commonest first. `Until`: when the first of them can be called. */
  Reasons: { Reason: string; Jobs: number; Until?: Date }[];
  /** Jobs whose rules are open for a few hours a week only, and why; absent when there are none. */
  FewHours?: FewHours;
}

/** Some seconds of work. In a larger campaign, the first ones due show enough. */
const MOST_EXAMINED = 200_000;
/** Few enough to keep in memory with their numbers' records; enough that round trips do not matter. */
const BATCH = 500;
const DAY_MS = 24 * 60 * 60 * 1_000;

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
  const tally = new Tally(now.getTime());
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

/** How many of the jobs that no rule delays the campaign as a whole lets begin. */
export interface Beginning {
  /** How many of `Now` begin at once. */
  AtOnce: number;
  /** What the others wait for; absent when there are none. */
  AtOnceReason?: string;
  /** When the last of `Now` can begin, at MaxCallsPerSecond. */
  PacedUntil?: Date;
  /** Present when the organisation has switched dialling off. */
  SchedulingEnabled?: false;
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

class Tally {
  private readonly counts = { Examined: 0, Now: 0, Within24Hours: 0, Later: 0, Never: 0 };
  private readonly reasons = new Map<string, { jobs: number; untilMs: number }>();

  constructor(private readonly nowMs: number) {}

  add(forecast: DialForecast): void {
    this.counts.Examined += 1;
    if (forecast.kind === 'now') {
      this.counts.Now += 1;
      return;
    }
    const untilMs = forecast.kind === 'later' ? forecast.untilMs : Infinity;
    if (forecast.kind === 'never') this.counts.Never += 1;
    else if (untilMs < this.nowMs + DAY_MS) this.counts.Within24Hours += 1;
    else this.counts.Later += 1;
    const known = this.reasons.get(forecast.reason) ?? { jobs: 0, untilMs: Infinity };
    this.reasons.set(forecast.reason, {
      jobs: known.jobs + 1,
      untilMs: Math.min(known.untilMs, untilMs),
    });
  }

  result(): Omit<Preflight, 'Jobs' | keyof RuleSetReport> {
    const Reasons = [...this.reasons]
      .map(([Reason, { jobs, untilMs }]) => ({
        Reason,
        Jobs: jobs,
        ...(untilMs === Infinity ? {} : { Until: new Date(untilMs) }),
      }))
      .sort((a, b) => b.Jobs - a.Jobs || (a.Reason < b.Reason ? -1 : 1));
    return { ...this.counts, Reasons };
  }
}

/** A preflight of a large campaign is seconds of work: an organisation gets one at a time, and the next few wait. */
const bounds = { width: 1, waiting: 5 };
const TURN_WITHIN_MS = 5_000;

/** The campaign need not be started: a preflight says what would happen if it were. */
export const get = ({ store, clock, providers, publishedRules }: ApiDependencies): RequestHandler => {
  const limit = new ConcurrencyLimit(bounds);
  return async (req, res) => {
    const campaign = await campaignOf(store, req, res);
    const voice = await loadProvider(store, voiceProviderOf(providers));
    const answer = await limit.run(orgIdOf(res), Date.now() + TURN_WITHIN_MS, () =>
      preflight(store, {
        campaign,
        rules: publishedRules.of(campaign),
        now: clock.date(),
        voice,
        isWanted: () => !res.destroyed,
      }),
    );
    if (answer === 'full')
      throw unavailable('Other preflights of your organisation are at work; ask again in a moment');
    // Read last, to be current: examining the jobs may have taken seconds.
    const [facts, pauseOf] = await Promise.all([
      campaignFacts({ store, clock, providers }, campaign),
      globalPauses({ store, providers }),
    ]);
    const reason = pauseOf(campaign);
    res.json({
      ...answer,
      ...beginningOf(answer, facts),
      ...(reason === undefined ? {} : { GlobalPause: true, GlobalPauseReason: reason }),
    });
  };
};
