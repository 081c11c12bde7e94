// The first screen, and the sample trail that it offers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { journey } from './support.mjs';

journey('The first screen says what it takes and offers the ways in', {}, async ({ app, page }) => {
  await page.getByRole('heading', { name: 'Drop CloudTrail logs anywhere' }).waitFor();
  await page.getByRole('heading', { name: 'Nothing leaves this computer' }).waitFor();
  assert.notEqual(await app.find('file-input').getAttribute('multiple'), null, 'several files can be chosen');
  assert.notEqual(await app.find('folder-input').getAttribute('webkitdirectory'), null);
  for (const absent of ['files-button', 'source-list', 'query-input', 'event-table', 'view-jobs']) {
    assert.equal(await app.find(absent).count(), 0, `${absent} waits for a source`);
  }
});

journey('Buttons open the dialogs of the two inputs', {}, async ({ page }) => {
  for (const [name, input] of [
    ['Choose files', 'file-input'],
    ['Choose a folder', 'folder-input'],
  ]) {
    const button = page.getByRole('main').getByRole('button', { name });
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()]);
    assert.equal(await chooser.element().getAttribute('data-testid'), input);
  }
});

journey('The sample trail opens with what its index promises', {}, async ({ app }) => {
  const index = JSON.parse(readFileSync('static/sample/index.json', 'utf8'));
  const states = await app.states();
  await app.openSample();

  assert.deepEqual(await states(), ['empty', 'loading', 'ready']);
  assert.equal(await app.loaded(), index.events);
  assert.equal(await app.matched(), index.events);
  const sums = await app.sums();
  assert.deepEqual([sums.sources, sums.ok, sums.events], [index.files.length, index.files.length, index.events]);

  await app.show('jobs');
  // Refused submissions and jobs of the day before are rows as well.
  assert.ok((await app.matched()) >= index.jobs, `${await app.matched()} jobs`);
  await app.filter('submitted:2024-03-01 -state:not-submitted');
  assert.equal(await app.matched(), index.jobs);
  assert.equal(await app.loaded(), index.events, 'the events held are there for scripts in every view');
});

for (const [colorScheme, isDark] of [
  ['light', false],
  ['dark', true],
]) {
  journey(`The page is ${colorScheme} where the system is`, { context: { colorScheme } }, async ({ app, page }) => {
    /** The lightness of the ground and of the words of what a selector finds, between 0 and 1. */
    const lightness = (selector) =>
      page.evaluate((selector) => {
        const paint = new OffscreenCanvas(1, 1).getContext('2d');
        const of = (colour) => {
          paint.fillStyle = colour;
          paint.fillRect(0, 0, 1, 1);
          const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
          return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
        };
        const grounds = [];
        for (let element = document.querySelector(selector); element; element = element.parentElement)
          grounds.unshift(getComputedStyle(element).backgroundColor);
        const [ground] = grounds.map(of).slice(-1);
        return { ground, words: of(getComputedStyle(document.querySelector(selector)).color) };
      }, selector);
    const isAsTheSystem = async (selector) => {
      const { ground, words } = await lightness(selector);
      const [dark, light] = isDark ? [ground, words] : [words, ground];
      assert.ok(dark < 0.35 && light > 0.65, `${selector}: ground ${ground}, words ${words}`);
    };
    await isAsTheSystem('h1');
    await app.openSample();
    for (const selector of ['[role=gridcell]', '.status-line', '[data-testid=files-button]'])
      await isAsTheSystem(selector);
  });
}
