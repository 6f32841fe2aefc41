/** `npm run reset`: the next start begins empty. */
import { existsSync } from 'node:fs';
import { readStartConfig } from './config/config';
import { clearDataFolder, dataFolderUser } from './data-folder';
import { runUntilStopped } from './lifetime';

void runUntilStopped(async () => {
  const { dataDir } = readStartConfig(process.env);
  const user = dataFolderUser(dataDir);
  if (user !== undefined) {
    throw new Error(
      `${dataDir} is in use by process ${user} (npm start). Stop it first, then run npm run reset again.`,
    );
  }
  if (!existsSync(dataDir)) {
    console.log(`Nothing to remove: ${dataDir} does not exist.`);
    return 0;
  }
  clearDataFolder(dataDir);
  console.log(`Removed the data in ${dataDir}.`);
  return 0;
});
