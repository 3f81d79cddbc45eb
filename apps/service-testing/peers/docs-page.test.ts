/** @needs chromium */
import { xgb } from '@reckit/definitions';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expectClose } from '../clients/expect-close';
import { localServicesOf, localUnifiedServicesOf } from '../programs/local-service';
import { ALL_MODELS, MODEL_DIR, recordedModel } from './recorded-models';

const alone = localServicesOf(xgb, MODEL_DIR).shared();
const together = localUnifiedServicesOf(ALL_MODELS, MODEL_DIR).shared();
const recorded = recordedModel('xgb');

const DESK = { width: 1280, height: 720 };
const PHONE = { width: 360, height: 740 };
type Colours = 'light' | 'dark';
/** Of text that is not large, by WCAG 2.2 (1.4.3): what our own has. */
const LEAST_CONTRAST = 4.5;
/** The faintest colours of Swagger UI's own have 1.9; below that a text is as good as not there. */
const LEAST_VISIBLE = 1.8;

let browser: Browser;
/** The pages of both services, for tests that leave them as they are but for how they are looked at. */
let pages: { readonly alone: OpenPage; readonly together: OpenPage };
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM'], args: ['--no-sandbox'] });
  pages = { alone: await openFirst(alone().port), together: await openFirst(together().port) };
});
afterAll(() => browser?.close());

/** A page that is open, and what it did that it should not have done. */
interface OpenPage {
  readonly page: Page;
  readonly faults: readonly string[];
}

/** Opens the page of a service, and waits until it shows the description. */
async function open(port: number): Promise<OpenPage> {
  const page = await browser.newPage();
  const faults: string[] = [];
  const origin = `http://127.0.0.1:${port}`;
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('pageerror', error => faults.push(String(error)));
  page.on('requestfailed', request => faults.push(`failed: ${request.url()}`));
  page.on('response', response => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', request => {
    const isOwn = request.url().startsWith(`${origin}/`) || request.url().startsWith('data:');
    if (!isOwn) faults.push(`asks another host: ${request.url()}`);
  });
  await page.goto(`${origin}/docs`);
  await page.waitForSelector('.opblock');
  return { page, faults };
}

/** The same, with all that there is of the first operation. */
async function openFirst(port: number): Promise<OpenPage> {
  const opened = await open(port);
  await opened.page.locator('.opblock-summary-control').first().click();
  await opened.page.locator('button.execute').first().waitFor();
  return opened;
}

async function look(page: Page, viewport: typeof PHONE, colorScheme: Colours): Promise<void> {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction(
    `document.documentElement.classList.contains('dark-mode') === ${colorScheme === 'dark'}`,
  );
  // Colours that are on their way are neither those of the light nor those of the dark; what inherits one that has
  // arrived sets off only then.
  await page.evaluate(`for (let transitions; transitions?.length !== 0; ) {
    transitions = document.getAnimations().filter(animation => animation instanceof CSSTransition);
    for (const transition of transitions) transition.finish();
  }`);
}

/** Tries an operation out with what the page has filled in. @returns the body of the answer */
async function tryOut(page: Page, id: string): Promise<unknown> {
  const block = page.locator(`.opblock[id="${id}"]`);
  await block.locator('.opblock-summary-control').click();
  await block.locator('button.execute').click();
  const answer = block.locator('.live-responses-table tbody .response').first();
  await answer.waitFor();
  const status = await answer.locator('.response-col_status').innerText();
  const body = await answer.locator('.highlight-code code').first().innerText();
  expect({ id, body, status: status.trim() }).toEqual({ id, body, status: '200' });
  return JSON.parse(body);
}

/** The ids of the operations, in the order of the page. */
function operationIds(page: Page): Promise<string[]> {
  return page.locator('.opblock').evaluateAll(blocks => blocks.map(({ id }) => id));
}

test.each(['light', 'dark'] as const)('it loads without a fault, in the %s', async colorScheme => {
  for (const { page, faults } of Object.values(pages)) {
    await look(page, DESK, colorScheme);
    expect(await page.locator('.errors-wrapper').count()).toBe(0);
    expect(faults).toEqual([]);
  }
});

test('it shows the features of the model in a table', async () => {
  const { page } = pages.alone;
  const table = page.locator('.info table');
  expect(await table.locator('th').allInnerTexts()).toEqual([
    'Feature',
    'Kind',
    'Default',
    'Range',
    'Missing in training',
  ]);
  const names = table.locator('tbody tr td:first-child');
  expect(await names.allInnerTexts()).toEqual(recorded.features);
});

test('of several models it shows a table each', async () => {
  const { page } = pages.together;
  const titles = page.locator('.info h3');
  expect(await titles.allInnerTexts()).toEqual(['xgb', 'deepfm', 'mmoe'].map(name => `Features of ${name}`));
  expect(await page.locator('.info table').count()).toBe(3);
});

test('what it has filled in is answered with a prediction, in every protocol', async () => {
  const { page, faults } = await open(alone().port);
  const ids = await operationIds(page);
  const idOf = (end: string): string => {
    const found = ids.find(id => id.endsWith(end));
    if (found === undefined) throw new Error(`No ${end} among ${ids.join(', ')}.`);
    return found;
  };
  const [expected] = recorded.outputs['predictions'];
  const { predictions } = Object(await tryOut(page, idOf('post_predictions__model_')));
  expectClose(predictions, [expected], { relative: 1e-2, absolute: 1e-2 });
  const v1 = Object(await tryOut(page, idOf('post_v1_models__model__predict')));
  expect(v1.predictions).toEqual(predictions);
  const v2 = Object(await tryOut(page, idOf('post_v2_models__model__infer')));
  expect(v2.outputs[0].data).toEqual(predictions);
  expect(faults).toEqual([]);
});

test.each(['light', 'dark'] as const)('no text of the %s page is as good as not there', async colorScheme => {
  const { page } = pages.alone;
  await look(page, DESK, colorScheme);
  const faint = (inside: string, least: number): Promise<unknown> =>
    page.evaluate(`(${faintTexts.toString()})('${inside}', ${least})`);
  expect(await faint('.info table', LEAST_CONTRAST)).toEqual([]);
  expect(await faint('body', LEAST_VISIBLE)).toEqual([]);
});

test.each(['light', 'dark'] as const)(
  'on a phone nothing is wider than the screen, in the %s',
  async colorScheme => {
    for (const { page } of Object.values(pages)) {
      await look(page, PHONE, colorScheme);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(PHONE.width);
    }
  },
);

/** Runs in the page: the texts inside an element whose colour is too near to what lies behind them. */
function faintTexts(inside: string, least: number): readonly string[] {
  const { document, getComputedStyle, NodeFilter } = Object(globalThis);
  const rgba = (colour: string): number[] => {
    const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a]: number[], behind: number[]): number[] =>
    [r, g, b].map((part, i) => part * a + behind[i] * (1 - a)).concat(1);
  const behindOf = (element: unknown): number[] => {
    if (!element) return [255, 255, 255, 1];
    const own = rgba(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, behindOf(Object(element).parentElement));
  };
  const luminance = (colour: number[]): number => {
    const [r, g, b] = colour.map(part => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faint: string[] = [];
  const texts = document.createTreeWalker(document.querySelector(inside), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement: element } = texts.currentNode;
    const style = getComputedStyle(element);
    const isSeen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (data.trim() === '' || !isSeen || element.closest('script,style,option')) continue;
    const behind = behindOf(element);
    const lights = [over(rgba(style.color), behind), behind].map(luminance).sort((a, b) => b - a);
    const contrast = (lights[0] + 0.05) / (lights[1] + 0.05);
    if (contrast < least)
      faint.push(`${contrast.toFixed(2)} ${element.className}: ${data.trim().slice(0, 40)}`);
  }
  return faint;
}
