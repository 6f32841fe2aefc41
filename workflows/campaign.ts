import {
  allHandlersFinished,
  CancellationScope,
  condition,
  currentUpdateInfo,
  isCancellation,
  log,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type CampaignCommand,
  campaignCommands,
  type CampaignState,
  stateAfter,
  transition,
} from '../domain/campaigns/campaign';
import { dispatchCalls, endCampaign, recordCampaignState } from './activity-options';
import { answerTo, details, note, remember, startingState } from './campaign-state';
import {
  type CampaignInput,
  campaignQuery,
  type CampaignView,
  type CommandAnswer,
  commandSignals,
  commandUpdates,
  invalidTransition,
  searchAttributes,
} from './contract';
import { checkCampaignInput } from './inputs';
import { hearWaitingSignals } from './signals-in-order';

const describedAs: Record<CampaignCommand, string> = {
  start: 'Start a paused campaign: jobs gradually begin.',
  pause: 'Pause a started campaign: no further call is placed, calls in flight complete.',
  end: 'End a paused campaign: every incomplete job fails. Cannot be undone.',
};

// Before a state that the database did not take is written again.
const DISAGREEMENT_PAUSE = '1s';

/**
 * One campaign, from its creation to its end: control only, so its history does not grow with its calls.
 *
 * Id: campaignWorkflowId(campaignId). Hears the updates and signals start, pause, end and the query `campaign`.
 * Carries CarriedCampaign across continue-as-new; calls are workflows of their own and outlive every run.
 * Ends when the campaign has ended and no job is incomplete. A cancellation from the Temporal UI ends the campaign.
 */
export async function campaignWorkflow(input: CampaignInput): Promise<CampaignView> {
  checkCampaignInput(input);
  const campaign = input.Carried ?? startingState();
  /** Writes to the database asked for and done: one at a time, in order, so a slow one is not overtaken. */
  const writes = { asked: 0, done: 0 };
  let failedJobs: number | undefined;
  let isCancelled = false;

  const view = (): CampaignView => ({
    CampaignID: input.CampaignID,
    OrgID: input.OrgID,
    State: campaign.State,
    Epoch: campaign.Epoch,
    ...(failedJobs === undefined ? {} : { Ending: { FailedJobs: failedJobs } }),
  });

  // Handlers -----------------------------------------------------------------------------------------------------

  hearWaitingSignals(
    Object.fromEntries(
      campaignCommands.map((command) => [commandSignals[command].name, () => obeySignal(command)]),
    ),
    ignoreSignal,
  );
  setHandler(campaignQuery, view, { description: 'The state of the campaign, as the API relays it.' });
  for (const command of campaignCommands) {
    setHandler(commandUpdates[command], () => answerUpdate(command), {
      description: describedAs[command],
      validator: () => refuseIfIllegal(command),
    });
    setHandler(commandSignals[command], () => obeySignal(command), { description: describedAs[command] });
  }
  // An unknown signal would otherwise stay buffered for ever, unseen.
  setDefaultSignalHandler(ignoreSignal);
  showDetails();

  // Life -----------------------------------------------------------------------------------------------------------

  // Cancelling the workflow in the Temporal UI means ending the campaign, on the same road as everybody else.
  if (CancellationScope.current().consideredCancelled) void endOnCancellation();
  else CancellationScope.current().cancelRequested.catch(() => void endOnCancellation());

  return CancellationScope.nonCancellable(async () => {
    while (campaign.State !== 'ended' || !isWritten()) {
      // A cancellation is carried out in this run: it would be forgotten by the next.
      if (isHistoryLong() && !isCancelled) {
        await condition(() => allHandlersFinished() && isWritten());
        return continueAsNew();
      }
      if (campaign.State === 'started' && isWritten()) await dispatchWhileStarted();
      else
        await condition(
          () => (isHistoryLong() && !isCancelled) || (campaign.State !== 'paused' && isWritten()),
        );
    }
    failedJobs = 0;
    const { FailedJobs } = await endCampaign({ CampaignID: input.CampaignID });
    failedJobs = FailedJobs;
    record(`ended: ${FailedJobs} incomplete jobs failed`);
    await condition(allHandlersFinished);
    return view();
  });

  // Commands -------------------------------------------------------------------------------------------------------

  /** An update that was answered before, in an earlier run, is let through to get its answer again. */
  function refuseIfIllegal(command: CampaignCommand): void {
    if (answerTo(campaign, updateId())) return;
    const step = transition(campaign.State, command);
    if (step.kind === 'refused') throw invalidTransition(step.reason, campaign.State);
  }

  async function answerUpdate(command: CampaignCommand): Promise<CommandAnswer> {
    const id = updateId();
    const given = answerTo(campaign, id);
    if (given) return given;
    // The validator ran in this very activation, yet a signal beside it may have moved the campaign first.
    refuseIfIllegal(command);
    const answer = await obey(command, 'update');
    if (answer.State !== stateAfter(command))
      throw invalidTransition(`The campaign is ${answer.State}`, answer.State);
    remember(campaign, id, answer);
    return answer;
  }

  /** A signal has nobody to answer to: an illegal one is noted and changes nothing. It never throws. */
  async function obeySignal(command: CampaignCommand): Promise<void> {
    const step = transition(campaign.State, command);
    if (step.kind === 'refused') {
      log.warn('illegal signal ignored', { command, state: campaign.State });
      record(`ignored the signal ${command}: ${step.reason}`);
      return;
    }
    try {
      await obey(command, 'signal');
    } catch (error) {
      // A failure that left a signal handler would end the campaign's workflow.
      log.error('a signal could not be obeyed', { command, error: String(error) });
    }
  }

  function ignoreSignal(name: string): void {
    log.warn('unknown signal ignored', { signal: name });
    record(`ignored the unknown signal \`${name.slice(0, 40)}\``);
  }

  /** Moves at once, so that of many racing commands one wins, and answers when the database has the new state. */
  async function obey(command: CampaignCommand, by: string): Promise<CommandAnswer> {
    const state = stateAfter(command);
    campaign.State = state;
    record(`${state} by ${by} ${command}`);
    upsertSearchAttributes([{ key: searchAttributes.CampaignState, value: state }]);
    return write(state);
  }

  /**
   * Stores `state` as the next transition. The database may be ahead of us (a transition was written and then lost, or
   * an operator reset this workflow to an earlier point): then ours becomes the one after that. An ended campaign stays
   * ended, whatever we thought.
   */
  async function write(state: CampaignState): Promise<CommandAnswer> {
    const turn = writes.asked;
    writes.asked += 1;
    // Handlers run in the scope that an operator's cancellation reaches; a write that was begun is finished.
    return CancellationScope.nonCancellable(async () => {
      try {
        await condition(() => writes.done === turn);
        for (;;) {
          const wanted: CommandAnswer = { State: state, Epoch: campaign.Epoch + 1 };
          const stored = await recordCampaignState({ CampaignID: input.CampaignID, ...wanted });
          campaign.Epoch = stored.Epoch;
          if (stored.State === state && stored.Epoch === wanted.Epoch) return stored;
          if (stored.State === 'ended') {
            campaign.State = 'ended';
            upsertSearchAttributes([{ key: searchAttributes.CampaignState, value: 'ended' }]);
            return stored;
          }
          record(`the database was ahead, and said ${stored.State}: ${state} is written again`);
        }
      } finally {
        writes.done += 1;
        showDetails();
      }
    });
  }

  async function endOnCancellation(): Promise<void> {
    isCancelled = true;
    record('cancellation requested: the campaign ends');
    // Somebody may start it again in between.
    while (campaign.State !== 'ended')
      await obey(campaign.State === 'started' ? 'pause' : 'end', 'cancellation');
  }

  // Dispatching ------------------------------------------------------------------------------------------------------

  /** Runs dispatchers one after another until the campaign leaves this epoch, or the history is long. */
  async function dispatchWhileStarted(): Promise<void> {
    const epoch = campaign.Epoch;
    const scope = new CancellationScope({ cancellable: true, parent: CancellationScope.current() });
    const dispatching = scope
      .run(() => dispatchCalls({ CampaignID: input.CampaignID, OrgID: input.OrgID, Epoch: epoch }))
      .catch((error: unknown) => {
        if (isCancellation(error)) return undefined;
        throw error;
      });
    const moved = condition(
      () => campaign.State !== 'started' || campaign.Epoch !== epoch || isHistoryLong(),
    ).then(() => undefined);
    const ended = await Promise.race([dispatching, moved]);
    scope.cancel();
    if (ended?.Kind === 'fenced' && campaign.Epoch === epoch && isWritten()) await agreeWithDatabase();
  }

  /** The database is in another epoch than we think. The campaign's own word counts: it is written again. */
  async function agreeWithDatabase(): Promise<void> {
    const { State: state, Epoch: epoch } = campaign;
    await sleep(DISAGREEMENT_PAUSE);
    // A command that came meanwhile has written its own.
    if (isWritten() && campaign.State === state && campaign.Epoch === epoch) await write(state);
  }

  // Small words ------------------------------------------------------------------------------------------------------

  function updateId(): string {
    return currentUpdateInfo()?.id ?? '';
  }

  function isWritten(): boolean {
    return writes.done === writes.asked;
  }

  function isHistoryLong(): boolean {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    return continueAsNewSuggested || historyLength > (input.MaxHistoryEvents ?? Infinity);
  }

  function record(text: string): void {
    note(campaign, Date.now(), text);
    showDetails();
  }

  function showDetails(): void {
    setCurrentDetails(details(campaign, input.CampaignID));
  }

  function continueAsNew(): Promise<never> {
    return makeContinueAsNewFunc<typeof campaignWorkflow>({
      typedSearchAttributes: [
        { key: searchAttributes.CampaignID, value: input.CampaignID },
        { key: searchAttributes.OrgID, value: input.OrgID },
        { key: searchAttributes.CampaignState, value: campaign.State },
      ],
      memo: workflowInfo().memo ?? {},
    })({ ...input, Carried: campaign });
  }
}
