import { defaultSettings } from '../../simulator/settings';
import { startSimulator, type Simulator } from '../../simulator/server';
import { secret } from './world';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ secret });
});
afterEach(() => simulator.stop());

const put = (body: unknown) =>
  fetch(`${simulator.url}/settings`, {
    method: 'PUT',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const settings = async () => (await fetch(`${simulator.url}/settings`)).json();

it('a change keeps what it does not name', async () => {
  const answer = await put({ CallMs: 7, Script: { '+12025550123': 'busy' }, ConversationSeconds: 90.5 });
  expect(answer.status).toBe(200);
  const expected = {
    ...defaultSettings,
    CallMs: 7,
    Script: { '+12025550123': 'busy' },
    ConversationSeconds: 90.5,
  };
  expect(await answer.json()).toEqual(expected);
  expect(await settings()).toEqual(expected);
});

it("a change keeps what it does not name of the analyst's settings too", async () => {
  await put({ Analyst: { ObjectiveMet: false } });
  const answer = await put({ Analyst: { Analysis: 'misfits', Misfits: 2 } });
  expect(answer.status).toBe(200);
  expect(await settings()).toEqual({
    ...defaultSettings,
    Analyst: { ...defaultSettings.Analyst, ObjectiveMet: false, Analysis: 'misfits', Misfits: 2 },
  });
});

it.each([
  ['an unknown field', { CallMS: 5 }, /CallMS/],
  ["an unknown field of the analyst's", { Analyst: { Mode: 'fits' } }, /Analyst.*Mode/],
  ['a negative time', { CallMs: -1 }, /CallMs/],
  ['a fraction of a millisecond', { RingMs: 0.5 }, /RingMs/],
  ['a text for a flag', { Outage: 'yes' }, /Outage/],
  ['more than a day of talk', { ConversationSeconds: 86_401 }, /ConversationSeconds/],
  ['an unknown outcome', { Script: { '+12025550123': 'explodes' } }, /Script.*completed/],
  ['a number that is none', { Script: { '0123': 'busy' } }, /Script.*E\.164/],
  ['a list', [], /body/],
  ['no JSON', '{', /body/],
])('%s is refused by name and changes nothing', async (_what, change, named) => {
  const valid = typeof change === 'object' && !Array.isArray(change) ? { LateEventMs: 1, ...change } : change;
  const answer = await put(valid);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toMatch(named);
  expect(await settings()).toEqual(defaultSettings);
});

it('a simulator without a secret does not start', async () => {
  await expect(startSimulator({ secret: '' })).rejects.toThrow('PROVIDER_SECRET');
});
