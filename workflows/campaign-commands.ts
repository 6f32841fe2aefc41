/** The commands that a campaign takes: updates are answered, signals are not. */
import {
  currentUpdateInfo,
  log,
  setDefaultSignalHandler,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import {
  type CampaignCommand,
  campaignCommands,
  type CampaignState,
  stateAfter,
  transition,
} from '../domain/campaigns/campaign';
import { answerTo, remember } from './campaign-state';
import {
  type CarriedCampaign,
  type CommandAnswer,
  commandSignals,
  commandUpdates,
  invalidTransition,
  searchAttributes,
  wakeSignal,
} from './contract';
import { hearWaitingSignals } from './signals-in-order';

const describedAs: Record<CampaignCommand, string> = {
  start: 'Start a paused campaign: jobs gradually begin.',
  pause: 'Pause a started campaign: no further call is placed, calls in flight complete.',
  end: 'End a paused campaign: every incomplete job fails. Cannot be undone.',
};

interface Commanding {
  /** Stores the state, and returns when it is in effect. */
  write(state: CampaignState): Promise<CommandAnswer>;
  /** Shows an operator what happened. */
  record(text: string): void;
  /** There may be a job to call now. */
  wake(): void;
}

/**
 * Registers the handlers of updates and signals.
 * @returns a function to obey a command that comes from elsewhere.
 */
export function hearCommands(campaign: CarriedCampaign, { write, record, wake }: Commanding) {
  hearWaitingSignals(
    {
      ...Object.fromEntries(
        campaignCommands.map((command) => [commandSignals[command].name, () => obeySignal(command)]),
      ),
      [wakeSignal.name]: wake,
    },
    ignoreSignal,
  );
  setHandler(wakeSignal, wake, {
    description: 'Look now whether a job can be called. Ringmaster sends it by itself; it does no harm.',
  });
  for (const command of campaignCommands) {
    setHandler(commandUpdates[command], () => answerUpdate(command), {
      description: describedAs[command],
      validator: () => refuseIfIllegal(command),
    });
    setHandler(commandSignals[command], () => obeySignal(command), { description: describedAs[command] });
  }
  // Without this an unknown signal would stay buffered for ever, unseen.
  setDefaultSignalHandler(ignoreSignal);
  return { obey };

  /** An update that an earlier run has answered is accepted, to get its answer again. */
  function refuseIfIllegal(command: CampaignCommand): void {
    if (answerTo(campaign, updateId())) return;
    const step = transition(campaign.State, command);
    if (step.kind === 'refused') throw invalidTransition(step.reason, campaign.State);
  }

  async function answerUpdate(command: CampaignCommand): Promise<CommandAnswer> {
    const id = updateId();
    const given = answerTo(campaign, id);
    if (given) return given;
    // The validator ran in this activation, but a signal in the same activation may have moved the campaign first.
    refuseIfIllegal(command);
    const answer = await obey(command, 'update');
    if (answer.State !== stateAfter(command))
      throw invalidTransition(`The campaign is ${answer.State}`, answer.State);
    remember(campaign, id, answer);
    return answer;
  }

  /** An illegal signal is recorded and changes nothing. Never throws. */
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
      // An error thrown by a signal handler would end the campaign's workflow.
      log.error('a signal could not be obeyed', { command, error: String(error) });
    }
  }

  function ignoreSignal(name: string): void {
    log.warn('unknown signal ignored', { signal: name });
    record(`ignored the unknown signal \`${name.slice(0, 40)}\``);
  }

  /**
   * Changes the state at once, so that one of many racing commands wins; returns when the database has the new state.
   */
  async function obey(command: CampaignCommand, by: string): Promise<CommandAnswer> {
    const state = stateAfter(command);
    campaign.State = state;
    record(`${state} by ${by} ${command}`);
    upsertSearchAttributes([{ key: searchAttributes.CampaignState, value: state }]);
    return write(state);
  }
}

const updateId = (): string => currentUpdateInfo()?.id ?? '';
