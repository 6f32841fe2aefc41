// `npm run fuzz -- --minutes N`: a stranger's tests from the API's document, for as long as they are given.
const test = require('./test.js');

// A night: longer runs find nothing that two nights with other seeds would not.
const MOST_MINUTES = 12 * 60;

/**
 * @param {string[]} args
 * @returns {Promise<number>} exit status
 */
module.exports = async function fuzz(args) {
  const [option, value, ...others] = args;
  const minutes = Number(value);
  const isSound =
    option === '--minutes' && Number.isInteger(minutes) && minutes > 0 && minutes <= MOST_MINUTES;
  if (!isSound || others.length > 0)
    throw new Error(`Say how long: npm run fuzz -- --minutes 30 (a whole number, at most ${MOST_MINUTES}).`);
  process.env['RINGMASTER_FUZZ_MINUTES'] = value;
  return test(['test/openapi/stranger']);
};
