/**
 * `npm run openapi`: writes the API's document from the code to `docs/openapi.json`, and says what has changed; then
 * from the document what the client has of it. `--check` writes nothing, and fails if any of them differs.
 */
import fs from 'node:fs';
import path from 'node:path';
import { apiDiff } from 'api-smart-diff';
import { endpoints } from '../api/app';
import { openApiDocument } from '../api/openapi/document';
import { clientSources } from './client-source';
import { writeWhole } from './write-whole';

export interface Change {
  /** In words, with its place. */
  what: string;
  /** A client that was written for the document before may fail. */
  breaksClients: boolean;
}

const FILE = path.resolve(__dirname, '../docs/openapi.json');
const CLIENT = path.resolve(__dirname, '../client/src/generated');

/** What clients notice, the breaking ones first. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const changes = apiDiff(withoutExamples(before), withoutExamples(after))
    // Components count where they are used, and texts break nothing.
    .filter(({ path: [first], type }) => first === 'paths' && type !== 'annotation')
    .map((change) => {
      const { action, path: place, type, description } = change;
      return {
        what: `${place.slice(1, 3).join(' ')}: ${description || `${action} ${place.slice(3).join('/')}`}`,
        breaksClients: type === 'breaking' || (place.includes('requestBody') && narrowsBody(change)),
      };
    });
  return changes.sort((a, b) => Number(b.breaksClients) - Number(a.breaksClients));
}

/**
 * What the library takes for harmless in a body. Unknown fields are refused, so a field that is gone breaks those who
 * send it; what it has no opinion of may refuse a body that was taken.
 */
const narrowsBody = ({ action, path: place, type, after }: ReturnType<typeof apiDiff>[number]): boolean =>
  action === 'remove' ||
  type === 'unclassified' ||
  (place.at(-1) === 'additionalProperties' && after === false);

/** Examples promise nothing. They stand beside the schema that they fit. */
const withoutExamples = (document: unknown): unknown =>
  JSON.parse(
    JSON.stringify(document, (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('schema' in value)) return value;
      const { example: _one, examples: _several, ...its } = value as Record<string, unknown>;
      return its;
    }),
  );

/** Enough to see what was done; a renamed component changes hundreds of places. */
const MOST_SHOWN = 30;

function tell(changes: Change[]): void {
  for (const { what, breaksClients } of changes.slice(0, MOST_SHOWN))
    console.log(`${breaksClients ? 'BREAKS CLIENTS' : 'compatible    '}  ${what}`);
  if (changes.length > MOST_SHOWN) console.log(`… and ${changes.length - MOST_SHOWN} more`);
  const breaking = changes.filter(({ breaksClients }) => breaksClients).length;
  if (breaking > 0)
    console.log(
      `${breaking} of ${changes.length} changes break clients: name them in CHANGELOG.md, or keep the old form beside the new one.`,
    );
}

async function main(): Promise<void> {
  const text = `${JSON.stringify(openApiDocument(endpoints), null, 2)}\n`;
  const before = readIfAny(FILE);
  if (text !== before) tell(changesBetween(documentIn(before), JSON.parse(text)));
  const files: [file: string, text: string][] = [[FILE, text]];
  for (const [name, source] of Object.entries(await clientSources(JSON.parse(text) as object)))
    files.push([path.join(CLIENT, name), source]);
  const stale = files.filter(([file, wanted]) => readIfAny(file) !== wanted);
  if (stale.length === 0) return;
  if (!process.argv.includes('--check')) {
    for (const [file, wanted] of stale) writeWhole(file, wanted);
    return;
  }
  const names = stale.map(([file]) => path.relative(path.dirname(__dirname), file));
  console.log(`Not what the code says: ${names.join(', ')}. Write them anew with: npm run openapi`);
  process.exitCode = 1;
}

/** An unreadable file, as after a merge, is as good as none: it is to be written anew. */
function documentIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return { openapi: '3.1.1', paths: {} };
  }
}

const readIfAny = (file: string): string | undefined =>
  fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;

if (require.main === module) void main();
