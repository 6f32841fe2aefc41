/** The bench uses the public HTTP API, as every client does. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type CampaignData } from '../domain/campaigns/campaign-data';
import { type JobInput } from '../domain/jobs/job';

const created = z.object({ Campaign: z.object({ ID: z.string() }) });
const added = z.object({ Job: z.object({ ID: z.string() }) });
const imported = z.object({ Accepted: z.number() });

// A million rows take a few minutes; a request that takes longer hangs.
const ANSWER_WITHIN_MS = 10 * 60_000;

const LINE_FEED = 0x0a;

export class CampaignsClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** A paused campaign in which only the cap limits calls, at any hour. */
  async create(maxActiveCalls: number, changes: Partial<CampaignData> = {}): Promise<string> {
    const body = await this.request('POST', '/campaigns', 201, {
      text: JSON.stringify({
        Name: 'bench',
        Data: {
          CallerID: '+12025550100',
          AvailableCallerIDs: {},
          InboundMode: 'reject',
          CallRejectionMessage: '',
          MaxActiveCalls: maxActiveCalls,
          AnalysisSchema: {},
          BotName: 'bench',
          Constraints: { DisableJitter: true, RuleSets: [] },
          ...changes,
        },
      }),
      type: 'application/json',
    });
    return created.parse(JSON.parse(body)).Campaign.ID;
  }

  /** @param key a command that is sent again with its key is not carried out twice */
  async command(campaignId: string, command: 'start' | 'pause' | 'end', key?: string): Promise<void> {
    await this.request('POST', `/campaigns/${campaignId}/${command}`, 202, key === undefined ? {} : { key });
  }

  /** @returns the job's id. */
  async addJob(campaignId: string, job: JobInput): Promise<string> {
    const body = await this.request('POST', `/campaigns/${campaignId}/jobs`, 201, {
      text: JSON.stringify(job),
      type: 'application/json',
    });
    return added.parse(JSON.parse(body)).Job.ID;
  }

  /** @returns how many rows became jobs. */
  async importCsv(campaignId: string, csv: string, query = ''): Promise<number> {
    const body = await this.request('POST', `/campaigns/${campaignId}/jobs/import${query}`, 200, {
      text: csv,
      type: 'text/csv',
      // As a careful client does: the file can be sent again after a failure.
      key: randomUUID(),
    });
    return imported.parse(JSON.parse(body)).Accepted;
  }

  /** Reads the file as it comes, and keeps nothing of it. @returns how many line feeds it has. */
  async exportJobs(campaignId: string, query: Record<string, string>): Promise<number> {
    const path = `/campaigns/${campaignId}/jobs/export?${new URLSearchParams(query).toString()}`;
    const answer = await fetch(`${this.url}${path}`, {
      headers: { authorization: `Bearer ${this.key}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (answer.status !== 200 || !answer.body)
      throw new Error(`GET ${path} was answered ${answer.status}: ${await answer.text()}`);
    let lines = 0;
    for await (const bytes of answer.body as AsyncIterable<Uint8Array>)
      for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
    return lines;
  }

  async getWithMetrics(campaignId: string): Promise<void> {
    await this.request('GET', `/campaigns/${campaignId}?events=1`, 200);
  }

  private async request(
    method: string,
    path: string,
    expected: number,
    { text, type, key }: { text?: string; type?: string; key?: string } = {},
  ): Promise<string> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(text === undefined ? {} : { body: text }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const answered = await answer.text();
    if (answer.status !== expected)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${answered}`);
    return answered;
  }
}
