/** All that the demo uses: the public HTTP API, and the simulator's documented counts and settings. */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

// The API answers within its own deadlines, all shorter; an import of a few hundred rows takes about a second.
const ANSWER_WITHIN_MS = 30_000;
// On a busy machine a server may take longer than the API waits for it. A minute is more than slow.
const AWAY_FOR_MS = 60_000;
const RETRY_AFTER_MS = 1_000;

const viewSchema = z.object({
  Campaign: z.object({ ID: z.string(), State: z.string() }),
  Metrics: z.object({ JobStateCounts: z.record(z.string(), z.number()) }),
});
const jobSchema = z.object({ ID: z.string(), State: z.string(), Attempts: z.number() });
const jobsSchema = z.object({ Jobs: z.array(jobSchema), NextCursor: z.string().optional() });
const callsSchema = z.object({
  Job: z.object({ Calls: z.array(z.object({ Outcome: z.string().optional() })) }),
});
const statsSchema = z.object({
  Placements: z.number(),
  Refused: z.number(),
  MaxActiveCalls: z.number(),
  HangUps: z.number(),
});
// The most that one page may have.
const JOBS_PER_PAGE = 1_000;

export interface CampaignView {
  state: string;
  counts: JobCounts;
}

export interface JobCounts {
  of(state: string): number;
  total: number;
  incomplete: number;
}

export type JobView = z.infer<typeof jobSchema>;

/** What the story needs of the API and the simulator. */
export type DemoWorld = Pick<DemoClient, keyof DemoClient>;

export class DemoClient {
  constructor(
    private readonly apiUrl: string,
    private readonly apiKey: string,
    private readonly simulatorUrl: string,
  ) {}

  async createCampaign(name: string, data: object): Promise<string> {
    const body = await this.call('POST', '/campaigns', 201, JSON.stringify({ Name: name, Data: data }));
    return z.object({ Campaign: z.object({ ID: z.string() }) }).parse(body).Campaign.ID;
  }

  async importContacts(id: string, csv: string): Promise<{ Accepted: number; Rejected: number }> {
    const body = await this.call('POST', `/campaigns/${id}/jobs/import`, 200, csv, 'text/csv');
    return z.object({ Accepted: z.number(), Rejected: z.number() }).parse(body);
  }

  async command(id: string, command: 'start' | 'pause' | 'end'): Promise<void> {
    await this.call('POST', `/campaigns/${id}/${command}`, 202);
  }

  async view(id: string): Promise<CampaignView> {
    const { Campaign, Metrics } = viewSchema.parse(await this.call('GET', `/campaigns/${id}?events=1`, 200));
    const of = (state: string): number => Metrics.JobStateCounts[state] ?? 0;
    return {
      state: Campaign.State,
      counts: {
        of,
        total: Object.values(Metrics.JobStateCounts).reduce((sum, count) => sum + count, 0),
        incomplete: of('created') + of('scheduled') + of('calling') + of('analyzing'),
      },
    };
  }

  /** Every job of the campaign. */
  async jobs(id: string): Promise<JobView[]> {
    const jobs: JobView[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const query = `limit=${JOBS_PER_PAGE}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = jobsSchema.parse(await this.call('GET', `/campaigns/${id}/jobs?${query}`, 200));
      jobs.push(...page.Jobs);
      cursor = page.NextCursor;
    }
    return jobs;
  }

  /** How each of the job's calls ended, the latest last; undefined for a call in progress. */
  async outcomes(id: string, jobId: string): Promise<(string | undefined)[]> {
    const { Job } = callsSchema.parse(await this.call('GET', `/campaigns/${id}/jobs/${jobId}`, 200));
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

  private async call(
    method: string,
    path: string,
    expected: number,
    body?: string,
    type = 'application/json',
  ): Promise<unknown> {
    // After a 503 the outcome is unknown; a retry with the same key tells it.
    const key = method === 'POST' ? { 'idempotency-key': randomUUID() } : {};
    const deadline = Date.now() + AWAY_FOR_MS;
    for (;;) {
      const answer = await fetch(this.apiUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${this.apiKey}`,
          ...(body === undefined ? {} : { 'content-type': type }),
          ...key,
        },
        ...(body === undefined ? {} : { body }),
        ...within(),
      });
      const text = await answer.text();
      if (answer.status === expected) return text === '' ? undefined : JSON.parse(text);
      if (answer.status !== 503 || Date.now() >= deadline)
        throw new Error(
          `${method} ${path} answered ${answer.status} instead of ${expected}: ${text.slice(0, 500)}`,
        );
      await setTimeout(RETRY_AFTER_MS);
    }
  }
}

const within = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
