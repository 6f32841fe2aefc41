import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 20, ringMs: 10 });
});
afterAll(() => rm?.stop());

/** Every text in a history, what its payloads say included. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return `${value}\n${Buffer.from(value, 'base64').toString('latin1')}\n`;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textOf).join('');
}

it('no number, name, data or word of a contact is in any history of Temporal, whatever becomes of the calls', async () => {
  const id = await rm.createCampaign({
    MaxActiveCalls: 20,
    AnalysisSchema: { type: 'object', properties: { mood: { type: 'string' } } },
    CampaignObjectivePrompt: 'Did {{ .data.city }} agree?',
    Constraints: { DisableJitter: true, MaxAttempts: 1 },
  });
  // Completed, busy, no answer, voicemail, hung up, opted out, invalid, rejected, in trouble, failed, lost end,
  // doubled.
  const endings = ['00', '80', '81', '82', '83', '84', '85', '86', '87', '88', '89', '91', '92', '93'];
  const numbers = endings.map((ending) => numberEnding(ending));
  await rm.importJobs(id, numbers, {
    ContactName: 'Zebulon Quagmire',
    // Five digits would stand in some time by chance.
    ContactPostalCode: 'K1A 0B1',
    ContactCountry: 'CA',
    Data: { city: 'Timbuktu' },
    Metadata: { segment: 'xylophone-players' },
  });
  await rm.obey(id, 'start');
  await rm.settled(id);
  await rm.obey(id, 'pause');
  const org = (await rm.store.campaigns.findOne({ _id: id }))?.OrgID ?? '';

  const histories: string[] = [];
  for await (const { workflowId, runId } of rm.client.workflow.list({ query: `OrgID = "${org}"` })) {
    const history = await rm.client.workflow.getHandle(workflowId, runId).fetchHistory();
    histories.push(`${workflowId}\n${textOf(JSON.parse(historyToJSON(history)))}`);
  }
  expect(histories.length).toBeGreaterThan(endings.length);
  const all = histories.join('\n');
  // It looks where it should: ids are there.
  expect(all).toContain(id);
  const words = (await rm.store.transcripts.find({ CampaignID: id }).toArray()).flatMap(({ Turns }) =>
    Turns.map(({ Text }) => Text),
  );
  expect(words.length).toBeGreaterThan(3);
  for (const personal of [
    ...numbers,
    ...words,
    '1202555',
    'Zebulon',
    'Quagmire',
    'K1A 0B1',
    'K1A0B1',
    'Timbuktu',
    'xylophone',
  ])
    expect(all.includes(personal) ? personal : undefined).toBeUndefined();
});
