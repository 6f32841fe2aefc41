/** The effects of a provider's workflow: it asks the provider, and tells all processes through the database. */
import { announceWork } from '../../store/campaigns/idle';
import { loadProvider, recordProvider } from '../../store/providers/providers';
import { type ProbeResult, type StoredCircuit } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';
import { untilDialsInFlightEnd } from '../calls/dial-drain';

export function createCircuitActivities(deps: ActivityDeps) {
  const { store, provider, analyst } = deps;
  return {
    /** What is stored, for a workflow that restarts; undefined when no pause was ever stored. */
    async loadCircuit(name: string): Promise<StoredCircuit | undefined> {
      const stored = await loadProvider(store, name);
      if (!stored) return undefined;
      return {
        state: stored.GlobalPause ? (stored.ByOperator ? 'held' : 'open') : 'closed',
        reason: stored.Reason,
        sinceMs: stored.Since.getTime(),
        epoch: stored.Epoch,
      };
    },

    /**
     * Stores the change, and returns its epoch. That is higher than asked for when the database is ahead: Temporal was
     * restored from a backup, or an operator reset the workflow. The workflow's state then wins. For a pause it returns
     * once no placement is in flight. Throws, and is retried, if that takes too long.
     */
    async recordCircuit(name: string, circuit: StoredCircuit): Promise<number> {
      const written = await write(name, circuit);
      if (circuit.state !== 'closed' && !(await untilDialsInFlightEnd(deps, 'all')))
        throw new Error(`A placement is on its way for longer than one can be, while ${name} is paused`);
      if (circuit.state === 'closed') await announceWork(deps.store, 'all_on_hold');
      return written;
    },

    /** Would it take requests now? A provider that does not answer is a result, not an error. */
    async probeProvider(name: string): Promise<ProbeResult> {
      const probed = [provider, ...(analyst ? [analyst] : [])].find((known) => known.name === name);
      if (!probed)
        return {
          Answers: false,
          Note: `This worker uses no provider "${name}": compare its configuration`,
        };
      try {
        return (await probed.probe())
          ? { Answers: true, Note: 'It answers' }
          : { Answers: false, Note: 'It does not answer, or not well' };
      } catch (error) {
        return { Answers: false, Note: error instanceof Error ? error.message : 'The probe failed' };
      }
    },
  };

  /** @returns the epoch under which it is stored. */
  async function write(name: string, { state, reason, sinceMs, epoch }: StoredCircuit): Promise<number> {
    const change = {
      _id: name,
      GlobalPause: state !== 'closed',
      Reason: reason,
      Since: new Date(sinceMs),
      Epoch: epoch,
      ...(state === 'held' ? { ByOperator: true } : {}),
    };
    const stored = await recordProvider(store, change);
    const isThere =
      stored.Epoch === epoch &&
      stored.GlobalPause === change.GlobalPause &&
      stored.Since.getTime() === sinceMs &&
      stored.ByOperator === change.ByOperator;
    if (isThere) return epoch;
    return (await recordProvider(store, { ...change, Epoch: stored.Epoch + 1 })).Epoch;
  }
}
