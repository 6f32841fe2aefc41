/** All that the demo uses: the public HTTP API by its client, and the simulator's documented counts and settings. */
import { z } from 'zod';
import { createClient, type Job, type NewCampaign, type RingmasterClient } from '../../client/src/index';

// The simulator only counts: it answers at once, also on a busy machine.
const ANSWER_WITHIN_MS = 30_000;

const statsSchema = z.object({
  Placements: z.number(),
  Refused: z.number(),
  MaxActiveCalls: z.number(),
  HangUps: z.number(),
});

export interface CampaignView {
  state: string;
  counts: JobCounts;
}

export interface JobCounts {
  of(state: string): number;
  total: number;
  incomplete: number;
}

export type JobView = Pick<Job, 'ID' | 'Attempts'> & { State: string };

/** What the story needs of the API and the simulator. */
export type DemoWorld = Pick<DemoClient, keyof DemoClient>;

export class DemoClient {
  private readonly ringmaster: RingmasterClient;

  constructor(
    apiUrl: string,
    apiKey: string,
    private readonly simulatorUrl: string,
  ) {
    this.ringmaster = createClient({ baseUrl: apiUrl, key: apiKey });
  }

  /** @param data as the domain has it too; the API checks it */
  async createCampaign(name: string, data: object): Promise<string> {
    const campaign = { Name: name, Data: data as NewCampaign['Data'] };
    const { Campaign } = await this.ringmaster.campaigns.create(campaign);
    return Campaign.ID;
  }

  importContacts(id: string, csv: string): Promise<{ Accepted: number; Rejected: number }> {
    return this.ringmaster.jobs.import(id, csv, { type: 'csv' });
  }

  command(id: string, command: 'start' | 'pause' | 'end'): Promise<void> {
    return this.ringmaster.campaigns[command](id);
  }

  async view(id: string): Promise<CampaignView> {
    const { Campaign, Metrics } = await this.ringmaster.campaigns.get(id);
    const counts: Record<string, number> = { ...Metrics.JobStateCounts };
    const of = (state: string): number => counts[state] ?? 0;
    return {
      state: Campaign.State,
      counts: {
        of,
        total: Object.values(counts).reduce((sum, count) => sum + count, 0),
        incomplete: of('created') + of('scheduled') + of('calling') + of('analyzing'),
      },
    };
  }

  /** Every job of the campaign. */
  async jobs(id: string): Promise<JobView[]> {
    const jobs: JobView[] = [];
    for await (const job of this.ringmaster.jobs.list(id)) jobs.push(job);
    return jobs;
  }

  /** How each of the job's calls ended, the latest last; undefined for a call in progress. */
  async outcomes(id: string, jobId: string): Promise<(string | undefined)[]> {
    const { Job } = await this.ringmaster.jobs.get(id, jobId);
    return Job.Calls.map(({ Outcome }) => Outcome);
  }

  async providerStats(id: string): Promise<z.infer<typeof statsSchema>> {
    const answer = await fetch(`${this.simulatorUrl}/stats/${id}`, within());
    return statsSchema.parse(await answer.json());
  }

  /** Makes calls to these numbers complete; the simulator's usual outcomes do not apply. */
  async scriptCompleted(numbers: string[]): Promise<void> {
    const Script = Object.fromEntries(numbers.map((number) => [number, 'completed']));
    const answer = await fetch(`${this.simulatorUrl}/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Script }),
      ...within(),
    });
    if (!answer.ok) throw new Error(`The simulator answered ${answer.status}: ${await answer.text()}`);
  }
}

const within = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
