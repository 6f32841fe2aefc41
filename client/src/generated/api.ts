// Written by `npm run openapi` from docs/openapi.json; a change by hand would be lost.
export interface paths {
    "/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List campaigns
         * @description In order of creation; without `limit` all of them. The answer is written while the campaigns are read: when reading breaks off in the middle, the connection is cut.
         *
         *     Needs a key with any role.
         */
        get: operations["listCampaigns"];
        put?: never;
        /**
         * Create a campaign
         * @description Creates it paused, at version 1, with its workflow running: nothing is dialled until it is started. 503 while Temporal is away: the campaign is stored; repeat the request with the same `Idempotency-Key`, or start the campaign later.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["createCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a campaign
         * @description `State` is the workflow's own, or the stored one when it does not answer within 2 seconds. With `events=1` the answer has the usage of the campaign as well. Conversation seconds are the provider's own figure, and one call counts once, however often its end is reported.
         *
         *     Needs a key with any role.
         */
        get: operations["getCampaign"];
        /**
         * Publish a new version of a campaign
         * @description The campaign may be paused or started: calls placed from then on follow the new version, and jobs that waited because of the rules of an older one are re-evaluated. Calls in progress keep their version. `Data` is replaced as a whole: a field that is left out has its default again.
         *
         *     **Once it is answered, no call is placed by an older version's rules any more**: the answer waits for placements that are on their way, about 4 seconds at most.
         *
         *     412 with the member `Version` when another client has published meanwhile: read the campaign, and make your change to what it is now.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        put: operations["publishVersion"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of a campaign
         * @description What was published, when and by which API key; the latest first.
         *
         *     Needs a key with any role.
         */
        get: operations["listVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a version of a campaign
         * @description With its `Data`. Each call of a job says which `Version` it was placed under.
         *
         *     Needs a key with any role.
         */
        get: operations["getVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a paused campaign
         * @description The campaign must be paused, or it is 409 with its `State`. Of many commands at once exactly one wins. 503 when the workflow did not answer within 5 seconds: the command may still be obeyed. Repeat it with the same `Idempotency-Key` to learn the outcome; without a key look at the `State` of the campaign first. Send no body, or `{}`.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["startCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a started campaign
         * @description The campaign must be started, or it is 409 with its `State`. Of many commands at once exactly one wins. 503 when the workflow did not answer within 5 seconds: the command may still be obeyed. Repeat it with the same `Idempotency-Key` to learn the outcome; without a key look at the `State` of the campaign first. Send no body, or `{}`.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["pauseCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a paused campaign, for good
         * @description The campaign must be paused, or it is 409 with its `State`. Of many commands at once exactly one wins. 503 when the workflow did not answer within 5 seconds: the command may still be obeyed. Repeat it with the same `Idempotency-Key` to learn the outcome; without a key look at the `State` of the campaign first. Send no body, or `{}`.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["endCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What would happen if the campaign were started now
         * @description Examines each waiting job with the functions that decide when the campaign runs, and says how many could be called now, how many later, and why. Each job is examined by itself: two jobs for one number are both `Now`, and are called one after the other. Of more than 200,000 waiting jobs those due first are examined.
         *
         *     **No call is placed while the answer has `SchedulingEnabled: false` or `GlobalPause: true`.** Reasons are those of `WaitingFor` of a job, and for `Never` also `expired`, `max_attempts`, `outcome` and `opted_out`.
         *
         *     An organisation has one preflight at a time; others wait their turn, and get 503 after 5 seconds.
         *
         *     Needs a key with any role.
         */
        get: operations["getPreflight"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the jobs of a campaign
         * @description In order of creation; by `State` alone in the order in which they are due.
         *
         *     Needs a key with any role.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Create a job
         * @description Adds one contact to the campaign, paused or started. To add many, import a file. 409 when the campaign has ended (`State`), or when another of its jobs has this `ExternalID` (`JobID`).
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/jobs/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import jobs from a file
         * @description A file of any size, streamed in constant memory. A bad row is reported and the rest goes on; a row has at most 256 KiB (or 100 lines). A row whose number is on the opt-out list is rejected. `Duplicates` are rows whose `ExternalID` another job of the campaign has.
         *
         *     With an `Idempotency-Key` the same file adds nothing twice: after a finished import it answers the same result, after an interrupted one it goes on. Another file under that key is 422, and is stored only up to the step (2,000 rows, or 4 MiB) in which it differs. After an undo the key is 409 (`State`). A dry run ignores the key. Without a key, and without `ExternalID`, a file that is sent twice is imported twice.
         *
         *     409 with `Accepted` when the campaign ends meanwhile.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["importJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/jobs/import/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at a file before importing it
         * @description Reads the first rows of a file (1,000 rows or 1 MiB of text; of a workbook the first 1,000 rows) exactly as an import would, and answers what would happen. It stores nothing. Send the file, or its beginning, with the query parameters of the import.
         *
         *     `File.Columns` says what each column is taken for, and how sure that is. Where no column is known to have the numbers, the one whose cells look like numbers is proposed; `ImportWith` has the query parameters with which the import takes it.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["previewImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the imports of a campaign
         * @description The newest first. Each is kept for a week from when its file was first sent. A dry run is none.
         *
         *     Needs a key with any role.
         */
        get: operations["listImports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/imports/{importID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an import
         * @description How far it is, also while its file is still being sent. When it has broken off, send the same file with the same `Idempotency-Key`: it goes on, and no row is stored twice.
         *
         *     Needs a key with any role.
         */
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/imports/{importID}/rejected.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the rejected rows of an import
         * @description As a file to mend and send again: CSV in UTF-8 with a byte order mark, with the columns of the file and a last one, `RejectedReason`, which an import passes over. A row that cannot be read as cells of these columns stands whole in its first cell. Of an NDJSON file the columns are `Line`, `Row` and `RejectedReason`.
         *
         *     A cell that a spreadsheet would run has a `'` in front, unless it is a number in E.164. While the import is running, the file has the rows so far.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        get: operations["getRejectedRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/imports/{importID}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo an import
         * @description Cancels its jobs that were not called yet (`CancelReason` is `import_undone`) and gives their `ExternalID`s back, so that the corrected file can be imported. A job that was called, or is being called, stays as it is. An undo that was interrupted is completed by another one; to undo again changes nothing.
         *
         *     409 with `State` while the import is running. An undone import cannot go on: send the file with a new `Idempotency-Key`. Send no body, or `{}`.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["undoImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/jobs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export jobs with what became of them
         * @description One line for each job with its last call, or for each attempt, streamed in constant memory. **All of it is as it was at one instant**: no job is there twice and none is missing, whatever happens meanwhile. MongoDB keeps an instant for five minutes. An export that takes longer is broken off, and so is the connection: a file that ends in the usual way is whole. Then filter for fewer jobs, or ask your operator for a longer `minSnapshotHistoryWindowInSeconds`.
         *
         *     A table has the columns of an import first, then `Job.…`, `Call.…` and `Analysis.…`, which an import passes over. NDJSON has everything: `Overrides` and `CampaignVariants` as they are, and each call in `Calls` (per attempt `Call`). In CSV a text that a spreadsheet would run has an apostrophe in front, which the import takes off again; a number in E.164 has none. Times are in UTC, and in those ending in `Local` by the clock of the callee, empty where that may be one of several.
         *
         *     409 for a table of more than 1,000 columns, or a sheet of more than 1,048,575 lines. An organisation has two exports at once; others wait their turn, and get 503 after 5 seconds.
         *
         *     Needs a key with any role.
         */
        get: operations["exportJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/jobs/{jobID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a job
         * @description With its calls, why it waits, and what the analyst said.
         *
         *     Needs a key with any role.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignID}/jobs/{jobID}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description A waiting job is canceled at once. A call in progress is hung up and its job then canceled, unless the call ended by itself first. Cancelling twice is 202. 409 with `State` when the job is completed or failed. Send no body, or `{}`.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opt-outs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List opt-outs
         * @description The numbers that no campaign of the organisation may call, in order of number.
         *
         *     Needs a key with any role.
         */
        get: operations["listOptOuts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opt-outs/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import opt-outs from a file
         * @description A file of any size, streamed in constant memory. Each step of 500 rows takes effect before the next is read. It may be repeated as it is: numbers on the list stay there. `Duplicates` are numbers that were on the list.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        post: operations["importOptOuts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opt-outs/{phoneNumber}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look a number up on the opt-out list
         * @description Any written form of the number finds the one entry.
         *
         *     Needs a key with any role.
         */
        get: operations["getOptOut"];
        /**
         * Put a number on the opt-out list
         * @description After the answer no placement to it leaves, in any campaign of the organisation: its waiting jobs are canceled, and our calls to it are hung up. 503 means that MongoDB was away, or that the entry is stored and no new call goes out, but a call in progress could not be told to hang up: repeat the request. It may be repeated as it is, without an `Idempotency-Key`.
         *
         *     Needs a key with the role `developer` or `admin`.
         */
        put: operations["putOptOut"];
        post?: never;
        /**
         * Take a number off the opt-out list
         * @description Only where the contact has agreed to calls again. New jobs for the number are accepted from then on; what was canceled stays canceled.
         *
         *     Needs a key with the role `admin`.
         */
        delete: operations["removeOptOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/org": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get your organisation
         * @description The organisation that the API key belongs to.
         *
         *     Needs a key with any role.
         */
        get: operations["getOrganisation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change your organisation
         * @description Changes the fields that it names. **Once `SchedulingEnabled: false` is answered, no call of any campaign leaves**: the answer waits for placements that are on their way, about 4 seconds at most.
         *
         *     Needs a key with the role `admin`.
         */
        patch: operations["changeOrganisation"];
        trace?: never;
    };
    "/temporal-codec/encode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Encrypt payloads of Temporal
         * @description The codec server of Temporal's tools: `temporal … --codec-endpoint <API>/temporal-codec --codec-auth "Bearer <key>"`. A plain payload is answered as it is. 400 for anything that cannot be decrypted with the keys that are set; 404 when none is set. For admins only, since Temporal stores all organisations together.
         *
         *     Needs a key with the role `admin`.
         */
        post: operations["encodePayloads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temporal-codec/decode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decrypt payloads of Temporal
         * @description The codec server of Temporal's tools: `temporal … --codec-endpoint <API>/temporal-codec --codec-auth "Bearer <key>"`. A plain payload is answered as it is. 400 for anything that cannot be decrypted with the keys that are set; 404 when none is set. For admins only, since Temporal stores all organisations together.
         *
         *     Needs a key with the role `admin`.
         */
        post: operations["decodePayloads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/providers/{provider}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event of a call
         * @description 2xx means taken: the event is safe, also if a process or a server dies next. After anything else the provider sends it again. Duplicates, late events and any order are harmless. The form is that of the provider; see the protocol of the provider named `http`.
         *
         *     Signed by the provider.
         */
        post: operations["receiveProviderEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/providers/{provider}/calls/{callID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a voice agent may ask about its call
         * @description For the provider of a call, while the call is in progress: whom the agent talks to, and what the campaign's owner provided. 404 when no call of this id is in progress.
         *
         *     Signed by the provider.
         */
        get: operations["getCallContext"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/providers/{provider}/inbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What to do with an inbound call
         * @description Answered within 4 seconds, whatever becomes of MongoDB and Temporal, and the same for all announcements of the call at the same moment. Request and answer have the form of the provider; see the protocol of the provider named `http`.
         *
         *     Signed by the provider.
         */
        post: operations["answerInboundCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description OpenAPI 3.1. It may be kept: its `ETag` in `If-None-Match` is answered 304 as long as the document is the same.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A reference to read, search and try
         * @description For people, in a browser. A key that is entered there is sent to this API only, and forgotten when the page is closed.
         */
        get: operations["showDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/swagger-ui.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The program of the reference
         * @description A part of the page of `GET /docs`, which names it by its content (`v`) so that it may be kept for ever.
         */
        get: operations["getDocsLibraryScript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/swagger-ui.css": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The style of the reference
         * @description A part of the page of `GET /docs`, which names it by its content (`v`) so that it may be kept for ever.
         */
        get: operations["getDocsLibraryStyle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/start.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Starts the reference
         * @description A part of the page of `GET /docs`, which names it by its content (`v`) so that it may be kept for ever.
         */
        get: operations["getDocsScript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/page.css": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What our page changes in the style
         * @description A part of the page of `GET /docs`, which names it by its content (`v`) so that it may be kept for ever.
         */
        get: operations["getDocsStyle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the process alive?
         * @description For a probe that restarts the process. It asks no server.
         */
        get: operations["isHealthy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can the process do its work now?
         * @description For a probe that sends no requests to a process whose servers are away. 503 says with `Temporal` and `MongoDB` which one is.
         */
        get: operations["isReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Analysis: {
            /**
             * @description `failed`: an answer is missing. The outcome of the call stays.
             * @enum {string}
             */
            Status: "succeeded" | "failed";
            /** @description Why an answer is missing; present when it `failed`. */
            Errors?: string[];
            /** @description Any JSON that the campaign's `AnalysisSchema` allows. */
            Result?: unknown;
            /** @description Whether the `CampaignObjectivePrompt` is true of the conversation; absent if it was not asked. */
            ObjectiveMet?: boolean;
        };
        AttemptLimit: {
            /** @description The most dials within any stretch of `Per`. */
            Count: number;
            /**
             * Format: duration-of-a-minute-or-more
             * @description A duration of one minute (`1m`) to 366 days.
             */
            Per: string;
        };
        AttemptLimitInput: {
            /** @description The most dials within any stretch of `Per`. */
            Count: number;
            /**
             * Format: duration-of-a-minute-or-more
             * @description A duration of one minute (`1m`) to 366 days.
             */
            Per: string;
        };
        /** @description Your address has too many connections open, or senders that are not authenticated yet send too much at once. Send it again after `Retry-After` seconds. */
        BusyProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:busy";
            /** @constant */
            title: "Too much is being sent at once";
            /** @constant */
            status: 503;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        Call: {
            /** @description Its id everywhere, also at the provider. */
            ID: string;
            /**
             * @description `inbound`: the contact called us.
             * @enum {string}
             */
            Direction: "outbound" | "inbound";
            /** @description From 1; 0 for an inbound call. */
            Attempt: number;
            /** @description The version of the campaign under which it was placed. */
            Version: number;
            /** @description The number that the contact saw; of an inbound call the one that was called. */
            CallerID: string;
            /** @description The time zones that had to allow it. Absent for an inbound call. */
            readonly Zones?: string[];
            /**
             * @description What they follow from; `both` where number and contact disagree.
             * @enum {string}
             */
            ZonesFrom?: "number" | "contact" | "both";
            /**
             * Format: date-time
             * @description When it was dialled, or came in.
             */
            DialledAt: string;
            /**
             * Format: date-time
             * @description Absent if it was not answered.
             */
            AnsweredAt?: string;
            /**
             * @description Who answered, as the provider says.
             * @enum {string}
             */
            AnsweredBy?: "human" | "machine" | "unknown";
            /**
             * Format: date-time
             * @description Absent while it goes on.
             */
            EndedAt?: string;
            /**
             * @description Absent until it is known.
             * @enum {string}
             */
            Outcome?: "completed" | "voicemail" | "no_answer" | "busy" | "rejected" | "invalid_number" | "hung_up" | "opted_out" | "provider_failed" | "time_limit" | "canceled" | "unknown";
            /** @description The provider's own figure; it may have a fraction. */
            ConversationSeconds?: number;
            /** @description The analyst's answer; absent if it was not asked. */
            Analysis?: components["schemas"]["Analysis"];
        };
        CallContext: {
            /** @description The id of the path. */
            CallID: string;
            /** @description The campaign of its job. */
            CampaignID: string;
            /** @description The job that is called for. */
            JobID: string;
            /**
             * @description `inbound`: the contact called us.
             * @enum {string}
             */
            Direction: "inbound" | "outbound";
            /** @description The voice agent that speaks. */
            BotName: string;
            /** @description The number of the contact, in E.164. */
            ContactPhoneNumber: string;
            /** @description As the owner gave it. */
            ContactName?: string;
            /** @description Of the job. */
            Data?: {
                [key: string]: unknown;
            } | null;
            /** @description Of the job. */
            Metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description The job's own, or else the campaign's. */
            Integrations?: {
                [key: string]: unknown;
            };
            /** @description Of the job. */
            CampaignVariants?: string[];
            /** @description The job is marked as a test. */
            TestJob: boolean;
        };
        CallContextAnswer: {
            Call: components["schemas"]["CallContext"];
        };
        CallWindow: {
            /** @description The days on which the window starts. */
            Days: ("Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun")[];
            /** @description Local time at which calls may begin, from 00:00 to 23:59. It belongs to the window. */
            Start: string;
            /** @description Local time from which no call begins, from 00:01 to 24:00. One before `Start` is on the next day. It must differ from `Start`. */
            End: string;
        };
        CallWindowInput: {
            /** @description The days on which the window starts. */
            Days: ("Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun")[];
            /** @description Local time at which calls may begin, from 00:00 to 23:59. It belongs to the window. */
            Start: string;
            /** @description Local time from which no call begins, from 00:01 to 24:00. One before `Start` is on the next day. It must differ from `Start`. */
            End: string;
        };
        Campaign: {
            /** @description The organisation that it belongs to. */
            OrgID: string;
            /** @description What paths name it by. */
            ID: string;
            /** @description For people. */
            Name: string;
            /**
             * @description In a list the stored state; of a single campaign its workflow's own, which is live.
             * @enum {string}
             */
            State: "started" | "paused" | "ended";
            /**
             * @description Present while a provider that the campaign uses is out: no call is placed.
             * @constant
             */
            GlobalPause?: true;
            /** @description Which provider is out, and why. */
            GlobalPauseReason?: string;
            /** @description The latest published version; send it in `If-Match` to publish the next. */
            Version: number;
            Data: components["schemas"]["CampaignData"];
            /**
             * Format: date-time
             * @description When it was created.
             */
            CreatedAt: string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            UpdatedAt: string;
        };
        CampaignAnswer: {
            Campaign: components["schemas"]["Campaign"];
        };
        CampaignChange: {
            /** @description For people; 1 to 200 characters, not all blank. */
            Name?: string;
            /** @description It replaces all that was published before: a field that is left out has its default again. */
            Data?: components["schemas"]["CampaignDataInput"];
        };
        CampaignData: {
            /**
             * Format: phone-number
             * @description The number that calls come from unless another one fits better, in E.164.
             */
            CallerID: string;
            /**
             * @description By number, at most 1000: other numbers that calls may come from. The enabled one that is nearest to the contact is used.
             * @default {}
             */
            AvailableCallerIDs: {
                [key: string]: {
                    /**
                     * @description `true`: the number is never used, not even for jobs that name it.
                     * @default false
                     */
                    Disabled: boolean;
                };
            };
            /**
             * @description What happens when contacts call one of the numbers: they are refused, or connected under the latest job for their number (`lookup`), also a failed one (`lookup_failed`), or under a new one (`create_if_not_exists`, `create`).
             * @default reject
             * @enum {string}
             */
            InboundMode: "reject" | "lookup" | "lookup_failed" | "create_if_not_exists" | "create";
            /**
             * @description Spoken to a caller who is refused; empty: a busy signal.
             * @default
             */
            CallRejectionMessage: string;
            /**
             * @description The most active calls at a time. 0 holds every call back.
             * @default 1
             */
            MaxActiveCalls: number;
            /**
             * @description A JSON schema of what the analyst is to say of each conversation. `{}`: nothing is asked.
             * @default {}
             */
            AnalysisSchema: {
                [key: string]: unknown;
            };
            /** @description A statement about the conversation. When the analyst finds it false, the job fails (`objective_not_met`). It may name values of the job, as `{{ .data.x }}`. */
            CampaignObjectivePrompt?: string;
            /**
             * @description The voice agent that speaks. It is passed on to the provider.
             * @default
             */
            BotName: string;
            /** @description When and how often jobs may be called. */
            Constraints: components["schemas"]["Constraints"];
            /** @description Passed on to the voice agent of each call, which acts on it. Default: none. */
            Integrations?: {
                [key: string]: unknown;
            };
            /** @description `true`: a contact who hangs up before the end of the conversation has opted out, and the job fails. Else it is completed. Default: `false`. */
            HangUpIsOptOut?: boolean;
            /** @description A JSON schema that a job's `Metadata` must fit, if it has any. Default: any object. */
            JobMetadataSchema?: {
                [key: string]: unknown;
            };
            /** @description A JSON schema that a job's `Data` must fit, if it has any. Default: any object. */
            JobDataSchema?: {
                [key: string]: unknown;
            };
        };
        CampaignDataInput: {
            /**
             * Format: phone-number
             * @description The number that calls come from unless another one fits better, in E.164.
             */
            CallerID: string;
            /** @description By number, at most 1000: other numbers that calls may come from. The enabled one that is nearest to the contact is used. */
            AvailableCallerIDs?: {
                [key: string]: {
                    /**
                     * @description `true`: the number is never used, not even for jobs that name it.
                     * @default false
                     */
                    Disabled?: boolean;
                };
            };
            /**
             * @description What happens when contacts call one of the numbers: they are refused, or connected under the latest job for their number (`lookup`), also a failed one (`lookup_failed`), or under a new one (`create_if_not_exists`, `create`).
             * @default reject
             * @enum {string}
             */
            InboundMode?: "reject" | "lookup" | "lookup_failed" | "create_if_not_exists" | "create";
            /**
             * @description Spoken to a caller who is refused; empty: a busy signal.
             * @default
             */
            CallRejectionMessage?: string;
            /**
             * @description The most active calls at a time. 0 holds every call back.
             * @default 1
             */
            MaxActiveCalls?: number;
            /**
             * @description A JSON schema of what the analyst is to say of each conversation. `{}`: nothing is asked.
             * @default {}
             */
            AnalysisSchema?: {
                [key: string]: unknown;
            };
            /** @description A statement about the conversation. When the analyst finds it false, the job fails (`objective_not_met`). It may name values of the job, as `{{ .data.x }}`. */
            CampaignObjectivePrompt?: string;
            /**
             * @description The voice agent that speaks. It is passed on to the provider.
             * @default
             */
            BotName?: string;
            /**
             * @description When and how often jobs may be called.
             * @default {}
             */
            Constraints?: components["schemas"]["ConstraintsInput"];
            /** @description Passed on to the voice agent of each call, which acts on it. Default: none. */
            Integrations?: {
                [key: string]: unknown;
            };
            /** @description `true`: a contact who hangs up before the end of the conversation has opted out, and the job fails. Else it is completed. Default: `false`. */
            HangUpIsOptOut?: boolean;
            /** @description A JSON schema that a job's `Metadata` must fit, if it has any. Default: any object. */
            JobMetadataSchema?: {
                [key: string]: unknown;
            };
            /** @description A JSON schema that a job's `Data` must fit, if it has any. Default: any object. */
            JobDataSchema?: {
                [key: string]: unknown;
            };
        };
        CampaignList: {
            /** @description In order of creation. */
            Campaigns: components["schemas"]["Campaign"][];
            Org: components["schemas"]["ListedOrganisation"];
            /** @description Send it as `cursor` for the next page. Absent on the last one. */
            NextCursor?: string;
        };
        CampaignWithMetrics: {
            Campaign: components["schemas"]["Campaign"];
            Metrics: components["schemas"]["Metrics"];
        };
        ColumnReading: {
            /** @description Of the column, from 1. */
            Position: number;
            /** @description As the file names it; without a header `Column1` and so on. */
            Column: string;
            /** @description What it means: a field of ours. Absent: the column is passed over. */
            Field?: string;
            /** @description How sure that is. 1: you said so, it is our own name, or it is data under its own name. 0.9: a usual name. 0.7: one of several columns with such names. 0.5: its cells look so. */
            Confidence: number;
        };
        /** @description The current state does not allow it; `State` or `JobID` says more. Decide by what the state is. */
        ConflictProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:conflict";
            /** @constant */
            title: "The current state does not allow this";
            /** @constant */
            status: 409;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
            /** @description The state that does not allow it. */
            State?: string;
            /** @description The job that has the `ExternalID`. */
            JobID?: string;
            /** @description How many rows of the file were accepted before. */
            Accepted?: number;
        };
        Constraints: {
            /**
             * Format: duration-with-unit
             * @description The least time between a job's creation and its first call, such as `30m`. Default: none.
             */
            MinCreationDelay?: string;
            /** @description `true`: `MaxActiveCalls` at once. Else the number of calls grows to it within the first 5 seconds after a start. A job with `true` does not wait for that; a `false` of a job changes nothing. */
            DisableJitter?: boolean;
            /**
             * Format: duration-with-unit
             * @description The least wait before the next dial, from the end of the last one. Default: `5m`.
             */
            MinDurationBetweenAttempts?: string;
            /** @description The most dials of one job. Default: 3. After the last one the job fails (`max_attempts`). */
            MaxAttempts?: number;
            /** @description The outcomes after which a job is dialled again. Default: all four. `[]`: none. */
            RetryOn?: ("no_answer" | "busy" | "voicemail" | "provider_failed")[];
            /** @description A wait that grows with each attempt. The longer of it and `MinDurationBetweenAttempts` counts. Default: none. */
            RetryBackoff?: components["schemas"]["RetryBackoff"];
            /**
             * Format: date-time
             * @description No call before this time. Default: none.
             */
            NotBefore?: string;
            /**
             * Format: date-time
             * @description No call at or after this time: a job that can no longer be called in time fails (`expired`). It must be later than `NotBefore`. Default: none.
             */
            NotAfter?: string;
            /** @description When calls may begin, in local time. Default: at any time. `[]`: never. */
            CallWindows?: components["schemas"]["CallWindow"][];
            /**
             * Format: time-zone
             * @description Whose local time `CallWindows`, `BlackoutDates` and `Holidays` mean: an IANA zone, or `callee` (the default), every zone that the number can be in.
             */
            TimeZone?: string;
            /** @description Local days without calls. Default: none. */
            BlackoutDates?: string[];
            /** @description `true`: you state that every contact has consented to these calls. Without it no call is placed under a rule set that wants consent. Default: `false`. */
            ConsentStated?: boolean;
            /** @description Calendars whose public holidays are local days without calls: countries in ISO 3166-1, or parts of them, such as `GB-SCT`. Default: none. */
            Holidays?: string[];
            /**
             * @description `all` zones of a number count (the default), or with `populated` not those in which very few people live.
             * @enum {string}
             */
            ZonePolicy?: "all" | "populated";
            /** @description The most dials of one number, by all campaigns of the organisation together. Default: no limit. */
            MaxAttemptsPerNumber?: components["schemas"]["AttemptLimit"];
            /** @description The most calls a second of the whole campaign. Default: no limit but `MaxActiveCalls`. */
            MaxCallsPerSecond?: number;
            /**
             * @description Legal minimums; the stricter of them and the other constraints holds. `auto`: every rule set that can apply to the number. `[]`: none.
             * @default auto
             */
            RuleSets: "auto" | ("auto" | "us-federal" | "us-alabama" | "us-connecticut" | "us-florida" | "us-kentucky" | "us-louisiana" | "us-maryland" | "us-massachusetts" | "us-michigan" | "us-minnesota" | "us-mississippi" | "us-nevada" | "us-new-mexico" | "us-oklahoma" | "us-oregon" | "us-pennsylvania" | "us-rhode-island" | "us-south-dakota" | "us-texas" | "us-utah" | "us-washington" | "us-wyoming" | "us-debt-collection" | "uk" | "jersey" | "guernsey" | "isle-of-man" | "au" | "ca" | "co" | "es" | "fr" | "za")[];
        };
        ConstraintsInput: {
            /**
             * Format: duration-with-unit
             * @description The least time between a job's creation and its first call, such as `30m`. Default: none.
             */
            MinCreationDelay?: string;
            /** @description `true`: `MaxActiveCalls` at once. Else the number of calls grows to it within the first 5 seconds after a start. A job with `true` does not wait for that; a `false` of a job changes nothing. */
            DisableJitter?: boolean;
            /**
             * Format: duration-with-unit
             * @description The least wait before the next dial, from the end of the last one. Default: `5m`.
             */
            MinDurationBetweenAttempts?: string;
            /** @description The most dials of one job. Default: 3. After the last one the job fails (`max_attempts`). */
            MaxAttempts?: number;
            /** @description The outcomes after which a job is dialled again. Default: all four. `[]`: none. */
            RetryOn?: ("no_answer" | "busy" | "voicemail" | "provider_failed")[];
            /** @description A wait that grows with each attempt. The longer of it and `MinDurationBetweenAttempts` counts. Default: none. */
            RetryBackoff?: components["schemas"]["RetryBackoffInput"];
            /**
             * Format: date-time
             * @description No call before this time. Default: none.
             */
            NotBefore?: string;
            /**
             * Format: date-time
             * @description No call at or after this time: a job that can no longer be called in time fails (`expired`). It must be later than `NotBefore`. Default: none.
             */
            NotAfter?: string;
            /** @description When calls may begin, in local time. Default: at any time. `[]`: never. */
            CallWindows?: components["schemas"]["CallWindowInput"][];
            /**
             * Format: time-zone
             * @description Whose local time `CallWindows`, `BlackoutDates` and `Holidays` mean: an IANA zone, or `callee` (the default), every zone that the number can be in.
             */
            TimeZone?: string;
            /** @description Local days without calls. Default: none. */
            BlackoutDates?: string[];
            /** @description `true`: you state that every contact has consented to these calls. Without it no call is placed under a rule set that wants consent. Default: `false`. */
            ConsentStated?: boolean;
            /** @description Calendars whose public holidays are local days without calls: countries in ISO 3166-1, or parts of them, such as `GB-SCT`. Default: none. */
            Holidays?: string[];
            /**
             * @description `all` zones of a number count (the default), or with `populated` not those in which very few people live.
             * @enum {string}
             */
            ZonePolicy?: "all" | "populated";
            /** @description The most dials of one number, by all campaigns of the organisation together. Default: no limit. */
            MaxAttemptsPerNumber?: components["schemas"]["AttemptLimitInput"];
            /** @description The most calls a second of the whole campaign. Default: no limit but `MaxActiveCalls`. */
            MaxCallsPerSecond?: number;
            /** @description Legal minimums; the stricter of them and the other constraints holds. `auto`: every rule set that can apply to the number. `[]`: none. */
            RuleSets?: "auto" | ("auto" | "us-federal" | "us-alabama" | "us-connecticut" | "us-florida" | "us-kentucky" | "us-louisiana" | "us-maryland" | "us-massachusetts" | "us-michigan" | "us-minnesota" | "us-mississippi" | "us-nevada" | "us-new-mexico" | "us-oklahoma" | "us-oregon" | "us-pennsylvania" | "us-rhode-island" | "us-south-dakota" | "us-texas" | "us-utah" | "us-washington" | "us-wyoming" | "us-debt-collection" | "uk" | "jersey" | "guernsey" | "isle-of-man" | "au" | "ca" | "co" | "es" | "fr" | "za")[];
        };
        ConvertedPayloads: {
            /** @description In the same order. */
            payloads?: {
                metadata?: {
                    [key: string]: string;
                };
                data?: string;
            }[];
        };
        /** @description The request has an `Expect` other than `100-continue`. Send the request without it. */
        ExpectationFailedProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:expectation-failed";
            /** @constant */
            title: "The request expects what is not done here";
            /** @constant */
            status: 417;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        Fault: {
            /** @description The place: a JSON pointer into the body, such as `/Data/CallerID`; `query/…`, `path/…` or `header …` with a name; of a file `header` (its first line) and the column. */
            location?: string;
            /** @description What is allowed there, and what to change. */
            message: string;
        };
        FaultKind: {
            /** @description The column, or the member of the job; empty for the row as a whole. */
            Field: string;
            /** @description Of the first such fault: what is allowed, and what to change. */
            Message: string;
            /** @description How many rows have a fault of this kind. */
            Rows: number;
            /** @description The first three. */
            Examples: {
                /** @description The line of the file on which the row begins. */
                Line: number;
                /** @description The row as it was received, its first 200 characters. */
                Row: string;
            }[];
        };
        FewHours: {
            /** @description Jobs with fewer open hours a week than this are counted. */
            Below: number;
            /** @description How many there are. */
            Jobs: number;
            /** @description The commonest first, at most ten. */
            Reasons: {
                /**
                 * @description `zones`: so few hours suit every zone in which the callee may be. `unknown_zone`: it may be anywhere. `window`: `CallWindows` alone. `rule_sets`: they and the law have few in common.
                 * @enum {string}
                 */
                Reason: "zones" | "unknown_zone" | "window" | "rule_sets";
                Why: string;
                Jobs: number;
                HoursPerWeek: number;
            }[];
        };
        FileReading: {
            /**
             * @description What the file is.
             * @enum {string}
             */
            Format: "csv" | "ndjson" | "xlsx";
            /**
             * @description It came packed.
             * @constant
             */
            Gzip?: true;
            /**
             * @description Of CSV: what separates its cells.
             * @enum {string}
             */
            Delimiter?: "," | ";" | "\t" | "|";
            /**
             * @description How its text is encoded.
             * @enum {string}
             */
            Encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
            /**
             * @description Of CSV: what ends its first line.
             * @enum {string}
             */
            LineEnds?: "LF" | "CRLF" | "CR";
            /** @description Whether its first line names the columns. */
            Header?: boolean;
            /** @description Of a workbook: the sheet that was read. */
            Sheet?: string;
            /** @description What its columns mean. */
            Columns?: components["schemas"]["ColumnReading"][];
        };
        /** @description The role of the key is too weak. Use another key. */
        ForbiddenProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:forbidden";
            /** @constant */
            title: "The API key may not do this";
            /** @constant */
            status: 403;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        /** @description The request line and headers have more than 16 KiB together. Send fewer or shorter ones. */
        HeadersTooLargeProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:headers-too-large";
            /** @constant */
            title: "The request headers are too large";
            /** @constant */
            status: 431;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        Healthy: {
            /** @constant */
            Healthy: true;
        };
        /** @description The `Idempotency-Key` belongs to another request or file. Use a new key. */
        IdempotencyKeyReusedProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:idempotency-key-reused";
            /** @constant */
            title: "The Idempotency-Key belongs to another request";
            /** @constant */
            status: 422;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        Import: {
            /** @description What paths name it by, and how the `ID` of each of its jobs begins. */
            ID: string;
            /** @description The campaign that its jobs belong to. */
            CampaignID: string;
            /**
             * @description `broken_off`: the same file with the same `Idempotency-Key` goes on. `undone`: it takes no more rows.
             * @enum {string}
             */
            State: "running" | "done" | "broken_off" | "undone";
            /** @description Why it broke off. */
            Why?: string;
            /** @description The key that it was sent with. Absent: it had none. */
            IdempotencyKey?: string;
            /**
             * @description The form of the file.
             * @enum {string}
             */
            Format: "csv" | "xlsx" | "ndjson";
            /** @description How much of the file was read. When it is sent again, this begins at 0. */
            BytesRead: number;
            /** @description Rows that were read; the counts below follow as they are stored. */
            Rows: number;
            /** @description Rows that are new. */
            Accepted: number;
            /** @description Rows that were not taken. */
            Rejected: number;
            /** @description Rows that were there already. */
            Duplicates: number;
            /** @description Rejected rows that `rejected.csv` has: the first 100,000, or 64 MiB of them. */
            RejectedKept: number;
            /** @description Rows that were read, over the time from `StartedAt` to `UpdatedAt`. */
            RowsPerSecond: number;
            /**
             * Format: date-time
             * @description When it was first sent.
             */
            CreatedAt: string;
            /**
             * Format: date-time
             * @description When it was last sent.
             */
            StartedAt: string;
            /**
             * Format: date-time
             * @description When it was last heard of: each second while rows are stored, else each 10 seconds. After 60 seconds of silence it has broken off.
             */
            UpdatedAt: string;
            /**
             * Format: date-time
             * @description When it was done, or broke off. Absent while it is running.
             */
            EndedAt?: string;
            /**
             * Format: date-time
             * @description When it was first undone.
             */
            UndoneAt?: string;
        };
        ImportAnswer: {
            Import: components["schemas"]["Import"];
        };
        ImportEstimate: {
            /** @description Jobs that can be called, of the whole file as far as its size is known. */
            Jobs: number;
            /** @description The cap of the campaign. */
            MaxActiveCalls: number;
            /** @description How long a call holds its slot. */
            SecondsPerCall: number;
            /** @description Whether that is the mean of calls of this campaign; else one minute is assumed. */
            IsMeasured: boolean;
            /** @description How long it takes to call each job once, with all slots in use and at any time of day. */
            Minutes: number;
        };
        ImportList: {
            /** @description The imports of this page. */
            Imports: components["schemas"]["Import"][];
            /** @description Send it as `cursor` for the next page. Absent on the last one. */
            NextCursor?: string;
        };
        ImportPreview: {
            /** @description What was found in the file, and what its columns are taken for. */
            File: components["schemas"]["FileReading"];
            /** @description Query parameters that the import needs besides those that you sent, so that it reads the file in this way. */
            ImportWith: {
                [key: string]: string;
            };
            /** @description Rows that were looked at: the first ones. */
            Rows: number;
            /** @description Whether these are all rows of the file. */
            IsWhole: boolean;
            /** @description How many the file may have, by its size; absent where that is not known. */
            EstimatedRows?: number;
            /** @description Rows that would be jobs. */
            Accepted: number;
            /** @description Rows that would not be taken; `Faults` says why. */
            Rejected: number;
            /** @description Those of the rejected whose number is on the opt-out list. */
            OptedOut: number;
            /** @description Rows whose `ExternalID` a job of the campaign or an earlier row has. */
            Duplicates: number;
            /** @description Numbers that come more than once. */
            RepeatedNumbers: components["schemas"]["RepeatedNumbers"];
            /** @description Kinds of faults, the commonest first; at most 20. */
            Faults: components["schemas"]["FaultKind"][];
            /** @description The first ten rows that would be jobs. */
            Jobs: components["schemas"]["PreviewedRow"][];
            /** @description Where the numbers are, the commonest first. */
            Countries: {
                /** @description In ISO 3166-1; absent where the calling code is no country’s. */
                Country?: string;
                /** @description Without its +. */
                CallingCode: string;
                /** @description How many of the numbers. */
                Jobs: number;
            }[];
            /** @description Jobs of whose number no time zone is known. */
            UnknownZone: number;
            /** @description Jobs that none of their own rules delays: they are called as the campaign allows. */
            Now: number;
            /** @description Jobs that a rule delays by less than 24 hours. */
            Within24Hours: number;
            /** @description Jobs that a rule delays by more. */
            Later: number;
            /** @description Jobs that are not called under this version. */
            Never: number;
            /** @description Why the others are not called now; the commonest first. `Until`: when the first of them can be called. */
            Reasons: {
                Reason: string;
                Jobs: number;
                /** Format: date-time */
                Until?: string;
            }[];
            /** @description How long the calls take. */
            Estimate: components["schemas"]["ImportEstimate"];
        };
        ImportResult: {
            /** @description Rows that are new. */
            Accepted: number;
            /** @description Rows that were not taken; `Errors` says why. */
            Rejected: number;
            /** @description Rows that were there already. */
            Duplicates: number;
            /** @description How the file was read. */
            File: components["schemas"]["FileReading"];
            /** @description The first 1,000, in the order of the file; of one row the first 20, and how many more there are. */
            Errors: components["schemas"]["RowFault"][];
        };
        /** @description A defect of ours; `requestId` finds it in our log. Report it. */
        InternalProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:internal";
            /** @constant */
            title: "Something went wrong on our side";
            /** @constant */
            status: 500;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        /** @description Something in the request is not valid; `errors` names each place. Correct it. */
        InvalidRequestProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:invalid-request";
            /** @constant */
            title: "The request is not valid";
            /** @constant */
            status: 400;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        Job: {
            /** @description What paths name it by. */
            ID: string;
            /** @description The campaign that it belongs to. */
            CampaignID: string;
            /**
             * @description `created` was never dialled; `scheduled` waits for a later attempt. These two, `calling` and `analyzing` are open; all others are final.
             * @enum {string}
             */
            State: "created" | "scheduled" | "calling" | "analyzing" | "completed" | "failed" | "canceled" | "deleting" | "deleted";
            /**
             * Format: phone-number
             * @description The number to call, in E.164.
             */
            ContactPhoneNumber: string;
            /**
             * Format: phone-number
             * @description Used if the campaign has it and it is not disabled; else one is chosen.
             */
            CallerID?: string;
            /** @description For people and the voice agent. */
            ContactName?: string;
            /**
             * Format: time-zone
             * @description Where the contact is, as an IANA zone: it narrows where the number may be.
             */
            ContactTimeZone?: string;
            /** @description The same by a postal code, with `ContactCountry` and without `ContactTimeZone`. */
            ContactPostalCode?: string;
            /** @description The country of `ContactPostalCode`, in ISO 3166-1. */
            ContactCountry?: string;
            /** @description Any object. Put nothing personal into it: it is what will survive a deletion of personal data. */
            Metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description Any object, for the voice agent. With `Metadata` and `Overrides` it has at most 64 KiB as JSON. */
            Data?: {
                [key: string]: unknown;
            } | null;
            /** @description What this job overrides of its campaign's rules. */
            Overrides?: components["schemas"]["JobOverrides"];
            /** @description Names of variants, passed on to the voice agent. */
            CampaignVariants?: string[];
            /** @description A mark to filter by. */
            TestJob: boolean;
            /** @description Your own id of the job, unique in the campaign: a second job with it is refused. */
            ExternalID?: string;
            /** @description Dials made or being made. */
            Attempts: number;
            /**
             * Format: date-time
             * @description Of a waiting job: when it is looked at next. Absent if no rule will release it.
             */
            NotBefore?: string;
            /**
             * @description Of a waiting job: the first reason at which the dispatcher stops. What holds back the campaign comes first, then the rules of the job, then pace and slots. `dispatch`: nothing stands in its way.
             * @enum {string}
             */
            WaitingFor?: "campaign_ended" | "inbound_only" | "campaign_paused" | "scheduling_disabled" | "global_pause" | "not_before" | "creation_delay" | "retry" | "provider_verdict" | "consent_not_stated" | "unknown_zone" | "blackout" | "window" | "attempts_per_number" | "after_conversation" | "caller_id" | "number_busy" | "pace" | "slot" | "dispatch";
            /**
             * Format: date-time
             * @description Until when it waits for that, where its rules say so.
             */
            WaitingUntil?: string;
            /**
             * @description Of the latest attempt.
             * @enum {string}
             */
            Outcome?: "completed" | "voicemail" | "no_answer" | "busy" | "rejected" | "invalid_number" | "hung_up" | "opted_out" | "provider_failed" | "time_limit" | "canceled" | "unknown";
            /**
             * @description Of a failed job: why.
             * @enum {string}
             */
            FailureReason?: "outcome" | "max_attempts" | "expired" | "campaign_ended" | "opted_out" | "objective_not_met" | "objective_unknown";
            /**
             * @description Of a canceled job: the contact opted out, or the import that brought it was undone. Absent: it was canceled by request.
             * @enum {string}
             */
            CancelReason?: "opted_out" | "import_undone";
            /**
             * Format: date-time
             * @description When it was created.
             */
            CreatedAt: string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            UpdatedAt: string;
        };
        JobAnswer: {
            Job: components["schemas"]["Job"];
        };
        JobConstraints: {
            /**
             * Format: duration-with-unit
             * @description The least time between a job's creation and its first call, such as `30m`. Default: none.
             */
            MinCreationDelay?: string;
            /** @description `true`: `MaxActiveCalls` at once. Else the number of calls grows to it within the first 5 seconds after a start. A job with `true` does not wait for that; a `false` of a job changes nothing. */
            DisableJitter?: boolean;
            /**
             * Format: duration-with-unit
             * @description The least wait before the next dial, from the end of the last one. Default: `5m`.
             */
            MinDurationBetweenAttempts?: string;
            /** @description The most dials of one job. Default: 3. After the last one the job fails (`max_attempts`). */
            MaxAttempts?: number;
            /** @description The outcomes after which a job is dialled again. Default: all four. `[]`: none. */
            RetryOn?: ("no_answer" | "busy" | "voicemail" | "provider_failed")[];
            /** @description A wait that grows with each attempt. The longer of it and `MinDurationBetweenAttempts` counts. Default: none. */
            RetryBackoff?: components["schemas"]["RetryBackoff"];
            /**
             * Format: date-time
             * @description No call before this time. Default: none.
             */
            NotBefore?: string;
            /**
             * Format: date-time
             * @description No call at or after this time: a job that can no longer be called in time fails (`expired`). It must be later than `NotBefore`. Default: none.
             */
            NotAfter?: string;
            /** @description When calls may begin, in local time. Default: at any time. `[]`: never. */
            CallWindows?: components["schemas"]["CallWindow"][];
            /**
             * Format: time-zone
             * @description Whose local time `CallWindows`, `BlackoutDates` and `Holidays` mean: an IANA zone, or `callee` (the default), every zone that the number can be in.
             */
            TimeZone?: string;
            /** @description Local days without calls. Default: none. */
            BlackoutDates?: string[];
            /** @description `true`: you state that every contact has consented to these calls. Without it no call is placed under a rule set that wants consent. Default: `false`. */
            ConsentStated?: boolean;
            /** @description Calendars whose public holidays are local days without calls: countries in ISO 3166-1, or parts of them, such as `GB-SCT`. Default: none. */
            Holidays?: string[];
            ZonePolicy?: unknown;
            /** @description The most dials of one number, by all campaigns of the organisation together. Default: no limit. */
            MaxAttemptsPerNumber?: components["schemas"]["AttemptLimit"];
            MaxCallsPerSecond?: unknown;
            /** @description Legal minimums; the stricter of them and the other constraints holds. `auto` (the default): every rule set that can apply to the number. `[]`: none. A job can only add some. */
            RuleSets?: "auto" | ("auto" | "us-federal" | "us-alabama" | "us-connecticut" | "us-florida" | "us-kentucky" | "us-louisiana" | "us-maryland" | "us-massachusetts" | "us-michigan" | "us-minnesota" | "us-mississippi" | "us-nevada" | "us-new-mexico" | "us-oklahoma" | "us-oregon" | "us-pennsylvania" | "us-rhode-island" | "us-south-dakota" | "us-texas" | "us-utah" | "us-washington" | "us-wyoming" | "us-debt-collection" | "uk" | "jersey" | "guernsey" | "isle-of-man" | "au" | "ca" | "co" | "es" | "fr" | "za")[];
        };
        JobConstraintsInput: {
            /**
             * Format: duration-with-unit
             * @description The least time between a job's creation and its first call, such as `30m`. Default: none.
             */
            MinCreationDelay?: string;
            /** @description `true`: `MaxActiveCalls` at once. Else the number of calls grows to it within the first 5 seconds after a start. A job with `true` does not wait for that; a `false` of a job changes nothing. */
            DisableJitter?: boolean;
            /**
             * Format: duration-with-unit
             * @description The least wait before the next dial, from the end of the last one. Default: `5m`.
             */
            MinDurationBetweenAttempts?: string;
            /** @description The most dials of one job. Default: 3. After the last one the job fails (`max_attempts`). */
            MaxAttempts?: number;
            /** @description The outcomes after which a job is dialled again. Default: all four. `[]`: none. */
            RetryOn?: ("no_answer" | "busy" | "voicemail" | "provider_failed")[];
            /** @description A wait that grows with each attempt. The longer of it and `MinDurationBetweenAttempts` counts. Default: none. */
            RetryBackoff?: components["schemas"]["RetryBackoffInput"];
            /**
             * Format: date-time
             * @description No call before this time. Default: none.
             */
            NotBefore?: string;
            /**
             * Format: date-time
             * @description No call at or after this time: a job that can no longer be called in time fails (`expired`). It must be later than `NotBefore`. Default: none.
             */
            NotAfter?: string;
            /** @description When calls may begin, in local time. Default: at any time. `[]`: never. */
            CallWindows?: components["schemas"]["CallWindowInput"][];
            /**
             * Format: time-zone
             * @description Whose local time `CallWindows`, `BlackoutDates` and `Holidays` mean: an IANA zone, or `callee` (the default), every zone that the number can be in.
             */
            TimeZone?: string;
            /** @description Local days without calls. Default: none. */
            BlackoutDates?: string[];
            /** @description `true`: you state that every contact has consented to these calls. Without it no call is placed under a rule set that wants consent. Default: `false`. */
            ConsentStated?: boolean;
            /** @description Calendars whose public holidays are local days without calls: countries in ISO 3166-1, or parts of them, such as `GB-SCT`. Default: none. */
            Holidays?: string[];
            ZonePolicy?: unknown;
            /** @description The most dials of one number, by all campaigns of the organisation together. Default: no limit. */
            MaxAttemptsPerNumber?: components["schemas"]["AttemptLimitInput"];
            MaxCallsPerSecond?: unknown;
            /** @description Legal minimums; the stricter of them and the other constraints holds. `auto` (the default): every rule set that can apply to the number. `[]`: none. A job can only add some. */
            RuleSets?: "auto" | ("auto" | "us-federal" | "us-alabama" | "us-connecticut" | "us-florida" | "us-kentucky" | "us-louisiana" | "us-maryland" | "us-massachusetts" | "us-michigan" | "us-minnesota" | "us-mississippi" | "us-nevada" | "us-new-mexico" | "us-oklahoma" | "us-oregon" | "us-pennsylvania" | "us-rhode-island" | "us-south-dakota" | "us-texas" | "us-utah" | "us-washington" | "us-wyoming" | "us-debt-collection" | "uk" | "jersey" | "guernsey" | "isle-of-man" | "au" | "ca" | "co" | "es" | "fr" | "za")[];
        };
        JobImportResult: {
            /** @description Names the import, and begins the `ID` of each of its jobs. A dry run has none. */
            ImportID?: string;
            /** @description Rows that are new. */
            Accepted: number;
            /** @description Rows that were not taken; `Errors` says why. */
            Rejected: number;
            /** @description Rows that were there already. */
            Duplicates: number;
            /** @description Numbers that come more than once. Several jobs may share one, so they are taken unless `duplicates=skip`. */
            RepeatedNumbers: components["schemas"]["RepeatedNumbers"];
            /** @description How the file was read. */
            File: components["schemas"]["FileReading"];
            /** @description The first 1,000, in the order of the file; of one row the first 20, and how many more there are. */
            Errors: components["schemas"]["RowFault"][];
        };
        JobList: {
            /** @description The jobs of this page. */
            Jobs: components["schemas"]["Job"][];
            /** @description Send it as `cursor` for the next page. Absent on the last one. */
            NextCursor?: string;
        };
        JobOverrides: {
            /** @description In place of the campaign's `HangUpIsOptOut`. */
            HangUpIsOptOut?: boolean;
            /** @description `true`: the provider is told not to record the conversation. Default: `false`. */
            DisableRecording?: boolean;
            /** @description Seconds after which a conversation is hung up (`time_limit`). Default: 1,800. */
            MaxCallSeconds?: number;
            /** @description Seconds after which an unanswered call is hung up (`no_answer`). Default: 30. */
            MaxRingSeconds?: number;
            /** @description In place of the campaign's `Integrations`. */
            Integrations?: {
                [key: string]: unknown;
            };
            /** @description Each field that is named here wins over the campaign's. Only `RuleSets` add up. */
            Constraints?: components["schemas"]["JobConstraints"];
        };
        JobOverridesInput: {
            /** @description In place of the campaign's `HangUpIsOptOut`. */
            HangUpIsOptOut?: boolean;
            /** @description `true`: the provider is told not to record the conversation. Default: `false`. */
            DisableRecording?: boolean;
            /** @description Seconds after which a conversation is hung up (`time_limit`). Default: 1,800. */
            MaxCallSeconds?: number;
            /** @description Seconds after which an unanswered call is hung up (`no_answer`). Default: 30. */
            MaxRingSeconds?: number;
            /** @description In place of the campaign's `Integrations`. */
            Integrations?: {
                [key: string]: unknown;
            };
            /** @description Each field that is named here wins over the campaign's. Only `RuleSets` add up. */
            Constraints?: components["schemas"]["JobConstraintsInput"];
        };
        JobStateCounts: {
            /** @description Jobs that were never dialled. */
            created: number;
            /** @description Jobs that wait for a later attempt. */
            scheduled: number;
            /** @description Jobs in a call. */
            calling: number;
            /** @description Jobs whose conversation is being analysed. */
            analyzing: number;
            /** @description Jobs that reached their end. */
            completed: number;
            /** @description Jobs that did not, and are not dialled again. */
            failed: number;
            /** @description Jobs that were canceled, or whose contact opted out. */
            canceled: number;
            /** @description Jobs whose personal data is being deleted. */
            deleting: number;
            /** @description Jobs whose personal data was deleted. */
            deleted: number;
        };
        JobWithCalls: {
            /** @description What paths name it by. */
            ID: string;
            /** @description The campaign that it belongs to. */
            CampaignID: string;
            /**
             * @description `created` was never dialled; `scheduled` waits for a later attempt. These two, `calling` and `analyzing` are open; all others are final.
             * @enum {string}
             */
            State: "created" | "scheduled" | "calling" | "analyzing" | "completed" | "failed" | "canceled" | "deleting" | "deleted";
            /**
             * Format: phone-number
             * @description The number to call, in E.164.
             */
            ContactPhoneNumber: string;
            /**
             * Format: phone-number
             * @description Used if the campaign has it and it is not disabled; else one is chosen.
             */
            CallerID?: string;
            /** @description For people and the voice agent. */
            ContactName?: string;
            /**
             * Format: time-zone
             * @description Where the contact is, as an IANA zone: it narrows where the number may be.
             */
            ContactTimeZone?: string;
            /** @description The same by a postal code, with `ContactCountry` and without `ContactTimeZone`. */
            ContactPostalCode?: string;
            /** @description The country of `ContactPostalCode`, in ISO 3166-1. */
            ContactCountry?: string;
            /** @description Any object. Put nothing personal into it: it is what will survive a deletion of personal data. */
            Metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description Any object, for the voice agent. With `Metadata` and `Overrides` it has at most 64 KiB as JSON. */
            Data?: {
                [key: string]: unknown;
            } | null;
            /** @description What this job overrides of its campaign's rules. */
            Overrides?: components["schemas"]["JobOverrides"];
            /** @description Names of variants, passed on to the voice agent. */
            CampaignVariants?: string[];
            /** @description A mark to filter by. */
            TestJob: boolean;
            /** @description Your own id of the job, unique in the campaign: a second job with it is refused. */
            ExternalID?: string;
            /** @description Dials made or being made. */
            Attempts: number;
            /**
             * Format: date-time
             * @description Of a waiting job: when it is looked at next. Absent if no rule will release it.
             */
            NotBefore?: string;
            /**
             * @description Of a waiting job: the first reason at which the dispatcher stops. What holds back the campaign comes first, then the rules of the job, then pace and slots. `dispatch`: nothing stands in its way.
             * @enum {string}
             */
            WaitingFor?: "campaign_ended" | "inbound_only" | "campaign_paused" | "scheduling_disabled" | "global_pause" | "not_before" | "creation_delay" | "retry" | "provider_verdict" | "consent_not_stated" | "unknown_zone" | "blackout" | "window" | "attempts_per_number" | "after_conversation" | "caller_id" | "number_busy" | "pace" | "slot" | "dispatch";
            /**
             * Format: date-time
             * @description Until when it waits for that, where its rules say so.
             */
            WaitingUntil?: string;
            /**
             * @description Of the latest attempt.
             * @enum {string}
             */
            Outcome?: "completed" | "voicemail" | "no_answer" | "busy" | "rejected" | "invalid_number" | "hung_up" | "opted_out" | "provider_failed" | "time_limit" | "canceled" | "unknown";
            /**
             * @description Of a failed job: why.
             * @enum {string}
             */
            FailureReason?: "outcome" | "max_attempts" | "expired" | "campaign_ended" | "opted_out" | "objective_not_met" | "objective_unknown";
            /**
             * @description Of a canceled job: the contact opted out, or the import that brought it was undone. Absent: it was canceled by request.
             * @enum {string}
             */
            CancelReason?: "opted_out" | "import_undone";
            /**
             * Format: date-time
             * @description When it was created.
             */
            CreatedAt: string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            UpdatedAt: string;
            /** @description Its calls, oldest first. */
            Calls: components["schemas"]["Call"][];
        };
        JobWithCallsAnswer: {
            Job: components["schemas"]["JobWithCalls"];
        };
        ListedOrganisation: {
            /** @description For people. */
            Name: string;
            /**
             * @description Stored and shown.
             * @enum {string}
             */
            DefaultRole: "viewer" | "developer" | "admin";
            /** @description Stored and shown. */
            IncludedCredits: number;
            /** @description For `IncludedConversationalMinutes` of a campaign. */
            IncludedConversationSeconds: number;
            /** @description Day of the month on which a billing interval starts; 0: usage is all-time. */
            BillingDoMStart: number;
            /** @description Stored and shown. */
            BillingMode: string;
        };
        ListedVersion: {
            /** @description Its number, from 1. */
            Version: number;
            /** @description The name of the campaign then. */
            Name: string;
            /**
             * Format: date-time
             * @description When it was published.
             */
            PublishedAt: string;
            /** @description The id of the API key that published it. */
            PublishedBy: string;
            /** @description The version's choice of legal minimums. */
            RuleSets: "auto" | string[];
        };
        /** @description The path has other methods; the header `Allow` names them. Use an allowed method. */
        MethodNotAllowedProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:method-not-allowed";
            /** @constant */
            title: "The path exists, but not with this method";
            /** @constant */
            status: 405;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        Metrics: {
            /** @description Unix time in ms at which the organisation's billing interval began; 0: it has none. */
            BillingIntervalStartMS: number;
            /** @description The organisation's `IncludedConversationSeconds` / 60, rounded down. */
            IncludedConversationalMinutes: number;
            /** @description With `events=1`: seconds of this campaign's conversations that ended in the interval, summed, then rounded up once. */
            UsedConversationalMinutes?: number;
            /** @description With `events=1`: the jobs in each of the nine states, now. */
            JobStateCounts?: components["schemas"]["JobStateCounts"];
            /** @description With `events=1`: the same seconds as at most 20 tuples of lower bound, upper bound and height. Heights may be fractional; their sum is the number of calls. */
            HistogramTuples?: [
                number,
                number,
                number
            ][];
        };
        NewCampaign: {
            /** @description For people; 1 to 200 characters, not all blank. */
            Name: string;
            Data: components["schemas"]["CampaignDataInput"];
        };
        NewJob: {
            /**
             * Format: phone-number
             * @description The number to call, in E.164.
             */
            ContactPhoneNumber: string;
            /**
             * Format: phone-number
             * @description Used if the campaign has it and it is not disabled; else one is chosen.
             */
            CallerID?: string;
            /** @description For people and the voice agent. */
            ContactName?: string;
            /**
             * Format: time-zone
             * @description Where the contact is, as an IANA zone: it narrows where the number may be.
             */
            ContactTimeZone?: string;
            /** @description The same by a postal code, with `ContactCountry` and without `ContactTimeZone`. */
            ContactPostalCode?: string;
            /** @description The country of `ContactPostalCode`, in ISO 3166-1. */
            ContactCountry?: string;
            /** @description Any object. Put nothing personal into it: it is what will survive a deletion of personal data. */
            Metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description Any object, for the voice agent. With `Metadata` and `Overrides` it has at most 64 KiB as JSON. */
            Data?: {
                [key: string]: unknown;
            } | null;
            /** @description What this job overrides of its campaign's rules. */
            Overrides?: components["schemas"]["JobOverridesInput"];
            /** @description Names of variants, passed on to the voice agent. */
            CampaignVariants?: string[];
            /** @description A mark to filter by; the job is dialled like any other. Default: `false`. */
            TestJob?: boolean;
            /** @description Your own id of the job, unique in the campaign: a second job with it is refused. */
            ExternalID?: string;
        };
        /** @description There is no such path, campaign, version, job, import or provider; also when it is another organisation's. Check the id. */
        NotFoundProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:not-found";
            /** @constant */
            title: "There is no such thing here";
            /** @constant */
            status: 404;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        OptOut: {
            /** @description In its canonical form. */
            PhoneNumber: string;
            /**
             * @description `api`: a client put it there. `import`: a file. `call`: the contact asked for it in a call.
             * @enum {string}
             */
            Source: "api" | "import" | "call";
            /**
             * Format: date-time
             * @description When it was put on the list.
             */
            CreatedAt: string;
        };
        OptOutAnswer: {
            OptOut: components["schemas"]["OptOut"];
        };
        OptOutEntry: {
            /**
             * Format: phone-number
             * @description The same number as in the path, in any form.
             */
            PhoneNumber?: string;
        };
        OptOutList: {
            /** @description In order of number. */
            OptOuts: components["schemas"]["OptOut"][];
            /** @description Send it as `cursor` for the next page. Absent on the last one. */
            NextCursor?: string;
        };
        /** @description The contact's number is on the opt-out list. Leave it, or take the entry off if the contact has agreed again. */
        OptedOutProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:opted-out";
            /** @constant */
            title: "The contact has asked not to be called";
            /** @constant */
            status: 422;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        Organisation: {
            /** @description Its id. */
            ID: string;
            /** @description For people. */
            Name: string;
            /**
             * @description Stored and shown.
             * @enum {string}
             */
            DefaultRole: "viewer" | "developer" | "admin";
            /** @description Stored and shown. */
            IncludedCredits: number;
            /** @description For `IncludedConversationalMinutes` of a campaign. */
            IncludedConversationSeconds: number;
            /** @description Day of the month on which a billing interval starts; 0: usage is all-time. */
            BillingDoMStart: number;
            /** @description Stored and shown. */
            BillingMode: string;
            /** @description `false`: no campaign of the organisation dials. */
            SchedulingEnabled: boolean;
            /**
             * Format: date-time
             * @description When it was created.
             */
            CreatedAt: string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            UpdatedAt: string;
        };
        OrganisationAnswer: {
            Org: components["schemas"]["Organisation"];
        };
        OrganisationChange: {
            /** @description For people; 1 to 200 characters, not all blank. */
            Name?: string;
            /**
             * @description Stored and shown.
             * @enum {string}
             */
            DefaultRole?: "viewer" | "developer" | "admin";
            /** @description Stored and shown. */
            IncludedCredits?: number;
            /** @description Seconds of conversation that are included in a billing interval, for the metrics of campaigns. */
            IncludedConversationSeconds?: number;
            /** @description Day of the month on which a billing interval starts. 0 removes it: usage is then all-time. */
            BillingDoMStart?: number;
            /** @description Free text such as `prepaid`. Stored and shown. */
            BillingMode?: string;
            /** @description `false`: once it is answered, no campaign of the organisation dials. */
            SchedulingEnabled?: boolean;
        };
        Payloads: {
            /** @description At most 3000. */
            payloads: {
                /** @description Bytes in base64, by name: `encoding` says what the data are. */
                metadata?: {
                    [key: string]: string;
                };
                /** @description Bytes in base64. */
                data?: string;
            }[];
        };
        /** @description The campaign is not at the version that `If-Match` names; `Version` is the one it is at. Read it, change it, and send that version. */
        PreconditionFailedProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:precondition-failed";
            /** @constant */
            title: "It has changed since you read it";
            /** @constant */
            status: 412;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
            /** @description The version that the campaign is at. */
            Version: number;
        };
        /** @description A publication has no `If-Match`. Send the version that you have seen. */
        PreconditionRequiredProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:precondition-required";
            /** @constant */
            title: "The request must say which version it changes";
            /** @constant */
            status: 428;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        Preflight: {
            RuleSets: components["schemas"]["PreflightRuleSets"];
            /** @description Countries that the jobs call and of whose law nothing is known here. */
            WithoutRuleSet: {
                Country?: string;
                CallingCode: string;
                Jobs: number;
            }[];
            /** @description Waiting jobs. */
            Jobs: number;
            /** @description How many of them were examined; fewer than `Jobs` when there are too many for one preflight. */
            Examined: number;
            /** @description Jobs that none of their own rules delays: they are called as the campaign allows. */
            Now: number;
            /** @description Jobs that a rule delays by less than 24 hours. */
            Within24Hours: number;
            /** @description Jobs that a rule delays by more. */
            Later: number;
            /** @description Jobs that are not called under this version. */
            Never: number;
            /** @description Why the others are not called now; the commonest first. `Until`: when the first of them can be called. */
            Reasons: {
                Reason: string;
                Jobs: number;
                /** Format: date-time */
                Until?: string;
            }[];
            /** @description Jobs whose rules are open for a few hours a week only, and why; absent when there are none. */
            FewHours?: components["schemas"]["FewHours"];
            /** @description How many of `Now` begin at once. */
            AtOnce: number;
            /** @description What the others wait for; absent when all of them begin. */
            AtOnceReason?: string;
            /**
             * Format: date-time
             * @description When the last of `Now` can begin at the earliest, with `MaxCallsPerSecond`.
             */
            PacedUntil?: string;
            /**
             * @description Present when the organisation has switched dialling off: no call is placed.
             * @constant
             */
            SchedulingEnabled?: false;
            /**
             * @description Present while a provider that the campaign uses is out: no call is placed.
             * @constant
             */
            GlobalPause?: true;
            /** @description Which provider is out, and why. */
            GlobalPauseReason?: string;
        };
        PreflightRuleSets: {
            /** @description The campaign's choice of legal minimums. */
            Chosen: "auto" | string[];
            /** @description The id of the API key that published the present version, which makes this choice. */
            By: string;
            /**
             * Format: date-time
             * @description When that version was published.
             */
            Since: string;
            /** @description For how many of the examined jobs each rule set holds. */
            Applied: {
                Name: string;
                Jobs: number;
            }[];
            /** @description For how many jobs `auto` would add it, where the campaign has chosen otherwise. */
            NotApplied: {
                Name: string;
                Jobs: number;
            }[];
            /** @description Rule sets for certain calls only: they hold if the campaign names them. */
            NamedOnly: {
                Name: string;
                For: string;
                Jobs: number;
            }[];
        };
        PreviewedJob: {
            /**
             * Format: phone-number
             * @description The number to call, in E.164.
             */
            ContactPhoneNumber: string;
            /**
             * Format: phone-number
             * @description Used if the campaign has it and it is not disabled; else one is chosen.
             */
            CallerID?: string;
            /** @description For people and the voice agent. */
            ContactName?: string;
            /**
             * Format: time-zone
             * @description Where the contact is, as an IANA zone: it narrows where the number may be.
             */
            ContactTimeZone?: string;
            /** @description The same by a postal code, with `ContactCountry` and without `ContactTimeZone`. */
            ContactPostalCode?: string;
            /** @description The country of `ContactPostalCode`, in ISO 3166-1. */
            ContactCountry?: string;
            /** @description Any object. Put nothing personal into it: it is what will survive a deletion of personal data. */
            Metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description Any object, for the voice agent. With `Metadata` and `Overrides` it has at most 64 KiB as JSON. */
            Data?: {
                [key: string]: unknown;
            } | null;
            /** @description What this job overrides of its campaign's rules. */
            Overrides?: components["schemas"]["JobOverrides"];
            /** @description Names of variants, passed on to the voice agent. */
            CampaignVariants?: string[];
            /** @description A mark to filter by; the job is dialled like any other. Default: `false`. */
            TestJob?: boolean;
            /** @description Your own id of the job, unique in the campaign: a second job with it is refused. */
            ExternalID?: string;
        };
        PreviewedRow: {
            /** @description The line of the file on which the row begins. */
            Line: number;
            /** @description As it would be stored. */
            Job: components["schemas"]["PreviewedJob"];
        };
        Ready: {
            /** @constant */
            Temporal: true;
            /** @constant */
            MongoDB: true;
        };
        RepeatedNumbers: {
            /** @description Rows whose number an earlier row of the file has. */
            InFile: number;
            /** @description Rows whose number a job of the campaign had before. */
            InCampaign: number;
            /** @description How many of both were not taken, because of `duplicates=skip`. */
            Skipped: number;
        };
        /** @description A body did not arrive within 30 seconds (a file has an hour). The connection is closed. Send it again. */
        RequestTimeoutProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:request-timeout";
            /** @constant */
            title: "The request body did not arrive in time";
            /** @constant */
            status: 408;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        RetryBackoff: {
            /**
             * Format: duration-with-unit
             * @description The wait after the first attempt.
             */
            Initial: string;
            /** @description What the wait is multiplied by after each further attempt. Default: 2. */
            Multiplier?: number;
            /**
             * Format: duration-with-unit
             * @description The longest wait. Default: no limit.
             */
            Max?: string;
        };
        RetryBackoffInput: {
            /**
             * Format: duration-with-unit
             * @description The wait after the first attempt.
             */
            Initial: string;
            /** @description What the wait is multiplied by after each further attempt. Default: 2. */
            Multiplier?: number;
            /**
             * Format: duration-with-unit
             * @description The longest wait. Default: no limit.
             */
            Max?: string;
        };
        RowFault: {
            /** @description The line of the file on which the row begins, from 1. */
            Line: number;
            /** @description The column, or the member of the job; empty for the row as a whole. */
            Field: string;
            /** @description What is allowed there, and what to change. */
            Message: string;
        };
        /** @description The job does not fit the campaign's JSON schemas; `errors` has each place. Correct the job, or publish another schema. */
        SchemaMismatchProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:schema-mismatch";
            /** @constant */
            title: "The job does not fit the campaign's JSON schemas";
            /** @constant */
            status: 422;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        /** @description The body has more than 1 MiB (1,024 KiB); an event of a provider 2 MiB (of Twilio 64 KiB), an announced call 64 KiB. A file has no such bound; a workbook has at most 32 MiB, and a packed file may unpack to 4 GiB. Import jobs from a file; `detail` says what else. */
        TooLargeProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:too-large";
            /** @constant */
            title: "The request body is too large";
            /** @constant */
            status: 413;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        /** @description There is no key, or an unknown one. Send the key. */
        UnauthorizedProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:unauthorized";
            /** @constant */
            title: "A valid API key is needed";
            /** @constant */
            status: 401;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        /** @description Temporal or MongoDB is away, or a workflow did not answer in time; told within 6 seconds. Repeat it after `Retry-After` seconds with the `Idempotency-Key` that it had. Without a key look at the state first: it may have been done. */
        UnavailableProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:unavailable";
            /** @constant */
            title: "A server that is needed is away";
            /** @constant */
            status: 503;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
            /** @description Of `/readyz`: whether it answered. */
            Temporal?: boolean;
            /** @description Of `/readyz`: whether it answered. */
            MongoDB?: boolean;
        };
        UndoAnswer: {
            /** @description Jobs that this request canceled: they were not called yet. */
            Canceled: number;
            /** @description Jobs that an earlier undo of this import had canceled. */
            CanceledBefore: number;
            /** @description Jobs that were called, or are in a call: they stay, with their retries. */
            Called: number;
            /** @description Jobs that had ended without a call: canceled by request, opted out or failed. */
            Others: number;
        };
        /** @description A provider's signature is missing, wrong or too old. Compare the secrets and the clocks of both sides. */
        UnsignedProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:unsigned";
            /** @constant */
            title: "The provider's signature is missing or not valid";
            /** @constant */
            status: 401;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        /** @description The body has another `Content-Type`, or a `Content-Encoding`; files may have `gzip`. Send it as `detail` names. */
        UnsupportedMediaTypeProblem: {
            /** @constant */
            type: "urn:ringmaster:problem:unsupported-media-type";
            /** @constant */
            title: "The body has a form that is not read here";
            /** @constant */
            status: 415;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Finds the request in our log; it is `X-Request-Id` as well. */
            requestId: string;
            /** @description Each fault. Of more than 21 the first 20, and a last one without a location that says how many more there are. */
            errors?: components["schemas"]["Fault"][];
        };
        Version: {
            /** @description Its number, from 1. */
            Version: number;
            /** @description The name of the campaign then. */
            Name: string;
            /**
             * Format: date-time
             * @description When it was published.
             */
            PublishedAt: string;
            /** @description The id of the API key that published it. */
            PublishedBy: string;
            Data: components["schemas"]["CampaignData"];
        };
        VersionAnswer: {
            Version: components["schemas"]["Version"];
        };
        VersionList: {
            /** @description The latest first. */
            Versions: components["schemas"]["ListedVersion"][];
            /** @description Send it as `cursor` for the next page. Absent on the last one. */
            NextCursor?: string;
        };
    };
    responses: {
        /** @description `invalid-request`: Something in the request is not valid; `errors` names each place. Correct it. */
        InvalidRequest: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["InvalidRequestProblem"];
            };
        };
        /** @description `unauthorized`: There is no key, or an unknown one. Send the key. */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnauthorizedProblem"];
            };
        };
        /** @description `expectation-failed`: The request has an `Expect` other than `100-continue`. Send the request without it. */
        ExpectationFailed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ExpectationFailedProblem"];
            };
        };
        /** @description `headers-too-large`: The request line and headers have more than 16 KiB together. Send fewer or shorter ones. */
        HeadersTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["HeadersTooLargeProblem"];
            };
        };
        /** @description `internal`: A defect of ours; `requestId` finds it in our log. Report it. */
        Internal: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["InternalProblem"];
            };
        };
        /**
         * @description `busy`: Your address has too many connections open, or senders that are not authenticated yet send too much at once. Send it again after `Retry-After` seconds.
         *
         *     `unavailable`: Temporal or MongoDB is away, or a workflow did not answer in time; told within 6 seconds. Repeat it after `Retry-After` seconds with the `Idempotency-Key` that it had. Without a key look at the state first: it may have been done.
         */
        BusyOrUnavailable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["BusyProblem"] | components["schemas"]["UnavailableProblem"];
            };
        };
        /** @description `forbidden`: The role of the key is too weak. Use another key. */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ForbiddenProblem"];
            };
        };
        /** @description `request-timeout`: A body did not arrive within 30 seconds (a file has an hour). The connection is closed. Send it again. */
        RequestTimeout: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RequestTimeoutProblem"];
            };
        };
        /** @description `unsupported-media-type`: The body has another `Content-Type`, or a `Content-Encoding`; files may have `gzip`. Send it as `detail` names. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
            };
        };
        /** @description `too-large`: The body has more than 1 MiB (1,024 KiB); an event of a provider 2 MiB (of Twilio 64 KiB), an announced call 64 KiB. A file has no such bound; a workbook has at most 32 MiB, and a packed file may unpack to 4 GiB. Import jobs from a file; `detail` says what else. */
        TooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TooLargeProblem"];
            };
        };
        /** @description `idempotency-key-reused`: The `Idempotency-Key` belongs to another request or file. Use a new key. */
        IdempotencyKeyReused: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"];
            };
        };
        /** @description `not-found`: There is no such path, campaign, version, job, import or provider; also when it is another organisation's. Check the id. */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotFoundProblem"];
            };
        };
        /** @description `precondition-required`: A publication has no `If-Match`. Send the version that you have seen. */
        PreconditionRequired: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["PreconditionRequiredProblem"];
            };
        };
        /** @description `conflict`: The current state does not allow it; `State` or `JobID` says more. Decide by what the state is. */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictProblem"];
            };
        };
        /** @description `precondition-failed`: The campaign is not at the version that `If-Match` names; `Version` is the one it is at. Read it, change it, and send that version. */
        PreconditionFailed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["PreconditionFailedProblem"];
            };
        };
        /**
         * @description `idempotency-key-reused`: The `Idempotency-Key` belongs to another request or file. Use a new key.
         *
         *     `opted-out`: The contact's number is on the opt-out list. Leave it, or take the entry off if the contact has agreed again.
         *
         *     `schema-mismatch`: The job does not fit the campaign's JSON schemas; `errors` has each place. Correct the job, or publish another schema.
         */
        IdempotencyKeyReusedOrOptedOutOrSchemaMismatch: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["OptedOutProblem"] | components["schemas"]["SchemaMismatchProblem"];
            };
        };
        /** @description `unsigned`: A provider's signature is missing, wrong or too old. Compare the secrets and the clocks of both sides. */
        Unsigned: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnsignedProblem"];
            };
        };
        /** @description `method-not-allowed`: The path has other methods; the header `Allow` names them. Use an allowed method. */
        MethodNotAllowed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                Allow: components["headers"]["Allow"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MethodNotAllowedProblem"];
            };
        };
    };
    parameters: {
        /**
         * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
         * @example 0d6f1f7e-campaign-spring
         */
        IdempotencyKey: string;
        /**
         * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
         * @example nightly-sync-0417
         */
        RequestId: string;
    };
    requestBodies: never;
    headers: {
        /** @description The id of the request: yours if you sent one, else a new one. */
        RequestId: string;
        /** @description `true`: this is the first answer to the request with this `Idempotency-Key`. */
        IdempotencyReplayed: "true";
        /** @description Seconds after which to send it again. */
        RetryAfter: string;
        /** @description The methods that the path has. */
        Allow: string;
        /** @description How to authenticate. */
        WWWAuthenticate: string;
    };
    pathItems: never;
}
export type Analysis = components['schemas']['Analysis'];
export type AttemptLimit = components['schemas']['AttemptLimit'];
export type AttemptLimitInput = components['schemas']['AttemptLimitInput'];
export type BusyProblem = components['schemas']['BusyProblem'];
export type Call = components['schemas']['Call'];
export type CallContext = components['schemas']['CallContext'];
export type CallContextAnswer = components['schemas']['CallContextAnswer'];
export type CallWindow = components['schemas']['CallWindow'];
export type CallWindowInput = components['schemas']['CallWindowInput'];
export type Campaign = components['schemas']['Campaign'];
export type CampaignAnswer = components['schemas']['CampaignAnswer'];
export type CampaignChange = components['schemas']['CampaignChange'];
export type CampaignData = components['schemas']['CampaignData'];
export type CampaignDataInput = components['schemas']['CampaignDataInput'];
export type CampaignList = components['schemas']['CampaignList'];
export type CampaignWithMetrics = components['schemas']['CampaignWithMetrics'];
export type ColumnReading = components['schemas']['ColumnReading'];
export type ConflictProblem = components['schemas']['ConflictProblem'];
export type Constraints = components['schemas']['Constraints'];
export type ConstraintsInput = components['schemas']['ConstraintsInput'];
export type ConvertedPayloads = components['schemas']['ConvertedPayloads'];
export type ExpectationFailedProblem = components['schemas']['ExpectationFailedProblem'];
export type Fault = components['schemas']['Fault'];
export type FaultKind = components['schemas']['FaultKind'];
export type FewHours = components['schemas']['FewHours'];
export type FileReading = components['schemas']['FileReading'];
export type ForbiddenProblem = components['schemas']['ForbiddenProblem'];
export type HeadersTooLargeProblem = components['schemas']['HeadersTooLargeProblem'];
export type Healthy = components['schemas']['Healthy'];
export type IdempotencyKeyReusedProblem = components['schemas']['IdempotencyKeyReusedProblem'];
export type Import = components['schemas']['Import'];
export type ImportAnswer = components['schemas']['ImportAnswer'];
export type ImportEstimate = components['schemas']['ImportEstimate'];
export type ImportList = components['schemas']['ImportList'];
export type ImportPreview = components['schemas']['ImportPreview'];
export type ImportResult = components['schemas']['ImportResult'];
export type InternalProblem = components['schemas']['InternalProblem'];
export type InvalidRequestProblem = components['schemas']['InvalidRequestProblem'];
export type Job = components['schemas']['Job'];
export type JobAnswer = components['schemas']['JobAnswer'];
export type JobConstraints = components['schemas']['JobConstraints'];
export type JobConstraintsInput = components['schemas']['JobConstraintsInput'];
export type JobImportResult = components['schemas']['JobImportResult'];
export type JobList = components['schemas']['JobList'];
export type JobOverrides = components['schemas']['JobOverrides'];
export type JobOverridesInput = components['schemas']['JobOverridesInput'];
export type JobStateCounts = components['schemas']['JobStateCounts'];
export type JobWithCalls = components['schemas']['JobWithCalls'];
export type JobWithCallsAnswer = components['schemas']['JobWithCallsAnswer'];
export type ListedOrganisation = components['schemas']['ListedOrganisation'];
export type ListedVersion = components['schemas']['ListedVersion'];
export type MethodNotAllowedProblem = components['schemas']['MethodNotAllowedProblem'];
export type Metrics = components['schemas']['Metrics'];
export type NewCampaign = components['schemas']['NewCampaign'];
export type NewJob = components['schemas']['NewJob'];
export type NotFoundProblem = components['schemas']['NotFoundProblem'];
export type OptOut = components['schemas']['OptOut'];
export type OptOutAnswer = components['schemas']['OptOutAnswer'];
export type OptOutEntry = components['schemas']['OptOutEntry'];
export type OptOutList = components['schemas']['OptOutList'];
export type OptedOutProblem = components['schemas']['OptedOutProblem'];
export type Organisation = components['schemas']['Organisation'];
export type OrganisationAnswer = components['schemas']['OrganisationAnswer'];
export type OrganisationChange = components['schemas']['OrganisationChange'];
export type Payloads = components['schemas']['Payloads'];
export type PreconditionFailedProblem = components['schemas']['PreconditionFailedProblem'];
export type PreconditionRequiredProblem = components['schemas']['PreconditionRequiredProblem'];
export type Preflight = components['schemas']['Preflight'];
export type PreflightRuleSets = components['schemas']['PreflightRuleSets'];
export type PreviewedJob = components['schemas']['PreviewedJob'];
export type PreviewedRow = components['schemas']['PreviewedRow'];
export type Ready = components['schemas']['Ready'];
export type RepeatedNumbers = components['schemas']['RepeatedNumbers'];
export type RequestTimeoutProblem = components['schemas']['RequestTimeoutProblem'];
export type RetryBackoff = components['schemas']['RetryBackoff'];
export type RetryBackoffInput = components['schemas']['RetryBackoffInput'];
export type RowFault = components['schemas']['RowFault'];
export type SchemaMismatchProblem = components['schemas']['SchemaMismatchProblem'];
export type TooLargeProblem = components['schemas']['TooLargeProblem'];
export type UnauthorizedProblem = components['schemas']['UnauthorizedProblem'];
export type UnavailableProblem = components['schemas']['UnavailableProblem'];
export type UndoAnswer = components['schemas']['UndoAnswer'];
export type UnsignedProblem = components['schemas']['UnsignedProblem'];
export type UnsupportedMediaTypeProblem = components['schemas']['UnsupportedMediaTypeProblem'];
export type Version = components['schemas']['Version'];
export type VersionAnswer = components['schemas']['VersionAnswer'];
export type VersionList = components['schemas']['VersionList'];
export type $defs = Record<string, never>;
export interface operations {
    listCampaigns: {
        parameters: {
            query?: {
                /**
                 * @description The most campaigns of the answer; all of them if it is left out.
                 * @example 1
                 */
                limit?: number;
                /**
                 * @description The `NextCursor` of the page before, exactly as it came.
                 * @example eyJpZCI6IjZiOTAwNWUwNWExZmQzYzA3ZTRiOTFlMCJ9
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaigns, and the organisation that they belong to. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    createCampaign: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCampaign"];
            };
        };
        responses: {
            /** @description The campaign, with the defaults of all fields that were left out. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReused"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getCampaign: {
        parameters: {
            query?: {
                /**
                 * @description `1`: also what has happened: minutes used, jobs by state, and the histogram of conversations.
                 * @example 1
                 */
                events?: "0" | "1" | "true" | "false";
            };
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaign and its metrics. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignWithMetrics"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    publishVersion: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The Version that you have seen, in quotes, such as "1". Without it one change could undo another unseen.
                 * @example "1"
                 */
                "If-Match": string;
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignChange"];
            };
        };
        responses: {
            /** @description The campaign with its next version. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReused"];
            428: components["responses"]["PreconditionRequired"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    listVersions: {
        parameters: {
            query?: {
                /**
                 * @description The most members of the answer.
                 * @example 1
                 */
                limit?: number;
                /**
                 * @description The `NextCursor` of the page before, exactly as it came.
                 * @example eyJ2ZXJzaW9uIjoyfQ
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the versions, without their `Data`. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
                /**
                 * @description The number of the version.
                 * @example 1
                 */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    startCampaign: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is started, stored, and dialling begins if the organisation has not switched it off (`SchedulingEnabled`). */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReused"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    pauseCampaign: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is paused, stored, and **no call is placed from now on**. Calls in flight complete. The answer may take as long as a placement may be on its way, about 4 seconds. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReused"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    endCampaign: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ended, stored, for good. Calls are hung up and incomplete jobs failed (`campaign_ended`) in the background; a million take about half a minute. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReused"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getPreflight: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts and reasons. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preflight"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /**
                 * @description The most members of the answer.
                 * @example 2
                 */
                limit?: number;
                /**
                 * @description The `NextCursor` of the page before, exactly as it came.
                 * @example eyJpZCI6IjZiOTAwNWUzNWExZmQzYzA3ZTRiOTFlMyJ9
                 */
                cursor?: string;
                /**
                 * @description Only jobs in this state, in the order in which they are due.
                 * @example created
                 */
                State?: "created" | "scheduled" | "calling" | "analyzing" | "completed" | "failed" | "canceled" | "deleting" | "deleted";
                /**
                 * @description Only jobs for this number. Its + is written as %2B.
                 * @example +12025550111
                 */
                ContactPhoneNumber?: string;
                /**
                 * @description Only the job with this id of yours.
                 * @example order-4711
                 */
                ExternalID?: string;
                /**
                 * @description Only jobs that are marked as tests, or only those that are not.
                 * @example 0
                 */
                TestJob?: "0" | "1" | "true" | "false";
            };
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the jobs, without their calls. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"];
            };
        };
        responses: {
            /** @description The job as it was stored. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReusedOrOptedOutOrSchemaMismatch"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    importJobs: {
        parameters: {
            query?: {
                /**
                 * @description `1`: check the file and store nothing. Whether an `ExternalID` is taken shows only when it is stored.
                 * @example 1
                 */
                dryRun?: "0" | "1" | "true" | "false";
                /**
                 * @description Of CSV: what separates the cells. Default: what the file shows.
                 * @example ;
                 */
                delimiter?: "," | ";" | "tab" | "|";
                /**
                 * @description Of CSV: how the text is encoded. Default: what the file shows.
                 * @example windows-1252
                 */
                encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
                /**
                 * @description Of CSV and workbooks. `false`: the first line is a row, and the columns are called `Column1`, `Column2`, … `true`: it names the columns. Default: what the file shows.
                 * @example false
                 */
                header?: "0" | "1" | "true" | "false";
                /**
                 * @description Of a workbook: the name of the sheet. Default: the first one.
                 * @example More
                 */
                sheet?: string;
                /**
                 * @description Of CSV and workbooks: what columns mean, as a JSON object from the name of a column, or its number from 1, to a field of ours, or to `ignore`. It wins over what their names say.
                 * @example {"1":"ContactPhoneNumber","2":"ContactName","3":"ignore"}
                 */
                columns?: string;
                /**
                 * @description The country of numbers that are written without a country code. Without it they are rejected.
                 * @example US
                 */
                region?: string;
                /**
                 * @description `true`: numbers without + begin with their country code. Not together with `region`.
                 * @example true
                 */
                withoutPlus?: "0" | "1" | "true" | "false";
                /**
                 * @description `skip`: of several rows with one number the first is taken, and none whose number has a job of the campaign. `accept` (the default): they are taken, and counted.
                 * @example skip
                 */
                duplicates?: "accept" | "skip";
            };
            header?: {
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
            };
        };
        responses: {
            /** @description Counts and faults. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobImportResult"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReused"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    previewImport: {
        parameters: {
            query?: {
                /**
                 * @description Of CSV: what separates the cells. Default: what the file shows.
                 * @example ;
                 */
                delimiter?: "," | ";" | "tab" | "|";
                /**
                 * @description Of CSV: how the text is encoded. Default: what the file shows.
                 * @example windows-1252
                 */
                encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
                /**
                 * @description Of CSV and workbooks. `false`: the first line is a row, and the columns are called `Column1`, `Column2`, … `true`: it names the columns. Default: what the file shows.
                 * @example false
                 */
                header?: "0" | "1" | "true" | "false";
                /**
                 * @description Of a workbook: the name of the sheet. Default: the first one.
                 * @example More
                 */
                sheet?: string;
                /**
                 * @description Of CSV and workbooks: what columns mean, as a JSON object from the name of a column, or its number from 1, to a field of ours, or to `ignore`. It wins over what their names say.
                 * @example {"1":"ContactPhoneNumber","2":"ContactName","3":"ignore"}
                 */
                columns?: string;
                /**
                 * @description The country of numbers that are written without a country code. Without it they are rejected.
                 * @example US
                 */
                region?: string;
                /**
                 * @description `true`: numbers without + begin with their country code. Not together with `region`.
                 * @example true
                 */
                withoutPlus?: "0" | "1" | "true" | "false";
                /**
                 * @description `skip`: of several rows with one number the first is taken, and none whose number has a job of the campaign. `accept` (the default): they are taken, and counted.
                 * @example skip
                 */
                duplicates?: "accept" | "skip";
            };
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
            };
        };
        responses: {
            /** @description What would happen. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPreview"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    listImports: {
        parameters: {
            query?: {
                /**
                 * @description The most members of the answer.
                 * @example 1
                 */
                limit?: number;
                /**
                 * @description The `NextCursor` of the page before, exactly as it came.
                 * @example eyJpZCI6IjZiOTAwNWU2NWExZmQzYzA3ZTRiOTFlNiJ9
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the imports. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
                /**
                 * @description The `ImportID` that the answer to the import has.
                 * @example 6b9005e45a1fd3c07e4b91e4
                 */
                importID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getRejectedRows: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
                /**
                 * @description The `ImportID` that the answer to the import has.
                 * @example 6b9005e45a1fd3c07e4b91e4
                 */
                importID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows in the order of the file, at most 100,000 or 64 MiB of them. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the file, so that a browser stores it. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    undoImport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
                /**
                 * @description The `ImportID` that the answer to the import has.
                 * @example 6b9005e65a1fd3c07e4b91e6
                 */
                importID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What became of its jobs: their sum is all of them. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndoAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReused"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    exportJobs: {
        parameters: {
            query?: {
                /**
                 * @description `csv` (RFC 4180 in UTF-8), `ndjson` (one JSON object on each line), or `xlsx` for Excel.
                 * @example csv
                 */
                format?: "csv" | "ndjson" | "xlsx";
                /**
                 * @description A line for each `job`, or for each `attempt`; a job without any has one line.
                 * @example job
                 */
                per?: "job" | "attempt";
                /**
                 * @description Only jobs in this state, in the order in which they are due.
                 * @example created
                 */
                State?: "created" | "scheduled" | "calling" | "analyzing" | "completed" | "failed" | "canceled" | "deleting" | "deleted";
                /**
                 * @description Only jobs for this number. Its + is written as %2B.
                 * @example +12025550111
                 */
                ContactPhoneNumber?: string;
                /**
                 * @description Only the job with this id of yours.
                 * @example order-4711
                 */
                ExternalID?: string;
                /**
                 * @description Only jobs that are marked as tests, or only those that are not.
                 * @example 0
                 */
                TestJob?: "0" | "1" | "true" | "false";
            };
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description A name for the file: the id of the campaign, and the day. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
                /**
                 * @description The `ID` of the job. An imported job's is its import's, a dash and its row in base 36.
                 * @example 6b9005e25a1fd3c07e4b91e2
                 */
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobWithCallsAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The `ID` of the campaign.
                 * @example 6b9005e05a1fd3c07e4b91e0
                 */
                campaignID: string;
                /**
                 * @description The `ID` of the job. An imported job's is its import's, a dash and its row in base 36.
                 * @example 6b9005ea5a1fd3c07e4b91ea
                 */
                jobID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is canceled, or its call is told to hang up; nothing is dialled for it from now on. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReused"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    listOptOuts: {
        parameters: {
            query?: {
                /**
                 * @description The most members of the answer.
                 * @example 2
                 */
                limit?: number;
                /**
                 * @description The `NextCursor` of the page before, exactly as it came.
                 * @example eyJudW1iZXIiOiIrMTIwMjU1NTAxOTEifQ
                 */
                cursor?: string;
            };
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the list. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptOutList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    importOptOuts: {
        parameters: {
            query?: {
                /**
                 * @description `1`: check the file and store nothing. Whether an `ExternalID` is taken shows only when it is stored.
                 * @example 1
                 */
                dryRun?: "0" | "1" | "true" | "false";
                /**
                 * @description Of CSV: what separates the cells. Default: what the file shows.
                 * @example ;
                 */
                delimiter?: "," | ";" | "tab" | "|";
                /**
                 * @description Of CSV: how the text is encoded. Default: what the file shows.
                 * @example windows-1252
                 */
                encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
                /**
                 * @description Of CSV and workbooks. `false`: the first line is a row, and the columns are called `Column1`, `Column2`, … `true`: it names the columns. Default: what the file shows.
                 * @example true
                 */
                header?: "0" | "1" | "true" | "false";
                /**
                 * @description Of a workbook: the name of the sheet. Default: the first one.
                 * @example More
                 */
                sheet?: string;
                /**
                 * @description Of CSV and workbooks: what columns mean, as a JSON object from the name of a column, or its number from 1, to a field of ours, or to `ignore`. It wins over what their names say.
                 * @example {"Nr":"PhoneNumber"}
                 */
                columns?: string;
                /**
                 * @description The country of numbers that are written without a country code. Without it they are rejected.
                 * @example US
                 */
                region?: string;
                /**
                 * @description `true`: numbers without + begin with their country code. Not together with `region`.
                 * @example true
                 */
                withoutPlus?: "0" | "1" | "true" | "false";
            };
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
            };
        };
        responses: {
            /** @description Counts and faults. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getOptOut: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The number, with its + written as + or %2B.
                 * @example +12025550190
                 */
                phoneNumber: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptOutAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    putOptOut: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The number, with its + written as + or %2B.
                 * @example +12025550190
                 */
                phoneNumber: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OptOutEntry"];
            };
        };
        responses: {
            /** @description The number was there; the first entry stays. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptOutAnswer"];
                };
            };
            /** @description The new entry. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptOutAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    removeOptOut: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The number, with its + written as + or %2B.
                 * @example +12025550190
                 */
                phoneNumber: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is off the list. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getOrganisation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The organisation. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    changeOrganisation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description New for every new request. The same request again with the same key gets the first answer, and nothing is done twice. A success and a 409 are kept for 24 hours; what was refused otherwise did nothing, and its key may be used again.
                 * @example 0d6f1f7e-campaign-spring
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganisationChange"];
            };
        };
        responses: {
            /** @description The organisation as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["IdempotencyKeyReused"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    encodePayloads: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Payloads"];
            };
        };
        responses: {
            /** @description Temporal's `Payloads` in proto JSON. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConvertedPayloads"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    decodePayloads: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Payloads"];
            };
        };
        responses: {
            /** @description Temporal's `Payloads` in proto JSON. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConvertedPayloads"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    receiveProviderEvent: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The name of a provider that is in use here, such as `http` or `twilio`.
                 * @example http
                 */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
                "application/x-www-form-urlencoded": string;
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unsigned"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getCallContext: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The name of a provider that is in use here, such as `http` or `twilio`.
                 * @example http
                 */
                provider: string;
                /**
                 * @description The id of the call, percent-encoded: `call:…:1` travels as `call%3A…%3A1`.
                 * @example call:6b9005e25a1fd3c07e4b91e2:1
                 */
                callID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The context. It is personal. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallContextAnswer"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unsigned"];
            404: components["responses"]["NotFound"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    answerInboundCall: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /**
                 * @description The name of a provider that is in use here, such as `http` or `twilio`.
                 * @example http
                 */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
                "application/x-www-form-urlencoded": string;
            };
        };
        responses: {
            /** @description Connect the caller, or refuse them. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/xml": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unsigned"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what you have; several are separated by commas.
                 * @example "DR2lE4wDX_t6hIz6EIqQGy1-RBlfEd3EdeH-fBz52LM"
                 */
                "If-None-Match"?: string;
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description It is the one that `If-None-Match` names. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    showDocs: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what you have; several are separated by commas.
                 * @example "DR2lE4wDX_t6hIz6EIqQGy1-RBlfEd3EdeH-fBz52LM"
                 */
                "If-None-Match"?: string;
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description It is the one that `If-None-Match` names. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getDocsLibraryScript: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what you have; several are separated by commas.
                 * @example "DR2lE4wDX_t6hIz6EIqQGy1-RBlfEd3EdeH-fBz52LM"
                 */
                "If-None-Match"?: string;
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                };
            };
            /** @description It is the one that `If-None-Match` names. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getDocsLibraryStyle: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what you have; several are separated by commas.
                 * @example "DR2lE4wDX_t6hIz6EIqQGy1-RBlfEd3EdeH-fBz52LM"
                 */
                "If-None-Match"?: string;
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                };
            };
            /** @description It is the one that `If-None-Match` names. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getDocsScript: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what you have; several are separated by commas.
                 * @example "DR2lE4wDX_t6hIz6EIqQGy1-RBlfEd3EdeH-fBz52LM"
                 */
                "If-None-Match"?: string;
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                };
            };
            /** @description It is the one that `If-None-Match` names. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    getDocsStyle: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what you have; several are separated by commas.
                 * @example "DR2lE4wDX_t6hIz6EIqQGy1-RBlfEd3EdeH-fBz52LM"
                 */
                "If-None-Match"?: string;
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                };
            };
            /** @description It is the one that `If-None-Match` names. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names the content. Send it in `If-None-Match`. */
                    ETag?: string;
                    /** @description How long it may be kept without asking. */
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    isHealthy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Healthy"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
    isReady: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Your own id of the request; it is answered, and found in our log. One of another form is replaced.
                 * @example nightly-sync-0417
                 */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both servers answered. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            417: components["responses"]["ExpectationFailed"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["Internal"];
            503: components["responses"]["BusyOrUnavailable"];
        };
    };
}
