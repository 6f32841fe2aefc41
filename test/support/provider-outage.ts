/**
 * A campaign in the middle of its calls while its provider fails: how it is begun, and what must be true when all is
 * over.
 */
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { type Door, startDoor } from './door';
import { eventually } from './eventually';
import { circuitsOf } from './provider-circuit';
import { numberEnding } from './campaign-data';
import { startRingmaster } from './ringmaster';

export const CAP = 10;
/** A job outlasts the seconds until its provider is known to be out, as in production, and a test the seconds after. */
export const outlasting = { providerAwayMs: 500, providerVerdictMs: 10_000 };
// Limits as in production, but for those that a test waits for: no call in progress reaches its own while the provider
// is out.
const limits = { ringSeconds: 60, callSeconds: 60, lookUpForMs: 10 * 60_000, ...outlasting };

/** With the circuit of production: it opens, asks and grows as it does there. */
export async function startThroughDoor() {
  let opened: Door | undefined;
  const rm = await startRingmaster({
    // A campaign of sixty calls lasts eight seconds: the failure comes in its middle also where the machine is slow to
    // bring it about.
    callMs: 1_000,
    ringMs: 10,
    limits,
    through: async (url) => (opened = await startDoor(url)).url,
  });
  if (!opened) throw new Error('nobody went through the door');
  const door = opened;
  const isPaused = async (campaignId: string): Promise<boolean> =>
    'GlobalPause' in (await rm.get(campaignId)).Campaign;

  return {
    rm,
    door,
    circuits: circuitsOf(rm),
    isPaused,

    /**
     * @param failing so many of its jobs, the last ones: their calls are taken and not carried, as long as that script
     * stands.
     */
    async campaignOf(jobs: number, constraints: Constraints = {}, failing = 0) {
      const numbers = Array.from({ length: jobs }, (_, i) => numberEnding('11', i));
      const dropped = numbers.slice(jobs - failing);
      await rm.simulator.set({ Script: Object.fromEntries(dropped.map((number) => [number, 'failed'])) });
      const id = await rm.createCampaign({
        MaxActiveCalls: CAP,
        Constraints: { DisableJitter: true, MinDurationBetweenAttempts: '3s', ...constraints },
      });
      await rm.importJobs(id, numbers);
      await rm.obey(id, 'start');
      await eventually(async () => expect((await rm.counts(id)).completed).toBeGreaterThan(CAP));
      return { id, numbers };
    },

    /** All calls were made, and nobody was dialled twice for one attempt. */
    async expectNoJobPaid(id: string, jobs: number): Promise<void> {
      expect(await rm.settled(id)).toMatchObject({ completed: jobs, failed: 0 });
      await rm.assertCountsAddUp(id, jobs);
      expect((await rm.simulator.stats(id)).SecondPlacements).toBe(0);
      expect(await isPaused(id)).toBe(false);
    },

    async stop(): Promise<void> {
      await rm.stop();
      await door.shut();
    },
  };
}

export type ThroughDoor = Awaited<ReturnType<typeof startThroughDoor>>;
