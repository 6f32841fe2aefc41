/** The page of `GET /docs`, in a real browser. */
import { readFileSync } from 'node:fs';
import { type BrowserContextOptions, type Page } from 'playwright-core';
import { type RunningBrowser, startBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
import { type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let running: RunningBrowser;
beforeAll(async () => {
  [api, running] = await Promise.all([startApi(), startBrowser()]);
});
afterAll(async () => {
  await running?.stop();
  await api?.stop();
});

interface Seen {
  page: Page;
  /** What the browser complained about, and what the page's policy forbade. */
  complaints: string[];
  requests: { url: string; headers: Record<string, string> }[];
}

/** Shows the page to a test, with all that it asks for and complains about. */
async function withPage(see: (seen: Seen) => Promise<void>, options: BrowserContextOptions = {}) {
  const context = await running.browser.newContext({
    viewport: { width: 1280, height: 900 },
    // A colour that is on its way to another has a contrast of its own.
    reducedMotion: 'reduce',
    ...options,
  });
  try {
    const complaints: string[] = [];
    const requests: Seen['requests'] = [];
    context.on('request', (request) => requests.push({ url: request.url(), headers: request.headers() }));
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.exposeFunction('told', (forbidden: string) => complaints.push(forbidden));
    await page.addInitScript(
      `addEventListener('securitypolicyviolation', (e) => told('forbidden: ' + e.effectiveDirective + ' ' + e.blockedURI))`,
    );
    await page.goto(`${api.url}/docs`);
    if (options.javaScriptEnabled !== false) await page.locator('.opblock').first().waitFor();
    await see({ page, complaints, requests });
  } finally {
    await context.close();
  }
}

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search endpoints' });
const pathsOn = async (page: Page) =>
  (await page.locator('.opblock-summary-path').allInnerTexts()).map((path) => path.replaceAll('\u200b', ''));

async function open(page: Page, words: string, path: string): Promise<void> {
  await search(page).fill(words);
  await eventually(async () => expect((await pathsOn(page))[0]).toBe(path));
  await page.locator('.opblock-summary-control').first().click();
  await page.getByRole('button', { name: 'Execute' }).waitFor();
}

const sectionNamed = (page: Page, name: string) => page.locator('.auth-container', { hasText: name });

describe('the page of GET /docs', () => {
  it('shows every endpoint, and asks nobody but this API', async () => {
    await withPage(async ({ page, complaints, requests }) => {
      const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as { paths: object };
      const shown = await pathsOn(page);
      expect([...new Set(shown)].sort()).toEqual(Object.keys(document.paths).sort());
      const addresses = requests.map(({ url }) => url.replace(/\?v=.*/, ''));
      expect(addresses.filter((url) => !url.startsWith('data:')).sort()).toEqual(
        [
          '/docs',
          '/docs/page.css',
          '/docs/start.js',
          '/docs/swagger-ui.css',
          '/docs/swagger-ui.js',
          '/openapi.json',
        ].map((path) => `${api.url}${path}`),
      );
      expect(complaints).toEqual([]);
    });
  });

  it('may not reach another host, nor run what is not served here', async () => {
    await withPage(async ({ page, complaints }) => {
      await page.evaluate(`fetch('http://127.0.0.2:9/').catch(() => undefined)`);
      await page.evaluate(
        `document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))`,
      );
      await page.evaluate(
        `document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.2:9/x.png' }))`,
      );
      await eventually(() => {
        for (const part of [
          'connect-src http://127.0.0.2:9',
          'script-src-elem inline',
          'img-src http://127.0.0.2:9',
        ])
          expect(complaints).toContainEqual(expect.stringContaining(`forbidden: ${part}`));
      });
      expect(await page.evaluate('window.ran')).toBeUndefined();
    });
  });

  it('finds endpoints by words of what they say of themselves', async () => {
    await withPage(async ({ page, complaints }) => {
      await search(page).fill('pause');
      await eventually(async () => {
        const found = await pathsOn(page);
        expect(found).toContain('/campaigns/{campaignID}/pause');
        expect(found).not.toContain('/healthz');
      });
      await search(page).fill('healthz alive');
      await eventually(async () => expect(await pathsOn(page)).toEqual(['/healthz']));
      await search(page).fill('no such words anywhere');
      await eventually(async () => expect(await pathsOn(page)).toEqual([]));
      await search(page).fill('');
      await eventually(async () => expect((await pathsOn(page)).length).toBeGreaterThan(20));
      expect(complaints).toEqual([]);
    });
  });

  it('sends a request with the key that was entered, and keeps the key nowhere', async () => {
    await withPage(async ({ page, complaints, requests }) => {
      await page.getByRole('button', { name: 'Authorize' }).first().click();
      const bearer = sectionNamed(page, 'bearer');
      await bearer.getByRole('textbox').fill(api.key);
      await bearer.getByRole('button', { name: 'Authorize' }).click();
      await bearer.getByRole('button', { name: 'Close' }).click();
      await open(page, 'list campaigns', '/campaigns');
      await page.getByRole('button', { name: 'Execute' }).click();
      const answer = page.locator('.live-responses-table .response');
      await answer.waitFor();
      expect(await answer.locator('.response-col_status').innerText()).toContain('200');
      expect(await answer.innerText()).toContain(`"Name": "${api.orgId}"`);
      expect(requests.at(-1)).toMatchObject({
        url: `${api.url}/campaigns`,
        headers: { authorization: `Bearer ${api.key}` },
      });
      expect(complaints).toEqual([]);
      const kept = await page.evaluate<string>(
        'JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])',
      );
      expect(kept).not.toContain(api.key);
    });
  });

  it('is light or dark as the reader has chosen, also when that changes', async () => {
    await withPage(
      async ({ page }) => {
        const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
        const light = await page.screenshot();
        const lightGround = await ground();
        await page.emulateMedia({ colorScheme: 'dark' });
        await eventually(async () => expect(await ground()).not.toBe(lightGround));
        expect((await page.screenshot()).equals(light)).toBe(false);
        await page.emulateMedia({ colorScheme: 'light' });
        await eventually(async () => expect(await ground()).toBe(lightGround));
      },
      { colorScheme: 'light' },
    );
  });

  it('is used with the keyboard alone', async () => {
    await withPage(async ({ page }) => {
      const focused = () => page.evaluate<string>('document.activeElement.className');
      // As many as there are before the search: a link and a button, with some to spare.
      for (let n = 0; n < 5 && !(await focused()).includes('operation-filter-input'); n++)
        await page.keyboard.press('Tab');
      await page.keyboard.type('list campaigns');
      await eventually(async () => expect((await pathsOn(page))[0]).toBe('/campaigns'));
      for (let n = 0; n < 5 && !(await focused()).includes('opblock-summary-control'); n++)
        await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Execute' }).waitFor();
      await page.getByRole('button', { name: 'Authorize' }).first().press('Enter');
      await page.locator('.dialog-ux').waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.dialog-ux').waitFor({ state: 'detached' });
    });
  });

  it.each(['light', 'dark'] as const)(
    'has no serious fault for those who see or hear it otherwise: %s',
    async (colorScheme) => {
      await withPage(
        async ({ page }) => {
          await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
          const faults = async () => {
            const { violations } = await page.evaluate<{
              violations: { id: string; impact: string; nodes: { html: string }[] }[];
            }>('axe.run()');
            return violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]);
          };
          expect(await faults()).toEqual([]);
          // A body, an answer, and the dialog for the key.
          await open(page, 'create a campaign', '/campaigns');
          await page.getByRole('button', { name: 'Execute' }).click();
          await page.locator('.live-responses-table .response').waitFor();
          expect(await faults()).toEqual([]);
          await page.getByRole('button', { name: 'Authorize' }).first().click();
          await page.locator('.dialog-ux').waitFor();
          expect(await faults()).toEqual([]);
        },
        { colorScheme },
      );
    },
  );

  it('says without JavaScript where the document is', async () => {
    await withPage(
      async ({ page, requests }) => {
        expect(await page.locator('body').innerText()).toContain('This page needs JavaScript');
        const response = await page.goto(
          `${api.url}${await page.getByRole('link', { name: '/openapi.json' }).getAttribute('href')}`,
        );
        expect(response?.status()).toBe(200);
        expect(requests.every(({ url }) => url.startsWith(api.url) || url.startsWith('data:'))).toBe(true);
      },
      { javaScriptEnabled: false },
    );
  });
});

describe('what the page is made of', () => {
  const linked = async () => {
    const html = await (await fetch(`${api.url}/docs`)).text();
    return [...html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, address = '']) => address);
  };

  it('is served under a policy without exceptions', async () => {
    const { headers } = await fetch(`${api.url}/docs`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]),
    );
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('is kept for ever under an address that names its content, and asked for again under any other', async () => {
    const addresses = await linked();
    expect(addresses).toHaveLength(4);
    for (const address of addresses) {
      const first = await fetch(`${api.url}${address}`);
      expect([first.status, first.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(first.headers.get('content-type')).toBe(
        `text/${address.includes('.css') ? 'css' : 'javascript'}; charset=utf-8`,
      );
      expect(first.headers.get('x-content-type-options')).toBe('nosniff');
      expect((await first.text()).length).toBeGreaterThan(100);
      const etag = first.headers.get('etag') ?? '';
      const plain = `${api.url}${address.split('?')[0]}`;
      const again = await fetch(plain, { headers: { 'if-none-match': etag } });
      expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'no-cache']);
      const head = await fetch(plain, { method: 'HEAD' });
      expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
    }
  });

  it.each([
    '/docs/',
    '/docs/page.ts',
    '/docs/..%2f..%2fpackage.json',
    '/docs/%2e%2e/app.ts',
    '/docs/browser/start.js',
  ])('is nothing but that: there is no %s', async (path) => {
    expect((await fetch(`${api.url}${path}`)).status).toBe(404);
  });
});
