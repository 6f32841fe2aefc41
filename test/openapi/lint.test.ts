/** The API's document is one that tools for OpenAPI take: judged by Redocly's recommended rules. */
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';

/** What is answered to a method that the document does not have can stand beside none that it has. */
const rules = { 'no-unused-components': 'off' } as const;

const lint = async (source: string) =>
  (await lintFromString({ source, config: await createConfig({ extends: ['recommended'], rules }) })).map(
    ({ ruleId, severity, message, location }) => ({ ruleId, severity, message, at: location[0]?.pointer }),
  );
const source = readFileSync('docs/openapi.json', 'utf8');

it('no recommended rule has anything to say of it', async () => {
  expect(await lint(source)).toEqual([]);
});

it('a fault would be found', async () => {
  const broken = source.replace('"operationId": "listCampaigns"', '"operationId": "createCampaign"');
  expect(await lint(broken)).toMatchObject([{ ruleId: 'operation-operationId-unique', severity: 'error' }]);
});
