/** Checks the API's address before anything is started. */
import { existsSync } from 'node:fs';
import { type StartConfig } from './config/config';
import { claimDataFolder } from './data-folder';
import { isPortFree } from './servers/ports';

/** Throws an error that names the variable to set. */
export async function checkAddress({ host, port, dataDir }: StartConfig): Promise<void> {
  if (!(await isPortFree(0, host)))
    throw new Error(`HOST ${host} is no address of this machine: set HOST to one that is, like 127.0.0.1.`);
  if (await isPortFree(port, host)) return;
  // If Ringmaster itself runs on the same data, the claim fails and names the process.
  if (existsSync(dataDir)) claimDataFolder(dataDir).release();
  throw new Error(`PORT ${port} is in use by another program: set PORT to a free one.`);
}
