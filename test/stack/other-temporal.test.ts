/** A start on data that no Temporal server to be had may open: what Temporal held comes back from MongoDB. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptData } from '../../stack/data-version';
import { DemoClient } from '../../stack/demo/api';
import { startSimulator } from '../../simulator/server';
import { type Stats } from '../../simulator/tally';
import { campaignData } from '../support/campaign-data';
import { eventually } from '../support/eventually';
import { csvOf, keyIn, start, stopStarted } from './npm-start';
import { inTemporaryFolder } from './programs';

const SECRET = 'the-secret-between-test-and-simulator';
// Older than any that we start, so none is ever found, nor looked for in the network.
const WRITTEN_BY = '1.24.9';

afterEach(stopStarted);

it(
  'says so, keeps the data aside and brings each campaign back paused; a call that was in progress is looked up, and dialled once',
  () =>
    inTemporaryFolder(async (dataDir) => {
      // Of the test's own: it goes on with its calls while everything of ours stands still.
      const simulator = await startSimulator({ secret: SECRET, callMs: 8_000, ringMs: 50 });
      const env = { PROVIDER_URL: simulator.url, PROVIDER_SECRET: SECRET };
      const stats = async (id: string): Promise<Stats> =>
        (await (await fetch(`${simulator.url}/stats/${id}`)).json()) as Stats;
      try {
        const first = await start(dataDir, env);
        const key = keyIn(first.output()) ?? '';
        const before = new DemoClient(first.apiUrl, key, simulator.url);
        const data = campaignData({ MaxActiveCalls: 1 });
        const id = await before.createCampaign('Dials when Temporal is replaced', data);
        await before.importContacts(id, csvOf(2));
        await before.command(id, 'start');
        await eventually(async () => expect((await stats(id)).ActiveCalls).toBe(1));
        first.child.kill('SIGTERM');
        expect(await first.ended).toBe(0);
        // The event of its end reaches none of ours: the next API listens elsewhere.
        await eventually(async () => expect((await stats(id)).ActiveCalls).toBe(0));
        const file = join(dataDir, 'temporal.sqlite');
        const written = readFileSync(file);
        writeFileSync(`${file}.version`, `${WRITTEN_BY}\n`);

        const second = await start(dataDir, env);
        const kept = `${file}.${WRITTEN_BY}`;
        expect(second.output()).toContain(
          `${file} was written by Temporal Server ${WRITTEN_BY}, and no temporal`,
        );
        expect(second.output()).toMatch(/So Temporal Server 1\.\d+\.\d+ begins with nothing\./);
        expect(second.output()).toContain(`The old data is kept as ${kept}.`);
        expect(readFileSync(kept).equals(written)).toBe(true);
        expect(keptData(dataDir, 'temporal')?.writtenBy).not.toBe(WRITTEN_BY);

        const after = new DemoClient(second.apiUrl, key, simulator.url);
        await eventually(async () => {
          const { state, counts } = await after.view(id);
          expect([state, counts.of('completed'), counts.of('calling')]).toEqual(['paused', 1, 0]);
        });
        expect(await stats(id)).toMatchObject({ Placements: 1, HangUps: 0 });

        await after.command(id, 'start');
        await eventually(async () => expect((await after.view(id)).counts.of('completed')).toBe(2));
        expect(await stats(id)).toMatchObject({ Placements: 2, SecondPlacements: 0, HangUps: 0 });
        expect((await after.jobs(id)).map(({ Attempts }) => Attempts)).toEqual([1, 1]);
        second.child.kill('SIGTERM');
        expect(await second.ended).toBe(0);
        // And it is left alone by the starts to come.
        expect(existsSync(kept)).toBe(true);
      } finally {
        await simulator.stop();
      }
    }),
  240_000,
);
