// Plain Node, as the guard of a server.
const fs = require('node:fs');

/**
 * On a full disk a process without a log is better than none.
 * @param {string} file
 * @returns {number | undefined}
 */
function openLog(file) {
  try {
    return fs.openSync(file, 'a');
  } catch {
    return undefined;
  }
}

module.exports = { openLog };
