// The two parts of the program, and when the second is loaded.
import assert from 'node:assert/strict';

import { journey } from './support.mjs';

const isolated = { context: { serviceWorkers: 'block' } };

/**
 * Opens the page anew, where what page and workers fetch of the later part never comes. Returns the kinds of the
 * requests for it: `xhr` is of who could not go on without it.
 */
async function openWithoutFetching(app, page) {
  const kinds = [];
  await page.route('**/*_later.wasm', (route) => {
    const kind = route.request().resourceType();
    kinds.push(kind);
    if (kind !== 'fetch') route.continue();
  });
  await app.open(new URL('.', page.url()).href);
  return kinds;
}

journey('What is done at first needs the first part alone', isolated, async ({ app, page }) => {
  const kinds = await openWithoutFetching(app, page);
  await app.openSample();
  await app.filter('service:s3 -error:*');
  await app.filter('"keynote"');
  await app.filter('');
  await page.locator('[role=columnheader][data-field=event] button').first().click();
  await app.settles();
  assert.deepEqual(kinds.filter((kind) => kind === 'xhr'), [], 'scripts/later-code finds out anew what is not needed at first');
});

journey('The page and its workers load the later part where they need it', isolated, async ({ app, page }) => {
  const kinds = await openWithoutFetching(app, page);
  await app.openSample();
  // The engine needs it for the detail of an event, the page for the palette.
  const [id] = await app.ids();
  await app.openEvent(id);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await app.find('palette-input').waitFor();
  assert.ok(kinds.filter((kind) => kind === 'xhr').length >= 2, `asked for by ${kinds}`);
});
