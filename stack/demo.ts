/** `npm run demo`: one campaign from import to end on a stack of its own, which is removed afterwards. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStartConfig } from './config/config';
import { DemoClient } from './demo/api';
import { tellStory } from './demo/story';
import { runUntilStopped, whenAborted } from './lifetime';
import { root } from './processes/role';
import { freePort } from './servers/ports';
import { startStack, type Stack } from './stack';
import { say } from './tools/progress';

// Short enough to be lively, long enough to see a call in progress.
const lively = { SIMULATOR_CALL_MS: '1500', SIMULATOR_RING_MS: '300' };

void runUntilStopped(async (stopped) => {
  const endsByItself = process.argv.includes('--exit');
  const dataDir = mkdtempSync(join(tmpdir(), 'ringmaster-demo-'));
  // Always servers and a provider of its own: a demo must not call through a real carrier that the environment names.
  const given = readStartConfig({ PORT: process.env['PORT'], HOST: process.env['HOST'] });
  const config = { host: given.host, port: await freePort(given.port, given.host), dataDir };
  const failed = new AbortController();
  const signal = AbortSignal.any([stopped, failed.signal]);
  const env: NodeJS.ProcessEnv = { ...process.env, ...lively };
  // The key is generated and shown, and no carrier's pace slows simulated calls.
  for (const name of ['RINGMASTER_API_KEY', 'CALLS_PER_SECOND']) delete env[name];

  say('Starting a Ringmaster for the demo…');
  const onFailure = (error: Error): void => failed.abort(error);
  let stack: Stack | undefined;
  let broken: readonly string[] | undefined;
  try {
    stack = await startStack({ config, ephemeral: true, env, say, signal, onFailure });
    const links = `  API          ${stack.apiUrl}\n  Temporal UI  ${stack.temporalUiUrl ?? '(none)'}`;
    console.log(links);
    broken = await tellStory({
      world: clientOf(stack),
      csv: readFileSync(join(root, 'examples/contacts.csv'), 'utf8'),
      print: (line) => console.log(line),
      signal,
    });
    console.log(
      broken.length === 0 ? '\nAll of it was seen to be true.' : `\nNot true: ${broken.join('; ')}.`,
    );
    if (!endsByItself) {
      console.log(`\nStill up, until Ctrl-C:\n${links}\n  API key      ${stack.newApiKey}`);
      await whenAborted(signal);
    }
  } finally {
    await stack?.stop();
    if (broken?.length === 0 || stopped.aborted) rmSync(dataDir, { recursive: true, force: true });
    else say(`The logs are in ${join(dataDir, 'logs')}`);
  }
  return broken.length === 0 ? 0 : 1;
});

function clientOf({ apiUrl, newApiKey, simulatorUrl }: Stack): DemoClient {
  if (newApiKey === undefined) throw new Error('The API made no key at its first start.');
  if (simulatorUrl === undefined) throw new Error('The simulator did not say where it listens.');
  return new DemoClient(apiUrl, newApiKey, simulatorUrl);
}
