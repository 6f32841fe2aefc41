// One holder at a time, across processes: a file that names its holder. Plain Node, because the launcher needs it
// before node_modules exists.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

// Between two looks: short enough not to be noticed by a person, long enough to cost nothing.
const LOOK_AGAIN_MS = 200;
// Breaking a stale lock is a few synchronous calls: a breaker older than this is a process that died within them.
const BREAKER_LIFE_MS = 10_000;

/**
 * When a process began, as text; undefined when it does not run. A pid alone is no identity: the system reuses it.
 * @param {number} pid
 * @returns {string | undefined}
 */
function processIdentity(pid) {
  try {
    if (fs.existsSync('/proc/self/stat')) {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The program's name, in parentheses, may contain anything: count fields after it. State is the first of
      // them, the start time the twentieth.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim();
  } catch {
    return undefined;
  }
}

/**
 * A process as a file of ours names it. A file that was copied with its folder is about the original folder, so it
 * names that too: the path is for people, the numbers stay when the folder is moved.
 * @typedef {{ pid: number, identity: string | undefined, folder: { path: string, id: string } }} Holder
 */

/**
 * Identifies a folder, also after a move. Undefined when there is none.
 * @param {string} folder
 * @returns {string | undefined}
 */
function folderId(folder) {
  // Some file systems have numbers that a double cannot hold.
  const found = fs.statSync(folder, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/**
 * The text of a file that names a process.
 * @param {string} file
 * @param {number} pid
 * @returns {string}
 */
function holderText(file, pid) {
  const folder = path.dirname(file);
  const holder = {
    pid,
    identity: processIdentity(pid),
    folder: { path: fs.realpathSync(folder), id: folderId(folder) },
  };
  return JSON.stringify(holder);
}

/**
 * The process that the file names, running or not; undefined if it names another folder.
 * @param {string} file
 * @returns {{ pid: number, identity: string } | undefined}
 */
function readHolder(file) {
  try {
    /** @type {unknown} */
    const holder = JSON.parse(fs.readFileSync(file, 'utf8'));
    const { pid, identity, folder } = /** @type {Partial<Holder>} */ (holder);
    if (folder?.id !== folderId(path.dirname(file))) return undefined;
    return typeof pid === 'number' && typeof identity === 'string' ? { pid, identity } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes the file if it has this text. A file of another folder in its place is not ours to remove.
 * @param {string} file
 * @param {string} text
 */
function removeNote(file, text) {
  try {
    if (fs.readFileSync(file, 'utf8') === text) fs.rmSync(file);
  } catch {
    // It is gone already, with its folder.
  }
}

/**
 * The pid that holds the lock, if that process runs.
 * @param {string} file
 * @returns {number | undefined}
 */
function lockHolder(file) {
  const holder = readHolder(file);
  return holder !== undefined && processIdentity(holder.pid) === holder.identity ? holder.pid : undefined;
}

/**
 * @typedef {object} Held
 * @property {() => void} release
 * @property {(pid: number) => void} handOver names another process as the holder: a child that may outlive us
 */

/**
 * Takes the lock, or returns its holder. A lock of a dead process is broken.
 * @param {string} file
 * @returns {(Held & { heldBy?: undefined }) | { heldBy: number, release?: undefined, handOver?: undefined }}
 */
function tryLock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const claim = writeClaim(file, process.pid);
  try {
    // A link appears with its content or not at all, so no process ever reads a half-written lock.
    fs.linkSync(claim.file, file);
    let text = claim.text;
    return {
      release: () => removeNote(file, text),
      handOver: (pid) => {
        const other = writeClaim(file, pid);
        fs.renameSync(other.file, file);
        text = other.text;
      },
    };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    const pid = lockHolder(file);
    if (pid !== undefined) return { heldBy: pid };
    breakStale(file);
    return { heldBy: readHolder(file)?.pid ?? 0 };
  } finally {
    fs.rmSync(claim.file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {number} pid
 */
function writeClaim(file, pid) {
  const claim = { file: `${file}.${process.pid}`, text: holderText(file, pid) };
  fs.writeFileSync(claim.file, claim.text);
  return claim;
}

/**
 * Removes a lock whose holder is dead. One breaker at a time, or the second would remove the lock that the first
 * has just taken.
 * @param {string} file
 */
function breakStale(file) {
  const breaker = `${file}.break`;
  try {
    fs.closeSync(fs.openSync(breaker, 'wx'));
  } catch {
    const age = Date.now() - (fs.statSync(breaker, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > BREAKER_LIFE_MS) fs.rmSync(breaker, { force: true });
    return;
  }
  if (lockHolder(file) === undefined) fs.rmSync(file, { force: true });
  fs.rmSync(breaker, { force: true });
}

/**
 * Waits for the lock, at most `withinMs`.
 * @param {string} file
 * @param {{ withinMs: number, onWait?: (pid: number) => void }} options
 * @returns {Promise<Held>}
 */
async function lock(file, { withinMs, onWait = () => {} }) {
  const deadline = Date.now() + withinMs;
  let told = false;
  for (;;) {
    const held = tryLock(file);
    if (held.heldBy === undefined) return held;
    const { heldBy } = held;
    if (Date.now() >= deadline) {
      throw new Error(
        `Process ${heldBy} holds ${file} for more than ${withinMs / 1000} s. Stop it, or wait for it.`,
      );
    }
    if (!told && lockHolder(file) !== undefined) {
      told = true;
      onWait(heldBy);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

module.exports = {
  folderId,
  holderText,
  lock,
  lockHolder,
  processIdentity,
  readHolder,
  removeNote,
  tryLock,
};
