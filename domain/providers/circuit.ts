/**
 * Whether a provider may be used: a circuit breaker, with time as a parameter. Plain JSON that survives
 * continue-as-new.
 *
 *             it fails                      an operator's pause
 *   closed ─────────────► open     closed, open ─────────────► held
 *     ▲  a probe succeeds  │                                     │ └────────────────────┴───────── an operator's resume
 *     ──────┘
 *
 * closed: calls go out; after a resumption, gradually. open: no call goes out, and probes ask whether it answers again.
 * held: no call goes out until an operator resumes it; no probe ends it.
 */
import { redactNumbers } from '../numbers/redact-numbers';

export const circuitStates = ['closed', 'open', 'held'] as const;
export type CircuitState = (typeof circuitStates)[number];

export interface Circuit {
  state: CircuitState;
  /** For operators: why it is in this state. */
  reason: string;
  /** When calls were last stopped or allowed again. */
  sinceMs: number;
  /** Number of the latest change that must be stored; 0: there was none. */
  epoch: number;
  /** The reports received while closed, oldest first: as many as `circuitLimits` needs. */
  recent: { atMs: number; ok: number; failed: number }[];
  /**
   * Time between probes. A resumption does not reset it, so a provider that only seems well is probed less and less
   * often.
   */
  backOffMs: number;
  /** While open. */
  nextProbeMs?: number;
  lastProbe?: { atMs: number; answers: boolean; note: string };
}

/** How many requests to the provider, and calls that it accepted, succeeded and failed: see `health-window.ts`. */
export interface HealthReport {
  ok: number;
  failed: number;
  reason: string;
}

/** A worker reports about once a second, and makes at most thousands of requests in that time. */
const MOST_REPORTED = 1_000_000;
/** In characters; some two hundred of them are kept. */
const MOST_REASON = 10_000;

/** Operators can send signals by hand, so reports are checked. */
export function isHealthReport(value: unknown): value is HealthReport {
  const { ok, failed, reason } = Object(value) as Record<string, unknown>;
  return isCount(ok) && isCount(failed) && typeof reason === 'string' && reason.length <= MOST_REASON;
}

export interface CircuitLimits {
  windowOutcomes: number;
  windowMs: number;
  minFailures: number;
  minFailuresWhileGrowing: number;
  failureShare: number;
  firstBackOffMs: number;
  mostBackOffMs: number;
  growthMs: number;
}

export const circuitLimits: CircuitLimits = {
  // The latest 20 requests decide: the outage of a busy provider is noticed within a second, however well it worked
  // before.
  windowOutcomes: 20,
  // None of them older than this: a campaign of one call at a time, whose requests run into a deadline of 4 s, still
  // gathers enough, and yesterday's failures do not count.
  windowMs: 60_000,
  // Fewer may be chance failures of the network.
  minFailures: 5,
  // Just after a resumption few calls go out: two failures confirm the outage. One may still be chance.
  minFailuresWhileGrowing: 2,
  // Below this most calls go out, and the others are retried.
  failureShare: 0.5,
  // A restart or a lost connection is over within seconds.
  firstBackOffMs: 2_000,
  // After an outage of many minutes, one more matters little.
  mostBackOffMs: 60_000,
  // From one call to the full cap, so that a provider that has just recovered is not overloaded again. Six times as
  // slow as the start of a campaign, before which there was no outage.
  growthMs: 30_000,
};

export const newCircuit = (nowMs: number, { firstBackOffMs } = circuitLimits): Circuit => ({
  state: 'closed',
  reason: '',
  sinceMs: nowMs,
  epoch: 0,
  recent: [],
  backOffMs: firstBackOffMs,
});

/** Out, or back for so short a time that a failed call is the provider's fault rather than its number's. */
export const isDoubtful = (
  { GlobalPause, Since }: { GlobalPause: boolean; Since: Date },
  nowMs: number,
  { growthMs } = circuitLimits,
): boolean => GlobalPause || nowMs - Since.getTime() < growthMs;

/** True while no call may go out. */
export const isOut = ({ state }: Circuit): boolean => state !== 'closed';

/**
 * Requests succeeded or failed. It counts only while closed: otherwise the provider is not used, and late reports prove
 * nothing.
 */
export function afterReport(
  circuit: Circuit,
  report: HealthReport,
  nowMs: number,
  limits = circuitLimits,
): Circuit {
  if (circuit.state !== 'closed' || report.ok + report.failed === 0) return circuit;
  const { ok, failed } = report;
  const recent = latest([...circuit.recent, { atMs: nowMs, ok, failed }], nowMs, limits);
  const failures = sum(recent.map((seen) => seen.failed));
  const outcomes = failures + sum(recent.map((seen) => seen.ok));
  const growing = circuit.epoch > 0 && nowMs - circuit.sinceMs < limits.growthMs;
  const enough = growing ? limits.minFailuresWhileGrowing : limits.minFailures;
  if (failures < enough || failures < outcomes * limits.failureShare) return { ...circuit, recent };
  const backOffMs = growing ? longer(circuit.backOffMs, limits) : limits.firstBackOffMs;
  return {
    ...changed(circuit, 'open', brief(`${failures} of ${outcomes} requests failed: ${report.reason}`), nowMs),
    backOffMs,
    nextProbeMs: nowMs + backOffMs,
  };
}

/** A probe has asked the provider whether it would take calls now. It can close only an open circuit. */
export function afterProbe(
  circuit: Circuit,
  probe: { answers: boolean; note: string },
  nowMs: number,
  limits = circuitLimits,
): Circuit {
  if (circuit.state !== 'open') return circuit;
  const lastProbe = { atMs: nowMs, answers: probe.answers, note: brief(probe.note) };
  if (probe.answers) return { ...changed(circuit, 'closed', 'It answers again', nowMs), lastProbe };
  const backOffMs = longer(circuit.backOffMs, limits);
  return { ...circuit, lastProbe, backOffMs, nextProbeMs: nowMs + backOffMs };
}

/** An operator stops the provider, or gives another reason for the stop. */
export function afterPause(circuit: Circuit, why: string, nowMs: number): Circuit {
  const reason = brief(why === '' ? 'Paused by an operator' : `Paused by an operator: ${redactNumbers(why)}`);
  if (circuit.state === 'held' && circuit.reason === reason) return circuit;
  return changed(circuit, 'held', reason, nowMs);
}

/** An operator allows the provider again, gradually, whether failures or an operator had stopped it. */
export const afterResume = (circuit: Circuit, nowMs: number): Circuit =>
  circuit.state === 'closed' ? circuit : changed(circuit, 'closed', 'Resumed by an operator', nowMs);

function changed(circuit: Circuit, state: CircuitState, reason: string, nowMs: number): Circuit {
  const { nextProbeMs: _, ...rest } = circuit;
  const turned = isOut(circuit) !== (state !== 'closed');
  return {
    ...rest,
    state,
    reason,
    sinceMs: turned ? nowMs : circuit.sinceMs,
    epoch: circuit.epoch + 1,
    recent: [],
  };
}

/** Whole reports, from the newest back, until they cover enough requests or are too old. */
function latest(recent: Circuit['recent'], nowMs: number, limits: CircuitLimits): Circuit['recent'] {
  const from = recent.findIndex(
    ({ atMs }, i) =>
      nowMs - atMs < limits.windowMs &&
      sum(recent.slice(i + 1).map(({ ok, failed }) => ok + failed)) < limits.windowOutcomes,
  );
  return recent.slice(from);
}

const longer = (backOffMs: number, { mostBackOffMs }: CircuitLimits): number =>
  Math.min(backOffMs * 2, mostBackOffMs);

const isCount = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MOST_REPORTED;

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

/** A line for operators, not a page of a gateway's HTML. */
const brief = (text: string): string => text.slice(0, 200);
