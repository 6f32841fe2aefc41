/**
 * Detects what no running code notices: a campaign workflow that was terminated, reset away or lost with its namespace;
 * a slot that stays taken because its campaign is paused; a job whose NotAfter passes while no dispatcher reaches it,
 * or that was added to a campaign as it ended; started campaigns that no worker has room for, or that have work and
 * no dispatcher.
 */
import { heartbeat } from '@temporalio/activity';
import { temporal } from '@temporalio/proto';
import {
  listUnendedCampaigns,
  recentlyEndedCampaigns,
  recordCampaignState,
  unfinishedEndings,
} from '../../store/campaigns/campaigns';
import { releaseUndialledClaims } from '../../store/dialling/claims';
import { endLeases } from '../../store/dialling/lost-workflows';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { countIncompleteJobs } from '../../store/campaigns/ending';
import {
  campaignStart,
  campaignWorkflowId,
  commandSignals,
  type Reconciliation,
  workflowTypes,
} from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';
import { finishEnding } from '../campaigns/ending';
import { wakeUntoldCampaigns } from '../campaigns/wake-campaigns';
import { failExpiredJobs } from './expiring';
import { wakeIfWorkWasMissed } from './missed-work';
import { activitiesOf, isRunning, reclaimExpiredSlots, settleLostAnalyses } from './slot-audit';

const { TASK_QUEUE_TYPE_ACTIVITY } = temporal.api.enums.v1.TaskQueueType;

const PAGE = 100;
// Campaigns compared at a time: bounds the requests in flight to Temporal.
const AT_ONCE = 10;
// Longer than any import can run during an ending, and than a night without workers.
const RECENTLY_MS = 24 * 60 * 60_000;
// How long an ending's calls that could not be reached are told again, each minute.
const PATIENCE_MS = 10 * 60_000;
// A start that the server has not accepted by then is left to the next round.
const START_DEADLINE_MS = 10_000;
// As long as a claim's lease: a call may wait in a queue before it is placed.
const QUEUED_MS = 10 * 60_000;
const DESCRIBE_DEADLINE_MS = 5_000;
// A worker with room takes a dispatcher within a second; even a busy one has taken it by then.
const LONG_WAIT_S = 10;

export function createReconcileActivities(deps: ActivityDeps) {
  const { store, clock, client, taskQueues, logger } = deps;

  return {
    async reconcileCampaigns(): Promise<Reconciliation> {
      const result: Reconciliation = {
        Campaigns: 0,
        Revived: [],
        ExpiredJobs: 0,
        FailedJobs: 0,
        Undispatched: await countUndispatchedOrLog(),
      };
      await wakeUntoldCampaigns(deps, heartbeat);
      for (let afterId = ''; ;) {
        const page = await listUnendedCampaigns(store, { afterId, limit: PAGE });
        for (let i = 0; i < page.length; i += AT_ONCE) {
          heartbeat({ compared: result.Campaigns });
          const compared = page.slice(i, i + AT_ONCE);
          const revived = await Promise.all(compared.map(compareOrLog));
          const expired = await Promise.all(compared.map(failExpiredOrLog));
          result.ExpiredJobs += expired.reduce((sum, jobs) => sum + jobs, 0);
          result.Revived.push(...compared.filter((_, n) => revived[n]).map(({ _id }) => _id));
          result.Campaigns += compared.length;
        }
        const last = page.at(-1);
        if (!last || page.length < PAGE) break;
        afterId = last._id;
      }
      const since = new Date(clock.now() - RECENTLY_MS);
      for await (const { _id, UpdatedAt } of recentlyEndedCampaigns(store, { since })) {
        heartbeat({ ended: _id });
        if (await hasIncompleteJobs(_id)) result.FailedJobs += await endAgainOrLog(_id, UpdatedAt);
      }
      // A campaign's workflow finishes its ending, however long nothing ran; without a workflow we finish it.
      for await (const { _id, UpdatedAt } of unfinishedEndings(store, { before: since })) {
        heartbeat({ ended: _id });
        result.FailedJobs += await endAgainOrLog(_id, UpdatedAt);
      }
      return result;
    },
  };

  /** Without a dispatcher a started campaign makes no calls, yet its state is started and nothing fails. */
  async function countUndispatchedOrLog(): Promise<number> {
    try {
      const { stats } = await client.withDeadline(Date.now() + DESCRIBE_DEADLINE_MS, () =>
        client.workflowService.describeTaskQueue({
          namespace: client.options.namespace,
          taskQueue: { name: taskQueues.dispatch },
          taskQueueType: TASK_QUEUE_TYPE_ACTIVITY,
          reportStats: true,
        }),
      );
      // An older server reports no stats.
      if (Number(stats?.approximateBacklogAge?.seconds ?? 0) < LONG_WAIT_S) return 0;
      const waiting = Number(stats?.approximateBacklogCount ?? 0);
      if (waiting > 0)
        logger.error(
          { waiting },
          'started campaigns wait for a worker to dispatch their calls: start more workers',
        );
      return waiting;
    } catch (error) {
      logger.error({ err: error }, 'it could not be asked how many campaigns wait for a worker');
      return 0;
    }
  }

  async function hasIncompleteJobs(campaignId: string): Promise<boolean> {
    try {
      return (await countIncompleteJobs(store, campaignId)) > 0;
    } catch (error) {
      logger.error({ campaignId, err: error }, 'the jobs of an ended campaign could not be counted');
      return false;
    }
  }

  async function endAgainOrLog(campaignId: string, endedAt: Date): Promise<number> {
    try {
      return await endAgain(campaignId, endedAt);
    } catch (error) {
      logger.error({ campaignId, err: error }, 'an ended campaign could not be finished');
      return 0;
    }
  }

  async function failExpiredOrLog(campaign: CampaignDocument): Promise<number> {
    try {
      return await failExpiredJobs(deps, campaign, heartbeat);
    } catch (error) {
      logger.error(
        { campaignId: campaign._id, err: error },
        'expired jobs of a campaign could not be failed',
      );
      return 0;
    }
  }

  /** One campaign's error must not keep the others from being compared. */
  async function compareOrLog(campaign: CampaignDocument): Promise<boolean> {
    try {
      return await compare(campaign);
    } catch (error) {
      logger.error({ campaignId: campaign._id, err: error }, 'a campaign could not be compared');
      return false;
    }
  }

  /** @returns whether the campaign's workflow was gone. */
  async function compare(campaign: CampaignDocument): Promise<boolean> {
    let isToBeAudited = campaign.State === 'paused';
    try {
      const activities = await activitiesOf(deps, campaignWorkflowId(campaign._id));
      const isRevived = !activities && (await revive(campaign));
      // A dispatcher audits its campaign itself.
      const hasDispatcher = activities?.includes('dispatchCalls') === true;
      isToBeAudited ||= !hasDispatcher;
      if (activities && !hasDispatcher) await wakeIfWorkWasMissed(deps, campaign);
      return isRevived;
    } finally {
      // Also of a campaign that could not be brought back: its calls end all the same.
      if (isToBeAudited) {
        await reclaimExpiredSlots(deps, campaign._id, heartbeat);
        await settleLostAnalyses(deps, campaign._id, heartbeat);
      }
    }
  }

  /**
   * The campaign's workflow was stopped from outside: it comes back paused, and an operator decides whether it dials.
   * @returns false when it ended, or got a command, meanwhile.
   */
  async function revive(campaign: CampaignDocument): Promise<boolean> {
    const epoch = campaign.Epoch + 1;
    const stored = await recordCampaignState(store, {
      campaignId: campaign._id,
      state: 'paused',
      epoch,
      now: clock.date(),
    });
    if (stored?.Epoch !== epoch || stored.State !== 'paused') return false;
    logger.error(
      { campaignId: campaign._id, was: campaign.State },
      'the workflow of a campaign was gone: paused',
    );
    // Claims that a dispatcher left behind: their calls were not dialled.
    await releaseUndialledClaims(store, campaign._id);
    // If Temporal's data is lost, so are the workflows of the campaign's calls.
    await endLeases(store, {
      campaignId: campaign._id,
      now: clock.date(),
      limits: deps.limits,
      marginMs: QUEUED_MS + deps.limits.eventGraceMs,
    });
    const text = `its workflow was gone while it was ${campaign.State}: paused`;
    await client.withDeadline(Date.now() + START_DEADLINE_MS, () =>
      client.workflow.start(workflowTypes.campaign, {
        ...campaignStart({ CampaignID: campaign._id, OrgID: campaign.OrgID }, taskQueues, {
          State: 'paused',
          Epoch: epoch,
          Answered: [],
          Log: [{ AtMs: clock.now(), Text: text }],
        }),
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      }),
    );
    return true;
  }

  /**
   * The ending of a campaign is not finished, or left incomplete jobs. A running workflow is ending it, or lost the
   * command after it was stored: we send the command again, which it ignores if it has it. Without a workflow we end it
   * ourselves.
   */
  async function endAgain(campaignId: string, endedAt: Date): Promise<number> {
    const workflowId = campaignWorkflowId(campaignId);
    if (await isRunning(deps, workflowId)) {
      await client.withDeadline(Date.now() + START_DEADLINE_MS, () =>
        client.workflow.getHandle(workflowId).signal(commandSignals.end),
      );
      return 0;
    }
    const failed = await finishEnding(deps, campaignId, {
      onProgress: heartbeat,
      isLastTry: clock.now() - endedAt.getTime() > PATIENCE_MS,
    });
    logger.error({ campaignId, failed }, 'the ending of a campaign was finished: its workflow was gone');
    return failed;
  }
}
