/** What is kept of a provider beside its present state. */
import { type Store } from '../../store/mongodb/mongo';
import { recordProvider } from '../../store/providers/providers';
import { dropOwnStore, openOwnStore } from '../support/own-store';

let store: Store;
beforeAll(() => {
  store = openOwnStore('providers');
});
afterAll(() => dropOwnStore(store));

it('that it was out is known after it is back, and since when, whatever the reason became meanwhile', async () => {
  let Epoch = 0;
  const change = (GlobalPause: boolean, ms: number, more = {}) =>
    recordProvider(store, {
      _id: 'http',
      GlobalPause,
      Reason: '$away',
      Since: new Date(ms),
      Epoch: (Epoch += 1),
      ...more,
    });
  expect(await change(false, 1)).not.toHaveProperty('PausedAt');
  expect(await change(true, 2)).toMatchObject({ PausedAt: new Date(2) });
  // An operator takes over what the circuit began.
  expect(await change(true, 3, { ByOperator: true })).toMatchObject({ PausedAt: new Date(2) });
  expect(await change(false, 4)).toEqual({
    _id: 'http',
    GlobalPause: false,
    Reason: '$away',
    Since: new Date(4),
    PausedAt: new Date(2),
    Epoch: 4,
  });
  expect(await change(true, 5)).toMatchObject({ PausedAt: new Date(5) });
});
