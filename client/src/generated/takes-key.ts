// Written by `npm run openapi` from docs/openapi.json; a change by hand would be lost.
/** Method and path of each operation that takes an `Idempotency-Key`. */
export const takesKey: ReadonlySet<string> = new Set([
  'POST /campaigns',
  'PUT /campaigns/{campaignID}',
  'POST /campaigns/{campaignID}/start',
  'POST /campaigns/{campaignID}/pause',
  'POST /campaigns/{campaignID}/end',
  'POST /campaigns/{campaignID}/jobs',
  'POST /campaigns/{campaignID}/jobs/import',
  'POST /campaigns/{campaignID}/imports/{importID}/undo',
  'POST /campaigns/{campaignID}/jobs/{jobID}/cancel',
  'PATCH /org',
]);
