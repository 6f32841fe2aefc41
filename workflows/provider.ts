import {
  condition,
  log,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  afterPause,
  afterProbe,
  afterReport,
  afterResume,
  type Circuit,
  circuitLimits,
  isHealthReport,
  newCircuit,
} from '../domain/providers/circuit';
import { loadCircuit, probeProvider, recordCircuit } from './activity-options';
import {
  type CarriedProvider,
  pauseProviderSignal,
  type ProviderInput,
  providerQuery,
  reportSignal,
  resumeProviderSignal,
} from './contract';
import { circuitDetails, circuitView, noteCircuit } from './provider-state';
import { checkProviderInput } from './inputs';
import { hearWaitingSignals } from './signals-in-order';

/** A message, as the change that it makes to the circuit. */
type Step = (circuit: Circuit) => Circuit;

/**
 * Decides and stores whether campaigns may use one provider, and probes the provider while it is out.
 *
 * Id: providerWorkflowId(provider). Started by the first failure that a worker reports, or by an operator's signal.
 * Handles the signals report, pauseProvider, resumeProvider and the query `provider`. Carries CarriedProvider across
 * continue-as-new and never ends. If it was ended by hand and is started again, it continues from what the database
 * has.
 */
export async function providerWorkflow(input: ProviderInput): Promise<never> {
  checkProviderInput(input);
  const provider = input.Provider;
  const limits = input.Limits ?? circuitLimits;
  let self: CarriedProvider = input.Carried ?? {
    Circuit: newCircuit(Date.now(), limits),
    Written: 0,
    Log: [],
  };
  /** Steps not taken yet; they are taken one after another, also while the database is slow. */
  const steps: Step[] = [];
  let isProbing = false;

  // Handlers -----------------------------------------------------------------------------------------------------

  hearWaitingSignals(
    {
      [reportSignal.name]: hearReport,
      [pauseProviderSignal.name]: hearPause,
      [resumeProviderSignal.name]: hearResume,
    },
    ignoreSignal,
  );
  setHandler(providerQuery, () => circuitView(provider, self), {
    description: 'Whether the provider is in use, why not, and when it is asked again.',
  });
  setHandler(reportSignal, hearReport, {
    description: 'From workers: requests to the provider that went well, and that failed.',
  });
  setHandler(pauseProviderSignal, hearPause, {
    description:
      'Stop every campaign that uses this provider, until `resumeProvider`. Input: the reason, as JSON text.',
  });
  setHandler(resumeProviderSignal, hearResume, {
    description: 'Let campaigns use this provider again, gradually, also if an operator had stopped it.',
  });
  // Without this an unknown signal would stay buffered for ever, unseen.
  setDefaultSignalHandler(ignoreSignal);

  // Life -----------------------------------------------------------------------------------------------------------

  if (!input.Carried) await takeUp();
  showDetails();
  for (;;) {
    takeSteps();
    if (self.Circuit.epoch !== self.Written) {
      await write();
      continue;
    }
    if (isHistoryLong() && !isProbing)
      return makeContinueAsNewFunc<typeof providerWorkflow>()({ ...input, Carried: self });
    if (isProbeDue()) void probe();
    await untilSomethingIsToDo();
  }

  // Signals --------------------------------------------------------------------------------------------------------

  function hearReport(report: unknown): void {
    const atMs = Date.now();
    if (isHealthReport(report)) steps.push((circuit) => afterReport(circuit, report, atMs, limits));
    else log.warn('malformed report ignored');
  }

  function hearPause(reason: unknown): void {
    const atMs = Date.now();
    steps.push((circuit) => afterPause(circuit, typeof reason === 'string' ? reason : '', atMs));
  }

  function hearResume(): void {
    const atMs = Date.now();
    steps.push((circuit) => afterResume(circuit, atMs));
  }

  function ignoreSignal(name: string): void {
    log.warn('unknown signal ignored', { signal: name });
  }

  // Steps ----------------------------------------------------------------------------------------------------------

  function takeSteps(): void {
    for (const step of steps.splice(0)) {
      const { epoch } = self.Circuit;
      self.Circuit = step(self.Circuit);
      if (self.Circuit.epoch !== epoch) noteCircuit(self);
    }
    showDetails();
  }

  async function untilSomethingIsToDo(): Promise<void> {
    const { state, nextProbeMs } = self.Circuit;
    const isToDo = (): boolean => steps.length > 0 || (isHistoryLong() && !isProbing);
    if (state !== 'open' || nextProbeMs === undefined || isProbing) await condition(isToDo);
    // Timers take whole milliseconds, and one of 0 ms would not be a timer.
    else await condition(isToDo, Math.max(nextProbeMs - Date.now(), 1));
  }

  // The world ------------------------------------------------------------------------------------------------------

  /**
   * If an earlier workflow of this provider was ended by hand, or lost with Temporal's data, its last state still
   * counts.
   */
  async function takeUp(): Promise<void> {
    const stored = await loadCircuit(provider);
    if (!stored) return;
    const isOpen = stored.state === 'open';
    self = {
      Circuit: { ...self.Circuit, ...stored, ...(isOpen ? { nextProbeMs: Date.now() } : {}) },
      Written: stored.epoch,
      Log: [],
    };
    noteCircuit(self);
  }

  async function write(): Promise<void> {
    const { state, reason, sinceMs, epoch } = self.Circuit;
    const written = await recordCircuit(provider, { state, reason, sinceMs, epoch });
    self.Circuit = { ...self.Circuit, epoch: written };
    self.Written = written;
    showDetails();
  }

  /** Runs beside the loop, so that an operator's signal is obeyed at once while the provider is slow to answer. */
  async function probe(): Promise<void> {
    isProbing = true;
    const { epoch } = self.Circuit;
    const { Answers: answers, Note: note } = await probeProvider(provider).catch((error: unknown) => ({
      Answers: false,
      Note: `The probe was not made: ${String(error)}`,
    }));
    isProbing = false;
    const atMs = Date.now();
    // A probe that began in an earlier outage says nothing about this one.
    steps.push((circuit) =>
      circuit.epoch === epoch ? afterProbe(circuit, { answers, note }, atMs, limits) : circuit,
    );
  }

  // Helpers --------------------------------------------------------------------------------------------------------

  function isProbeDue(): boolean {
    const { state, nextProbeMs = Infinity } = self.Circuit;
    return state === 'open' && !isProbing && Date.now() >= nextProbeMs;
  }

  function isHistoryLong(): boolean {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    return continueAsNewSuggested || historyLength > (input.MaxHistoryEvents ?? Infinity);
  }

  function showDetails(): void {
    setCurrentDetails(circuitDetails(provider, self));
  }
}
