import { Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`global set-up did not set ${name}`);
  return value;
};

describe('the servers that every test may use', () => {
  it('Temporal answers and knows our search attributes', async () => {
    const connection = await Connection.connect({ address: variable('TEST_TEMPORAL_ADDRESS') });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: 'default',
    });
    await connection.close();
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining(['CampaignID', 'OrgID', 'CampaignState']),
    );
  });

  it('MongoDB runs transactions', async () => {
    const client = new MongoClient(variable('TEST_MONGODB_URI'));
    try {
      const kept = client.db('harness').collection<{ _id: number }>('kept');
      await kept.drop();
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await kept.insertOne({ _id: 1 }, { session });
          await kept.insertOne({ _id: 2 }, { session });
        }),
      );
      expect(await kept.countDocuments()).toBe(2);
    } finally {
      await client.close();
    }
  });
});
