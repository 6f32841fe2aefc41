/** What a provider's workflow shows to operators. No personal data: reasons come without phone numbers. */
import { type Circuit, isOut } from '../domain/providers/circuit';
import { type CarriedProvider, type ProviderView } from './contract';

// Lines shown to an operator.
const LOG_KEPT = 20;

const stateInWords: Record<Circuit['state'], string> = {
  closed: 'in use',
  open: 'out: it is asked again and again, and used again when it answers',
  held: 'paused by an operator: send `resumeProvider` to use it again',
};

export function noteCircuit(self: CarriedProvider): void {
  const { state, reason, sinceMs } = self.Circuit;
  self.Log.push({ AtMs: sinceMs, Text: reason === '' ? state : `${state}: ${reason}` });
  self.Log.splice(0, self.Log.length - LOG_KEPT);
}

export function circuitView(provider: string, { Circuit: circuit, Written }: CarriedProvider): ProviderView {
  const { lastProbe, nextProbeMs } = circuit;
  return {
    Provider: provider,
    State: circuit.state,
    GlobalPause: isOut(circuit) && circuit.epoch === Written,
    Reason: circuit.reason,
    Since: timeOf(circuit.sinceMs),
    Epoch: circuit.epoch,
    ...(lastProbe
      ? { LastProbe: { At: timeOf(lastProbe.atMs), Answers: lastProbe.answers, Note: lastProbe.note } }
      : {}),
    ...(nextProbeMs === undefined ? {} : { NextProbe: timeOf(nextProbeMs) }),
  };
}

/** What the Temporal UI shows of the provider, in Markdown. */
export function circuitDetails(provider: string, self: CarriedProvider): string {
  const { Circuit: circuit, Log } = self;
  const view = circuitView(provider, self);
  return [
    `**Provider \`${provider}\`: ${stateInWords[circuit.state]}**`,
    '',
    ...(view.Reason === '' ? [] : [`- since ${view.Since}: ${view.Reason}`]),
    ...(view.LastProbe ? [`- asked at ${view.LastProbe.At}: ${view.LastProbe.Note}`] : []),
    ...(view.NextProbe ? [`- asked again at ${view.NextProbe}`] : []),
    '',
    'Send the signal `pauseProvider` (with a reason) to stop every campaign that uses it, `resumeProvider` to use it again.',
    '',
    ...[...Log].reverse().map(({ AtMs, Text }) => `- ${timeOf(AtMs)} ${Text}`),
  ].join('\n');
}

const timeOf = (ms: number): string => new Date(ms).toISOString();
