// A telephone: nothing runs out of the side, and rows are there to be read.
import assert from 'node:assert/strict';

import { event, events, journey, log, submission } from './support.mjs';

const trail = log('a.json', [
  ...events(100),
  event(101, { eventName: 'DeleteObject', errorCode: 'AccessDenied' }),
  submission(110, '1709287200000-abc123'),
]);

const telephone = { viewport: { width: 390, height: 844 }, hasTouch: true };

journey('A touch anywhere on a row opens it', { context: telephone }, async ({ app }) => {
  await app.choose(trail);
  // Not nearer to an edge than this: Chromium moves a touch to the row that the finger covers more of.
  for (const position of [
    { x: 200, y: 24 },
    { x: 6, y: 24 },
    { x: 300, y: 36 },
    { x: 386, y: 16 },
  ]) {
    await app.event('event-101').tap({ position });
    await app.detailOf('event-101');
    await app.find('event-detail').getByRole('button', { name: 'Close' }).click();
    await app.find('event-detail').waitFor({ state: 'detached' });
  }
});

journey(
  'At 320 pixels the buttons stand in one line, and a chip is whole while a range is tried out',
  { context: { ...telephone, viewport: { width: 320, height: 640 } } },
  async ({ app }) => {
    await app.choose(trail, ...Array.from({ length: 99 }, (_, at) => log(`no-${at}.json`, [{}])));
    const tops = [];
    for (const name of ['files-button', 'zone-button', 'export-menu', 'share-link', 'commands-button'])
      tops.push((await app.find(name).boundingBox()).y);
    assert.ok(Math.max(...tops) - Math.min(...tops) < 12, `${tops}`);
    await app.filter('actor:noor');
    const slider = app.find('histogram').getByRole('slider');
    const isWhole = async (where) => {
      const { left, right, width } = await app.page.locator('.chips').evaluate((list) => {
        const { left, right } = list.querySelector('.chip').getBoundingClientRect();
        return {
          left: left - list.getBoundingClientRect().left,
          right: right - list.getBoundingClientRect().right,
          width: list.clientWidth,
        };
      });
      assert.ok(left >= 0 && right <= 1, `${where}: ${left}, ${right} of ${width}`);
    };
    await slider.press('ArrowRight');
    await app.settles();
    await isWhole('tried out');
    await slider.press('Enter');
    await app.settles();
    await isWhole('narrowed');
  },
);

journey(
  'Escape closes what covers the table',
  { context: { viewport: { width: 320, height: 640 } } },
  async ({ app, page }) => {
    await app.choose(trail);
    await app.openEvent('event-101');
    await page.keyboard.press('j');
    await app.detailOf('event-100');
    await page.keyboard.press('Escape');
    await app.find('event-detail').waitFor({ state: 'detached' });
    assert.ok(await app.table.evaluate((table) => table.contains(document.activeElement)), 'the focus is in the table');
    await app.find('files-button').press('Enter');
    await app.find('source-list').waitFor();
    await page.keyboard.press('Escape');
    await app.find('source-list').waitFor({ state: 'hidden' });
    await app.show('jobs');
    await app.openJob('1709287200000-abc123');
    await page.keyboard.press('Escape');
    await app.find('job-story').waitFor({ state: 'detached' });
  },
);

journey(
  'What is too long is shortened, and no row takes a third line',
  { context: { ...telephone, viewport: { width: 320, height: 640 } } },
  async ({ app }) => {
    const userIdentity = {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::444455556666:assumed-role/encoder-submit/i-016ec251b72e35ceb016ec251b72e35ceb',
    };
    await app.choose(
      log('a.json', [
        event(1, { userIdentity, errorCode: 'ThrottlingException' }),
        event(2, { userIdentity }),
        event(400_000, { eventName: 'DescribeNetworkInterfaceAttribute' }),
      ]),
    );
    for (const id of ['event-1', 'event-2', 'event-400000']) {
      const row = await app.event(id).boundingBox();
      for (const field of ['event', 'time', 'actor', 'target']) {
        await app.event(id).locator(`[data-field=${field}]`).hover();
        const cell = await app.event(id).locator(`[data-field=${field}]`).boundingBox();
        assert.ok(cell.width > 20, `${field} of ${id} is ${cell.width} pixels wide`);
        assert.ok(
          cell.y >= row.y && cell.y + cell.height <= row.y + row.height + 1,
          `${field} of ${id}: ${JSON.stringify([row, cell])}`,
        );
      }
    }
  },
);

journey('The page fits a telephone in every part', { context: telephone }, async ({ app, page }) => {
  const fits = async (where) => {
    const { page: width, wide } = await page.evaluate(() => {
      const wide = [...document.querySelectorAll('body *')].filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        const isHidden =
          one.closest('.visually-hidden, [hidden], svg') ||
          width === 0 ||
          getComputedStyle(one).visibility === 'hidden';
        // What runs out of a part that clips or scrolls is that part's own affair.
        const clips = (at) =>
          at && at !== document.body && (getComputedStyle(at).overflowX !== 'visible' || clips(at.parentElement));
        return !isHidden && (right > innerWidth + 1 || left < -1) && !clips(one.parentElement);
      });
      return { page: document.documentElement.scrollWidth, wide: wide.map((one) => one.outerHTML.slice(0, 100)) };
    });
    assert.ok(width <= 390, `${where}: the page is ${width} pixels wide`);
    assert.deepEqual(wide, [], where);
  };
  /** Whether an element is in view as a whole, and large enough to be read. */
  const isReadable = async (locator, what) => {
    const box = await locator.boundingBox();
    assert.ok(box && box.width > 20 && box.height >= 11, `${what} is there: ${JSON.stringify(box)}`);
    assert.ok(box.x >= 0 && box.x + box.width <= 391, `${what} is within the page: ${JSON.stringify(box)}`);
  };

  await fits('first screen');
  await isReadable(page.getByRole('main').getByRole('button', { name: 'Choose files' }), 'the button');
  await app.choose(trail);
  await fits('events');
  for (const field of ['time', 'event', 'actor'])
    await isReadable(app.event('event-101').locator(`[data-field=${field}]`), field);
  await isReadable(app.bar, 'the filter');

  await app.event('event-101').locator('[data-field=event]').tap();
  await app.detailOf('event-101');
  await fits('event detail');
  await isReadable(app.find('event-detail').getByRole('heading', { name: 'DeleteObject' }), 'the heading');
  await app.rawText();
  await fits('record as written');
  await app.find('event-detail').getByRole('button', { name: 'Close' }).click();

  await app.openFiles();
  await fits('files');
  await app.find('source-list').getByRole('button', { name: 'Close the list of files' }).click();

  await app.show('jobs');
  await fits('jobs');
  await isReadable(app.job('1709287200000-abc123').locator('[data-field=job]'), 'the job');
  await app.job('1709287200000-abc123').locator('[data-field=job]').tap();
  await app.find('job-story').waitFor();
  await fits('story');
  await app.find('job-step').click();
  await app.detailOf('event-110');
  await fits('the event of a step');
});
