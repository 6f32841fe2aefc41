/** `npm start`: the whole system on this machine, until Ctrl-C. Data stays for the next start. */
import { readStartConfig } from './config/config';
import { runUntilStopped, whenAborted } from './lifetime';
import { startStack } from './stack';
import { say } from './tools/progress';

void runUntilStopped(async (stopped) => {
  const config = readStartConfig(process.env);
  let failure: Error | undefined;
  let fail = (): void => {};
  const failed = new Promise<void>((resolve) => (fail = resolve));
  say('Starting Ringmaster…');
  const stack = await startStack({
    config,
    env: process.env,
    say,
    signal: stopped,
    onFailure: (error) => {
      failure ??= error;
      fail();
    },
  });
  const newKey = stack.newApiKey === undefined ? '' : `\nAPI key (shown once, keep it): ${stack.newApiKey}\n`;
  console.log(`
Ringmaster runs.
  API          ${stack.apiUrl}
  To try it    ${stack.apiUrl}/docs${stack.temporalUiUrl === undefined ? '' : `\n  Temporal UI  ${stack.temporalUiUrl}`}
  Data, logs   ${config.dataDir}
${newKey}
Try:
  curl -H "Authorization: Bearer ${stack.newApiKey ?? '$RINGMASTER_API_KEY'}" ${stack.apiUrl}/campaigns
  npm run demo     a campaign from import to end, in another terminal
Ctrl-C stops everything; npm run reset removes the data.
`);
  await Promise.race([whenAborted(stopped), failed]);
  say('Stopping: API, worker, simulator, servers…');
  await stack.stop();
  say('Stopped.');
  if (failure !== undefined) throw failure;
  return 0;
});
