import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { pageFaults } from './page-faults';

/** Where screenshots are kept for people to look at; git ignores it. */
const SCREENSHOTS = path.resolve(__dirname, '../../../tmp/report-pages');

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
/** How a page is looked at: on a desk and on a phone, in the light and in the dark. */
const VIEWS = {
  desk: { size: DESK, colorScheme: 'light' },
  'desk-dark': { size: DESK, colorScheme: 'dark' },
  phone: { size: PHONE, colorScheme: 'light' },
  'phone-dark': { size: PHONE, colorScheme: 'dark' },
} as const;

/** What was seen of a page. */
export interface LookedAt {
  /** Of every view: errors on its console, what it asked for, and what could not be read; each begins with the view. */
  readonly faults: readonly string[];
  /** The titles of its cards. */
  readonly titles: readonly string[];
  /** The names of its drawings. */
  readonly drawings: readonly string[];
}

/** A headless browser for the tests of a file. */
export function reportBrowser(): { look(file: string, name: string): Promise<LookedAt> } {
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    browser = await chromium.launch({ executablePath: process.env['CHROMIUM'], args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  return {
    /** Opens a page as a reader would, and takes pictures of it under a name. */
    async look(file, name) {
      const faults: string[] = [];
      const page = await browser.newPage();
      const found = faultsOf(page, file);
      await page.goto(pathToFileURL(file).href);
      for (const [view, { size, colorScheme }] of Object.entries(VIEWS)) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        found.push(...(await page.evaluate<readonly string[]>(`(${pageFaults.toString()})()`)));
        await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${view}.png`), fullPage: true });
        faults.push(...found.splice(0).map(fault => `${view}: ${fault}`));
      }
      const seen = await namesIn(page);
      await page.close();
      return { faults, ...seen };
    },
  };
}

/** A list that grows by what a page does that it should not do. */
function faultsOf(page: Page, file: string): string[] {
  const faults: string[] = [];
  page.on('console', message => faults.push(`says on the console: ${message.text()}`));
  page.on('pageerror', error => faults.push(String(error)));
  page.on('request', request => {
    if (request.url() !== pathToFileURL(file).href) faults.push(`asks for ${request.url()}`);
  });
  return faults;
}

async function namesIn(page: Page): Promise<Pick<LookedAt, 'titles' | 'drawings'>> {
  const drawings = await page.locator('svg').all();
  return {
    titles: await page.locator('h2').allInnerTexts(),
    drawings: await Promise.all(drawings.map(async svg => (await svg.getAttribute('aria-label')) ?? '')),
  };
}
