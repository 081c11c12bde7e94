// Takes the pictures of the README from the built page and its sample trail:
//
//   . scripts/environment && node scripts/screenshots.mjs [FOLDER]      docs/pictures unless named
//
// Each picture is taken in light and in dark, as NAME-light.png and NAME-dark.png.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

import { serve } from './server.mjs';

const folder = process.argv[2] ?? 'docs/pictures';
const viewport = { width: 1440, height: 900 };

const named = (page, name) => page.getByTestId(name);

async function settles(page) {
  await page.locator('[data-testid=app][data-state=ready]').waitFor();
  await page.locator('[role=grid][aria-busy=false]').waitFor();
}

async function filter(page, text) {
  await named(page, 'query-input').fill(text);
  await named(page, 'query-input').press('Enter');
  await settles(page);
}

const pictures = {
  first: async () => {},
  events: async (page) => {
    await page.getByRole('button', { name: 'Open the sample trail' }).click();
    await settles(page);
  },
  event: async (page) => {
    await filter(page, 'error:*');
    await page
      .locator('[role=row][data-event-id]')
      .nth(2)
      .click({ position: { x: 6, y: 10 } });
    await named(page, 'event-detail').waitFor();
  },
  jobs: async (page) => {
    await page.keyboard.press('Escape');
    await filter(page, '');
    await named(page, 'view-jobs').click();
    await settles(page);
    await page
      .locator('[role=row][data-job-id]')
      .nth(3)
      .click({ position: { x: 6, y: 10 } });
    await named(page, 'job-story').waitFor();
  },
  files: async (page) => {
    await page.keyboard.press('Escape');
    await named(page, 'view-events').click();
    await named(page, 'files-button').click();
    await named(page, 'source-list').waitFor();
  },
};

mkdirSync(folder, { recursive: true });
const served = await serve({ folder: 'dist', port: 0 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const colorScheme of ['light', 'dark']) {
  const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
  await page.goto(served.address);
  await page.locator('[data-testid=app][data-state=empty]').waitFor();
  for (const [name, prepare] of Object.entries(pictures)) {
    await prepare(page);
    await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`) });
  }
  await page.close();
}
await browser.close();
await served.close();
