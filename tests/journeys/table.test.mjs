// The table of events: order, keys, focus, and the last of a hundred thousand rows.
import assert from 'node:assert/strict';

import { event, events, gzipped, journey, log } from './support.mjs';

const names = ['PutObject', 'GetObject', 'DeleteObject'];
const mixed = (count) => events(count, (number) => ({ eventName: names[number % names.length] }));

journey('The newest event is on top, and the rows are numbered from 1 with the header', {}, async ({ app }) => {
  await app.choose(log('a.json', [event(2), event(3), event(1)]));
  assert.deepEqual(await app.ids(), ['event-3', 'event-2', 'event-1']);
  assert.equal(await app.table.getAttribute('aria-rowcount'), '4');
  assert.equal(await app.row(1).getByRole('columnheader').count(), 9);
  assert.equal(await app.row(2).getAttribute('data-event-id'), 'event-3');
  assert.deepEqual(await app.column('time'), ['2024-03-01T10:00:03Z', '2024-03-01T10:00:02Z', '2024-03-01T10:00:01Z']);
});

journey('A row carries its outcome and its values, and a dash where there is none', {}, async ({ app }) => {
  await app.choose(
    log('a.json', [
      event(1),
      event(2, { errorCode: 'AccessDenied' }),
      event(3, { errorCode: 'ThrottlingException', recipientAccountId: undefined, userIdentity: undefined }),
    ]),
  );
  const outcome = (id) => app.event(id).getAttribute('data-outcome');
  assert.deepEqual(
    [await outcome('event-1'), await outcome('event-2'), await outcome('event-3')],
    ['ok', 'denied', 'failed'],
  );
  assert.deepEqual(await app.column('error'), ['ThrottlingException', 'AccessDenied', '–']);
  assert.deepEqual(await app.column('account'), ['–', '444455556666', '444455556666']);
  assert.deepEqual(await app.column('service'), ['s3', 's3', 's3']);
  assert.deepEqual((await app.column('target'))[1], 'media-in/clip 2.mov');
  assert.doesNotMatch(await app.table.innerText(), /null|undefined/);
});

journey('Spaces in values are seen', {}, async ({ app }) => {
  // The split that keeps the end of a long value falls before or behind each of the spaces in turn.
  const keys = ['a b cd.mov', 'ab c d.mov', 'abc  de.mov', 'abcdefgh ij.mov', 'abcdefghi jk.mov'];
  await app.choose(
    log(
      'a.json',
      keys.map((key, at) => event(at, { requestParameters: { bucketName: 'media', key } })),
    ),
  );
  const targets = app.table.locator('[role=gridcell][data-field=target]');
  for (const [at, key] of keys.toReversed().entries()) {
    const widths = await targets.nth(at).evaluate((cell) => {
      const widthOf = (node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return range.getBoundingClientRect().width;
      };
      const pieces = [];
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) pieces.push(widthOf(walker.currentNode));
      // The same text in one piece, as wide as it should be.
      const whole = cell.appendChild(document.createElement('span'));
      whole.className = 'log-text';
      whole.textContent = cell.textContent.trim();
      whole.style.cssText = 'position: absolute; white-space: pre';
      const wide = widthOf(whole);
      whole.remove();
      return [pieces.reduce((sum, one) => sum + one), wide].map(Math.round);
    });
    assert.ok(
      Math.abs(widths[0] - widths[1]) <= 1,
      `media/${key} is ${widths[0]} pixels wide, and ${widths[1]} in one piece`,
    );
  }
});

journey('Headers sort, and once more turns the order', {}, async ({ app }) => {
  await app.choose(log('a.json', mixed(6)));
  const header = (field) => app.table.locator(`[role=columnheader][data-field=${field}]`);
  const sorts = async () =>
    app.table
      .locator('[role=columnheader]')
      .evaluateAll((all) =>
        all.filter((one) => one.ariaSort !== 'none').map((one) => `${one.dataset.field} ${one.ariaSort}`),
      );
  const sortBy = async (field) => {
    const state = await header(field)
      .getByRole('button')
      .evaluate((button) => {
        button.click();
        return document.querySelector('[data-testid=app]').dataset.state;
      });
    assert.equal(state, 'querying', 'ready is left in the event that sorts');
    await app.settles();
  };
  assert.deepEqual(await sorts(), ['time descending']);

  await sortBy('event');
  assert.deepEqual(await sorts(), ['event ascending']);
  assert.deepEqual(await app.column('event'), [
    'DeleteObject',
    'DeleteObject',
    'GetObject',
    'GetObject',
    'PutObject',
    'PutObject',
  ]);
  await sortBy('event');
  assert.deepEqual(await sorts(), ['event descending']);
  assert.equal((await app.column('event'))[0], 'PutObject');
  await sortBy('time');
  await sortBy('time');
  assert.deepEqual(await sorts(), ['time ascending']);
  assert.equal((await app.ids())[0], 'event-1');

  for (const field of ['service', 'actor', 'target', 'region', 'account', 'ip', 'error']) {
    await sortBy(field);
    assert.equal((await sorts()).length, 1, `sorted by ${field}`);
    assert.equal(await app.matched(), 6);
  }
});

journey('Keys go through the table; Enter opens, Escape closes and gives the focus back', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed(200)));
  await app.bar.focus();
  await page.keyboard.press('Escape');
  await app.focusReaches(2);
  const goes = async (key, row, field) => {
    await page.keyboard.press(key);
    await app.focusReaches(row);
    if (field) assert.equal((await app.focus()).field, field, key);
  };
  await goes('j', 3, 'time');
  await goes('ArrowDown', 4);
  await goes('k', 3);
  await goes('ArrowUp', 2);
  await page.keyboard.press('End');
  await app.until(() => document.activeElement.closest('[data-field=error]'));
  await page.keyboard.press('Home');
  await app.until(() => document.activeElement.closest('[data-field=time]'));
  await page.keyboard.press('ArrowRight');
  await app.until(() => document.activeElement.closest('[data-field=event]'));

  await page.keyboard.press('PageDown');
  await app.until(() => Number(document.activeElement.closest('[role=row]').ariaRowIndex) > 10);
  const { row } = await app.focus();
  await goes('PageUp', 2);
  await goes(' ', row);
  await goes('Control+End', 201);
  await goes('Control+Home', 2);
  await goes('G', 201);
  await goes('g', 2);

  await goes('j', 3, 'event');
  await page.keyboard.press('Enter');
  await app.detailOf('event-199');
  assert.equal(await app.row(3).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('j');
  await app.detailOf('event-198');
  await page.keyboard.press('Escape');
  await app.find('event-detail').waitFor({ state: 'detached' });
  await app.focusReaches(4);
});

journey('The first key after a load goes to the newest event', {}, async ({ app, page }) => {
  await app.openSample();
  await page.keyboard.press('ArrowDown');
  await app.focusReaches(2);
});

journey(
  'Keys are for the cell that has the focus, whatever the answer, and find the table from nowhere',
  {},
  async ({ app, page }) => {
    await app.choose(log('a.json', mixed(60)));
    await page.keyboard.press('ArrowDown');
    await app.focusReaches(2);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await app.focusReaches(5);
    const name = await page.evaluate(() => document.activeElement.textContent.trim());
    const isAnswered = (text) =>
      app.until((text) => document.querySelector('[data-testid=app]').dataset.query === text, text);
    await page.keyboard.press('+');
    await isAnswered(`event:${name}`);
    await app.settles();
    await page.keyboard.press('Control+z');
    await isAnswered('');
    await app.settles();
    await app.focusReaches(2);
    const focused = await page.evaluate(() => document.activeElement.textContent.trim());
    await page.keyboard.press('-');
    await isAnswered(`-event:${focused}`);
    await app.settles();
    // The row is gone, and the focus stays in the table.
    await app.focusReaches(2);
  },
);

journey('A click in the middle of any cell opens its row', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed(20)));
  for (const [index, field] of [
    'time',
    'event',
    'service',
    'actor',
    'target',
    'region',
    'account',
    'ip',
    'error',
  ].entries()) {
    const row = app.row(index + 2);
    await row.locator(`[data-field=${field}]`).click();
    await app.settles();
    assert.equal(await app.bar.inputValue(), '', `a click on ${field} does not filter`);
    await app.detailOf(await row.getAttribute('data-event-id'));
    await page.keyboard.press('Escape');
    await app.find('event-detail').waitFor({ state: 'detached' });
  }
  await app.row(3).click();
  await app.detailOf('event-19');
});

journey(
  'Tools of a cell come with the pointer, but not where they would cover it',
  { context: { viewport: { width: 1440, height: 900 } } },
  async ({ app }) => {
    await app.choose(log('a.json', mixed(20)));
    await app.openEvent('event-19');
    const isSeen = (tools) => tools.evaluate((tools) => tools.checkVisibility({ visibilityProperty: true }));
    for (const field of ['time', 'event', 'service', 'actor', 'account']) {
      const cell = app.row(5).locator(`[data-field=${field}]`);
      await cell.hover();
      const tools = cell.locator('.cell-tools');
      await tools.waitFor({ state: 'attached' });
      const width = await cell.evaluate(
        (cell) => cell.clientWidth - 2 * parseFloat(getComputedStyle(cell).paddingLeft),
      );
      if (width > 72) await tools.waitFor();
      assert.equal(await isSeen(tools), width > 72, `${field} has ${width} pixels`);
    }
  },
);

journey('One press of Tab leaves the table, and it is one stop', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed(5)));
  assert.equal(await app.table.locator('[tabindex="0"]').count(), 1);
  await app.bar.focus();
  await page.keyboard.press('Escape');
  await app.focusReaches(2);
  await page.keyboard.press('Tab');
  await app.until(() => document.activeElement.closest('[role=grid]') === null);
  await page.keyboard.press('Shift+Tab');
  await app.focusReaches(2);
});

journey('The focused row stays in the page when it is scrolled out of sight', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed(2000)));
  await app.bar.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await app.focusReaches(3);
  await app.table.evaluate((grid) => (grid.scrollTop = 20_000));
  await app.until(() => document.querySelector('[role=row][aria-rowindex="860"]'));
  await app.settles();
  assert.deepEqual(await app.focus(), { row: 3, field: 'time' });
  await page.keyboard.press('j');
  await app.focusReaches(4);
  await app.row(4).locator('[data-field=event]').click({ trial: true });
});

journey('Rows are looked through with the wheel', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed(2000)));
  const box = await app.table.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, 4_800);
  await app.until(() => document.querySelector('[role=row][aria-rowindex="210"]'));
  await app.settles();
  await app.row(210).waitFor();
  const drawn = await app.table.locator('[role=row]').count();
  assert.ok(drawn < 200, `${drawn} rows are drawn of 2,000`);
});

journey('The last of 100,000 rows is reached by key and by the scroll bar', {}, async ({ app, page }) => {
  await app.choose(gzipped(log('many.json', mixed(100_000))));
  assert.equal(await app.matched(), 100_000);
  assert.equal(await app.table.getAttribute('aria-rowcount'), '100001');
  await app.bar.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+End');
  await app.focusReaches(100_001);
  assert.equal(await app.row(100_001).getAttribute('data-event-id'), 'event-1');
  await app.openEvent('event-1');

  await app.table.evaluate((grid) => (grid.scrollTop = 0));
  await app.row(2).waitFor();
  await app.table.evaluate((grid) => (grid.scrollTop = grid.scrollHeight / 2));
  await app.until(() => document.querySelector('[role=row][aria-rowindex="50000"]'));
  await app.settles();
  assert.equal(await app.row(50_000).getAttribute('data-event-id'), 'event-50002');
  await app.table.evaluate((grid) => (grid.scrollTop = grid.scrollHeight));
  await app.event('event-2').waitFor();
  await app.settles();

  const inView = await app
    .row(100_001)
    .evaluate(
      (row) => row.getBoundingClientRect().bottom <= row.closest('[role=grid]').getBoundingClientRect().bottom + 1,
    );
  assert.equal(inView, true, 'the last row is in view');

  await app.table.locator('[role=columnheader][data-field=target]').getByRole('button').click();
  await app.settles();
  assert.equal(await app.row(2).getAttribute('data-event-id'), 'event-1', 'another order starts at its top');
  await app.filter('event:PutObject clip');
  assert.equal(await app.matched(), 33_333);
});

journey('No frame is without rows while the scroll bar is dragged', {}, async ({ app }) => {
  await app.choose(gzipped(log('many.json', mixed(100_000))));
  const nBlank = await app.table.evaluate(async (grid) => {
    const { top, bottom } = grid.getBoundingClientRect();
    const isInView = (row) => row.getBoundingClientRect().bottom > top && row.getBoundingClientRect().top < bottom;
    let nBlank = 0;
    for (let at = 1; at <= 40; at += 1) {
      grid.scrollTop = (grid.scrollHeight * at) / 40;
      await new Promise(requestAnimationFrame);
      if (![...grid.querySelectorAll('[role=row][data-event-id]')].some(isInView)) nBlank += 1;
    }
    return nBlank;
  });
  assert.equal(nBlank, 0);
  await app.event('event-1').waitFor();
});
