import { type Connection } from '@temporalio/client';
import { ensureSearchAttributes } from '../../worker/search-attributes';

/** A server that answers no question about search attributes; a real one that is configured so is not at hand. */
const refusing = (code: number): Pick<Connection, 'operatorService'> => {
  const refuse = (): Promise<never> =>
    Promise.reject(Object.assign(new Error('no'), { code, details: 'no', metadata: {} }));
  return { operatorService: { listSearchAttributes: refuse, addSearchAttributes: refuse } } as never;
};

it.each([
  ['forbids', 7],
  ['has no way', 12],
])(
  'a worker starts on a server that %s to list search attributes, and says what to run',
  async (_what, code) => {
    const said: string[] = [];
    const logger = { warn: (_fields: object, message: string) => said.push(message) };
    await ensureSearchAttributes(refusing(code), 'ours', logger as never);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/create --namespace ours --name CampaignID --type Keyword && .*CampaignState/);
  },
);

it('a worker does not start on a server that is away, for it may be back in a moment', async () => {
  const UNAVAILABLE = 14;
  await expect(ensureSearchAttributes(refusing(UNAVAILABLE), 'ours', { warn: () => {} })).rejects.toThrow(
    'no',
  );
});
