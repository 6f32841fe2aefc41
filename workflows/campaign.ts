import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { dispatchCalls, endCampaign } from './activity-options';
import { hearCommands } from './campaign-commands';
import { details, note, startingState } from './campaign-state';
import { type CampaignInput, campaignQuery, type CampaignView, searchAttributes } from './contract';
import { checkCampaignInput } from './inputs';
import { stateWrites } from './state-writes';

// A timer may fire a second late, and a dispatcher takes a moment to start: it waits out the rest itself.
const WAKE_EARLY_MS = 2_000;
// Pause before the state is written again, if the database has another one.
const DISAGREEMENT_PAUSE = '1s';

/**
 * Controls one campaign, from its creation to its end. Its history grows with its commands and wake-ups, not with
 * the calls of a busy campaign.
 *
 * Id: campaignWorkflowId(campaignId). Handles the updates and signals start, pause, end, the signal wake and the query
 * `campaign`.
 * Carries CarriedCampaign across continue-as-new; calls are separate workflows and outlive every run.
 * Ends when the campaign has ended and no job is incomplete. A cancellation from the Temporal UI ends the campaign.
 */
export async function campaignWorkflow(input: CampaignInput): Promise<CampaignView> {
  checkCampaignInput(input);
  const { CampaignID, OrgID } = input;
  const campaign = input.Carried ?? startingState();
  let failedJobs: number | undefined;
  let isCancelled = false;
  let isWoken = false;
  let idle: { untilMs?: number } | undefined;

  const writes = stateWrites(CampaignID, campaign, { record, showDetails });
  const { obey } = hearCommands(campaign, { write: writes.write, record, wake: () => (isWoken = true) });
  setHandler(campaignQuery, view, { description: 'The state of the campaign, as the API relays it.' });
  showDetails();
  // Cancelling the workflow in the Temporal UI ends the campaign, by the same commands as from the API.
  if (CancellationScope.current().consideredCancelled) void endOnCancellation();
  else CancellationScope.current().cancelRequested.catch(() => void endOnCancellation());

  return CancellationScope.nonCancellable(async () => {
    while (campaign.State !== 'ended' || !writes.areDone()) {
      if (isToContinueAsNew()) {
        await condition(() => allHandlersFinished() && writes.areDone());
        return continueAsNew();
      }
      if (campaign.State === 'started' && writes.areDone()) await dispatchWhileStarted();
      else await condition(() => isToContinueAsNew() || (campaign.State !== 'paused' && writes.areDone()));
    }
    failedJobs = 0;
    failedJobs = (await endCampaign({ CampaignID })).FailedJobs;
    record(`ended: ${failedJobs} incomplete jobs failed`);
    await condition(allHandlersFinished);
    return view();
  });

  /** Runs dispatchers one after another until the campaign leaves this epoch, or the history is long. */
  async function dispatchWhileStarted(): Promise<void> {
    const epoch = campaign.Epoch;
    const isOver = (): boolean => campaign.State !== 'started' || campaign.Epoch !== epoch || isHistoryLong();
    // What is announced from here on may come after the dispatcher's last look.
    isWoken = false;
    const scope = new CancellationScope({ cancellable: true, parent: CancellationScope.current() });
    const dispatching = scope
      .run(() => dispatchCalls({ CampaignID, OrgID, Epoch: epoch }))
      .catch((error: unknown) => {
        if (isCancellation(error)) return undefined;
        throw error;
      });
    const ended = await Promise.race([dispatching, condition(isOver).then(() => undefined)]);
    scope.cancel();
    if (ended?.Kind === 'idle') await rest(ended, isOver);
    if (ended?.Kind === 'fenced' && campaign.Epoch === epoch && writes.areDone()) await agreeWithDatabase();
  }

  /** No job can be called before a time, unless a signal says so. The campaign costs nothing meanwhile. */
  async function rest({ RestMs }: { RestMs?: number }, isOver: () => boolean): Promise<void> {
    idle = RestMs === undefined ? {} : { untilMs: Date.now() + RestMs };
    showDetails();
    const isToGoOn = (): boolean => isWoken || isOver();
    if (RestMs === undefined) await condition(isToGoOn);
    else await condition(isToGoOn, Math.max(RestMs - WAKE_EARLY_MS, 1));
    idle = undefined;
    showDetails();
  }

  /** The database is in another epoch than this workflow. The workflow's state counts: it is written again. */
  async function agreeWithDatabase(): Promise<void> {
    const { State: state, Epoch: epoch } = campaign;
    await sleep(DISAGREEMENT_PAUSE);
    // A command that came meanwhile has already written its state.
    if (writes.areDone() && campaign.State === state && campaign.Epoch === epoch) await writes.write(state);
  }

  async function endOnCancellation(): Promise<void> {
    isCancelled = true;
    record('cancellation requested: the campaign ends');
    // A command may start it again in between.
    while (campaign.State !== 'ended')
      await obey(campaign.State === 'started' ? 'pause' : 'end', 'cancellation');
  }

  /** A cancellation is carried out in this run: the next run would not know of it. */
  function isToContinueAsNew(): boolean {
    return isHistoryLong() && !isCancelled;
  }

  function isHistoryLong(): boolean {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    return continueAsNewSuggested || historyLength > (input.MaxHistoryEvents ?? Infinity);
  }

  function continueAsNew(): Promise<never> {
    return makeContinueAsNewFunc<typeof campaignWorkflow>({
      typedSearchAttributes: [
        { key: searchAttributes.CampaignID, value: CampaignID },
        { key: searchAttributes.OrgID, value: OrgID },
        { key: searchAttributes.CampaignState, value: campaign.State },
      ],
      memo: workflowInfo().memo ?? {},
    })({ ...input, Carried: campaign });
  }

  function view(): CampaignView {
    return {
      CampaignID,
      OrgID,
      State: campaign.State,
      Epoch: campaign.Epoch,
      ...(failedJobs === undefined ? {} : { Ending: { FailedJobs: failedJobs } }),
    };
  }

  function record(text: string): void {
    note(campaign, Date.now(), text);
    showDetails();
  }

  function showDetails(): void {
    setCurrentDetails(details(campaign, CampaignID, idle));
  }
}
