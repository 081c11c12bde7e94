// Without a mouse: the palette, the sheet of keys, undo, saved views.
import assert from 'node:assert/strict';

import { events, journey, log, submission } from './support.mjs';

const clipboard = { context: { permissions: ['clipboard-read', 'clipboard-write'] } };
const mixed = events(6, (number) => ({ eventName: number % 2 ? 'PutObject' : 'GetObject' }));

/** The titles that the palette offers, but for the one that saves the view under what is typed. */
async function titles(page) {
  const all = await page.getByTestId('palette-row').allInnerTexts();
  return all.map((text) => text.split('\n')[0]).filter((title) => !title.startsWith('Save this view'));
}

async function run(app, words) {
  await app.page.keyboard.press('Control+k');
  await app.find('palette-input').fill(words);
  await app.page.keyboard.press('Enter');
  await app.find('palette').waitFor({ state: 'detached' });
}

journey('The palette finds commands by a few letters and runs them', {}, async ({ app, page }) => {
  await app.choose(log('a.json', [...mixed, submission(9, '1409288046914-q7m2xd')]));
  await app.row(2).locator('[data-field=time]').click();
  await page.keyboard.press('Control+k');
  await app.find('palette-input').fill('show job');
  assert.deepEqual(await titles(page), ['Show the jobs']);
  await page.keyboard.press('Escape');
  await app.find('palette').waitFor({ state: 'detached' });
  await app.focusReaches(2);

  await run(app, 'show the jobs');
  await app.settles();
  assert.equal(await app.find('view-jobs').getAttribute('aria-selected'), 'true');
  await run(app, 'show the events');
  await app.settles();
  await run(app, 'oldest');
  await app.settles();
  assert.equal((await app.ids())[0], 'event-1');
  await run(app, 'add column identity');
  await app.settles();
  assert.equal((await app.column('identity'))[0], 'iam-user');
  await run(app, 'local time');

  await page.keyboard.press('Control+k');
  await page.keyboard.press('ArrowDown');
  await app.until(() => document.querySelector('[data-testid=palette-row][aria-selected=true]').id === 'command-1');
  await page.keyboard.press('ArrowUp');
  await app.until(() => document.querySelector('[data-testid=palette-row][aria-selected=true]').id === 'command-0');
});

journey('The sheet shows every key and can be searched; letters can be turned off', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.row(2).locator('[data-field=event]').click();
  // A button that opens something keeps no keys to itself while it is closed.
  await app.find('export-menu').focus();
  await page.keyboard.press('Control+k');
  await app.find('palette').waitFor();
  await page.keyboard.press('Escape');
  await app.find('palette').waitFor({ state: 'detached' });
  await app.row(2).locator('[data-field=event]').click();
  await page.keyboard.press('?');
  const sheet = app.find('keys-sheet');
  await sheet.waitFor();
  const all = await app.find('key-row').count();
  assert.ok(all > 25, `${all} keys`);
  await sheet.getByRole('searchbox').fill('backspace');
  assert.match(await app.find('key-row').innerText(), /Zoom out/, 'the keys of the histogram are there');
  await sheet.getByRole('searchbox').fill('column');
  assert.ok((await app.find('key-row').count()) < all);
  await app.find('letters-off').uncheck();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await app.focusReaches(2);
  await page.keyboard.press('?');
  await page.keyboard.press('ArrowDown');
  await app.focusReaches(3);
  assert.equal(await sheet.count(), 0, 'single letters do nothing now');
});

journey('Keys open the export, hide the facets and copy a value or a link', clipboard, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await app.row(2).locator('[data-field=event]').click();
  await app.detailOf('event-6');
  await page.keyboard.press('c');
  await page.getByText('Copied').waitFor();
  assert.equal(await copied(), 'GetObject');

  await page.keyboard.press('Control+Shift+L');
  await page.getByText('Link copied').waitFor();
  assert.match(await copied(), /#v=1&event=event-6/);

  const facets = page.getByRole('complementary', { name: 'Facets' });
  await facets.waitFor();
  await page.keyboard.press('f');
  await facets.waitFor({ state: 'detached' });
  await page.keyboard.press('f');
  await facets.waitFor();

  await page.keyboard.press('Control+e');
  await app.find('export-count').waitFor();
  await page.keyboard.press('Escape');
  await app.find('export-count').waitFor({ state: 'detached' });
});

journey('Every change of the view is undone and made again', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.filter('event:PutObject');
  await app.table.locator('[role=columnheader][data-field=region] button').click();
  await app.settles();
  await app.table.locator('[role=columnheader][data-field=event] button').focus();
  await page.keyboard.press('Delete');
  await app.until(() => !document.querySelector('[role=columnheader][data-field=event]'));

  await page.keyboard.press('Control+z');
  await app.until(() => document.querySelector('[role=columnheader][data-field=event]'));
  await page.keyboard.press('Control+z');
  await app.until(() => document.querySelector('[role=columnheader][data-field=region]').ariaSort === 'none');
  await page.keyboard.press('Control+z');
  await app.until(() => document.querySelector('[data-testid=query-input]').value === '');
  await app.settles();
  assert.equal(await app.matched(), 6);
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('Control+Shift+Z');
  await app.until(() => !document.querySelector('[role=columnheader][data-field=event]'));
  await app.settles();
  assert.equal(await app.matched(), 3);
});

journey('A view is saved by a name, opened again, and deleted', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.filter('event:PutObject');
  await run(app, 'my uploads');
  await app.filter('');
  // The address is written after the page was painted, and is what a reload starts from.
  await app.until(() => !location.hash.includes('PutObject'));
  await page.reload();
  await app.reaches('empty');
  await app.choose(log('a.json', mixed));
  assert.equal(await app.matched(), 6);
  await run(app, 'open view my');
  await app.settles();
  assert.equal(await app.bar.inputValue(), 'event:PutObject');
  assert.equal(await app.matched(), 3);
  await page.keyboard.press('Control+z');
  await app.until(() => document.querySelector('[data-testid=query-input]').value === '');
  await run(app, 'delete view my');
  await page.keyboard.press('Control+k');
  await app.find('palette-input').fill('view my');
  assert.deepEqual(await titles(page), []);
});
