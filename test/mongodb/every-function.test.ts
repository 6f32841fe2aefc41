/** No field of a filter is lost on the way to MongoDB, whichever function of the store is asked. */
import { type Collection, type Document } from 'mongodb';
import fc from 'fast-check';
import { LostField } from '../../store/mongodb/lost-fields';
import { ensureIndexes, type Store } from '../../store/mongodb/mongo';
import { asked, fill, run, storeFunctions } from './world';
import { dropOwnStore, openOwnStore } from '../support/own-store';

let store: Store;
beforeAll(async () => {
  store = openOwnStore('fields');
  await ensureIndexes(store);
});
afterAll(() => dropOwnStore(store));

const collections = (): Collection<Document>[] =>
  Object.values(store).filter(
    (part: unknown) => typeof part === 'object' && part !== null && 'insertOne' in part,
  ) as Collection<Document>[];

const everything = { _id: { $exists: true } };
async function beginAnew(): Promise<void> {
  await Promise.all(collections().map((collection) => collection.deleteMany(everything)));
  await fill(store);
}
async function stored(): Promise<Document[]> {
  const each = collections().map((collection) => collection.find().sort({ _id: 1 }).toArray());
  return (await Promise.all(each)).flat();
}
/** Documents that have nothing to do with the campaign that every function is asked about. */
const ofOthers = (documents: Document[]): Document[] =>
  documents.filter(({ _id, CampaignID, PhoneNumber }) => {
    const text = `${String(_id)} ${String(CampaignID)} ${String(PhoneNumber)}`;
    return /\bc[023]\b|\+120255501(?:0|2|3)/.test(text);
  });

/** The arguments with one field undefined, for each field at any depth; with its path. */
function* losing(value: unknown, path: string): Generator<[path: string, worse: unknown]> {
  yield [path, undefined];
  if (typeof value !== 'object' || value === null || value instanceof Date) return;
  for (const [name, field] of Object.entries(value))
    for (const [lost, worse] of losing(field, `${path}.${name}`))
      yield [
        lost,
        Object.assign(Array.isArray(value) ? [...(value as unknown[])] : { ...value }, { [name]: worse }),
      ];
}

it('every function of the store is known to these tests', () => {
  expect(Object.keys(asked).sort()).toEqual([...storeFunctions().keys()].sort());
});

it.each(Object.keys(asked).filter((name) => name !== 'ensureIndexes'))(
  '%s does what it is asked',
  async (name) => {
    await beginAnew();
    const before = ofOthers(await stored());
    await run(name, store, asked[name]?.() ?? []);
    expect(ofOthers(await stored())).toEqual(before);
  },
);

// One asks through a function below it.
const upserting = [...storeFunctions()]
  .filter(([name, ask]) => name === 'holdNumber' || String(ask).includes('upsert'))
  .map(([name]) => name);

// MongoDB tries an upsert again that a twin was quicker with, but not where another index refuses it than the filter
// names.
it.each(upserting)('%s asked by several at the same moment refuses none of them', async (name) => {
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(collections().map((collection) => collection.deleteMany(everything)));
    const args = asked[name]?.() ?? [];
    await Promise.all(Array.from({ length: 6 }, () => run(name, store, args)));
  }
});

// Each writes more than one document, one after the other, and may have begun when it comes to what is missing.
const inSteps = ['publishVersion', 'createCampaign', 'releaseInbound', 'reevaluateDeferredJobs'];

it.each(Object.keys(asked))('%s touches no other campaign, whichever field it has lost', async (name) => {
  const args = asked[name]?.() ?? [];
  await beginAnew();
  let before = await stored();
  for (const [i, arg] of args.entries())
    for (const [path, worse] of losing(arg, String(i))) {
      const failed = await run(name, store, args.with(i, worse)).then(
        () => undefined,
        (error: unknown) => error,
      );
      const after = await stored();
      if (JSON.stringify(after) === JSON.stringify(before)) continue;
      expect([path, ofOthers(after)]).toEqual([path, ofOthers(before)]);
      if (!inSteps.includes(name)) expect([path, failed]).toEqual([path, undefined]);
      await beginAnew();
      before = await stored();
    }
});

describe('a collection', () => {
  const tree = fc.letrec((tie) => ({
    lost: fc.oneof(
      { maxDepth: 4 },
      fc.constant(undefined),
      fc
        .tuple(fc.array(fc.jsonValue()), tie('lost'), fc.array(fc.jsonValue()))
        .map(([a, lost, b]) => [...a, lost, ...b]),
      fc
        .tuple(fc.dictionary(fc.string(), fc.jsonValue()), tie('lost'))
        .map(([kept, field]) => ({ ...kept, field })),
    ),
  }));

  it('refuses undefined wherever it stands in what reaches MongoDB, and nothing else', () => {
    fc.assert(
      fc.property(tree.lost, fc.jsonValue(), (lost, kept) => {
        const at = new Date();
        for (const refused of [
          () => store.jobs.find({ lost } as never),
          () => store.jobs.aggregate([{ $match: { at, lost } }]),
          () => store.jobs.updateOne({ _id: 'x' }, { $set: { at, lost } } as never),
          () =>
            store.jobs.bulkWrite([
              { updateOne: { filter: { _id: 'x', lost } as never, update: { $set: {} } } },
            ]),
          () => store.jobs.insertMany([{ _id: 'x', at, lost } as never]),
        ])
          expect(refused).toThrow(LostField);
        expect(() =>
          store.jobs.find({ at, kept, none: null, bytes: Buffer.from('x') } as never),
        ).not.toThrow();
      }),
    );
  });

  it('says in which operation, and where, a field was lost', () => {
    const callId = undefined as unknown as string;
    expect(() =>
      store.jobs.updateOne({ _id: 'x', $or: [{ 'Slot.CallID': callId }] }, { $set: { Attempts: 1 } }),
    ).toThrow('jobs.updateOne was given undefined at filter.$or.0.Slot.CallID');
    expect(() => store.jobs.find(undefined as never)).toThrow('jobs.find was given undefined at filter');
  });

  it('changes and removes nothing for a filter that means every document', () => {
    const all = {};
    for (const refused of [
      () => store.jobs.updateMany(all, { $set: { Attempts: 1 } }),
      () => store.jobs.updateOne(all, { $set: { Attempts: 1 } }),
      () => store.jobs.findOneAndUpdate(all, { $set: { Attempts: 1 } }),
      () => store.jobs.deleteMany(all),
      () => store.jobs.deleteMany(),
      () => store.jobs.deleteOne(all),
      () => store.jobs.bulkWrite([{ deleteMany: { filter: all } }]),
      () => store.jobs.bulkWrite([{ updateOne: { filter: all, update: { $set: { Attempts: 1 } } } }]),
    ])
      expect(refused).toThrow(/has no filter and would mean any document/);
  });
});
