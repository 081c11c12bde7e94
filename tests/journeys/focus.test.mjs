// Where the focus is, and what keys, a pointer and a finger do: nothing that a person has in hand is lost.
import assert from 'node:assert/strict';

import { event, events, journey, log, submission, transcoding } from './support.mjs';

const mixed = events(12, (number) => ({
  eventName: number % 2 ? 'PutObject' : 'GetObject',
  awsRegion: number % 3 ? 'eu-west-1' : 'us-east-1',
}));
const jobs = log('jobs.json', [
  submission(10, 'job-one'),
  submission(20, 'job-two'),
  transcoding(25, 'CancelJob', { id: 'job-two' }, { readOnly: false }),
  ...Array.from({ length: 20 }, (_, at) => event(30 + at * 30)),
]);

/** A short name of what has the focus. */
const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    if (at === document.body) return 'nothing';
    return at.closest('[role=row]')
      ? `${at.closest('[role=row]').dataset.jobId ?? at.closest('[role=row]').dataset.eventId} ${at.closest('[data-field]')?.dataset.field}`
      : (at.dataset.testid ?? at.getAttribute('aria-label') ?? at.className);
  });

/** Waits until what has the focus has a name. */
async function focusIs(page, name) {
  try {
    await page.waitForFunction(
      (name) =>
        [
          document.activeElement.dataset.testid,
          document.activeElement.getAttribute('aria-label'),
          document.activeElement.className,
        ].includes(name),
      name,
    );
  } catch {
    assert.fail(`the focus is not at ${name} but at ${await focused(page)}`);
  }
}

async function cellFocused(app, id, field) {
  await app.until(
    ([id, field]) => {
      const row = document.activeElement.closest('[role=row]');
      return (
        (row?.dataset.jobId ?? row?.dataset.eventId) === id &&
        document.activeElement.closest('[data-field]').dataset.field === field
      );
    },
    [id, field],
    `the focus is in ${field} of ${id}`,
  );
}

// --- The table ---------------------------------------------------------------------------------------------------------

journey('A job is opened by its lane, and the keys go on from there', {}, async ({ app, page }) => {
  await app.choose(jobs);
  await app.show('jobs');
  await app.job('job-one').locator('[data-field=life]').click();
  await app.find('job-story').waitFor();
  await cellFocused(app, 'job-one', 'submitted');
  assert.ok(await page.locator(':focus').isVisible(), 'the focus can be seen');
  await page.keyboard.press('ArrowRight');
  await cellFocused(app, 'job-one', 'submitted');
  await page.keyboard.press('ArrowLeft');
  await cellFocused(app, 'job-one', 'job');
  await page.keyboard.press('End');
  await cellFocused(app, 'job-one', 'submitted');
  await page.keyboard.press('k');
  await cellFocused(app, 'job-two', 'submitted');
  await page.locator('[data-testid=job-story][data-job-id=job-two]').waitFor();
  await page.keyboard.press('Escape');
  await app.find('job-story').waitFor({ state: 'detached' });
  await cellFocused(app, 'job-two', 'submitted');
});

journey(
  'A column resized beside an open job leaves the columns that are away as they were',
  {},
  async ({ app, page }) => {
    await app.choose(jobs);
    await app.show('jobs');
    const width = async () =>
      Math.round((await app.job('job-one').locator('[data-field=pipeline]').boundingBox()).width);
    const before = await width();
    await app.openJob('job-one');
    await page.keyboard.press('>');
    await page.keyboard.press('Escape');
    await app.find('job-story').waitFor({ state: 'detached' });
    assert.ok((await width()) > before * 0.8, `${await width()} of ${before} pixels`);
  },
);

journey(
  'In a narrow window the keys go over the values that are shown',
  { context: { viewport: { width: 320, height: 640 } } },
  async ({ app, page }) => {
    await app.choose(log('a.json', mixed));
    await app.bar.focus();
    await page.keyboard.press('Escape');
    await app.focusReaches(2);
    const shown = await app
      .row(2)
      .getByRole('gridcell')
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.getClientRects().length > 0).map((cell) => cell.dataset.field),
      );
    assert.ok(shown.length > 2 && shown.length < 9, `${shown}`);
    for (const field of shown.slice(1)) {
      await page.keyboard.press('ArrowRight');
      await cellFocused(app, 'event-12', field);
    }
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await cellFocused(app, 'event-12', shown.at(-2));
    await page.keyboard.press('End');
    await cellFocused(app, 'event-12', shown.at(-1));
    await page.keyboard.press('j');
    await cellFocused(app, 'event-11', shown.at(-1));
  },
);

journey('Delete removes a column on its heading, and does nothing in a row', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  const headings = () => app.table.getByRole('columnheader').count();
  const before = await headings();
  await app.row(2).locator('[data-field=event]').click();
  await page.keyboard.press('Delete');
  await page.keyboard.press('j');
  await app.focusReaches(3);
  assert.equal(await headings(), before);
  await page.keyboard.press('g');
  await page.keyboard.press('ArrowUp');
  await app.focusReaches(1);
  await page.keyboard.press('Delete');
  await app.until((before) => document.querySelectorAll('[role=columnheader]').length === before - 1, before);
});

journey('The next row of a list without rows is none', {}, async ({ app }) => {
  await app.choose(log('a.json', mixed));
  await app.openEvent('event-3');
  await app.filter('event:Nothing');
  const detail = app.find('event-detail');
  await detail.getByRole('button', { name: 'Next row' }).click();
  await detail.getByRole('button', { name: 'Previous row' }).click();
  await detail.locator('.detail-body').press('j');
  await app.filter('');
  assert.equal(await app.matched(), 12);
});

// --- Ranges ------------------------------------------------------------------------------------------------------------

journey(
  'Keys on the time of the lanes work when the events are narrowed to a time without a job',
  {},
  async ({ app }) => {
    await app.choose(jobs);
    const slider = app.find('histogram').getByRole('slider', { name: 'Time range' });
    await slider.press('End');
    await slider.press('Enter');
    await app.settles();
    await app.show('jobs');
    const lanes = app.find('job-strips').getByRole('slider');
    for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'End', 'Home', 'ArrowRight']) await lanes.press(key);
    await app.find('zoom-in').waitFor();
    await lanes.press('Enter');
    await app.settles();
    await lanes.press('Tab');
    assert.notEqual(await app.find('job-table').getAttribute('aria-rowcount'), null, 'the page goes on');
  },
);

journey('The length of a range is changed by a key of its own', {}, async ({ app, page }) => {
  await app.choose(
    log(
      'a.json',
      Array.from({ length: 60 }, (_, at) => event(at * 10)),
    ),
  );
  const histogram = app.find('histogram');
  await histogram.getByRole('slider').press('Home');
  await app.settles();
  const length = histogram.getByRole('spinbutton', { name: 'Length of the range' });
  assert.equal(await length.getAttribute('aria-valuenow'), '1');
  await page.keyboard.press('Tab');
  await focusIs(page, 'Length of the range');
  for (const key of ['ArrowUp', 'ArrowRight', 'ArrowUp', 'ArrowDown']) await page.keyboard.press(key);
  await app.settles();
  assert.equal(await length.getAttribute('aria-valuenow'), '3');
  await page.keyboard.press('Enter');
  await app.settles();
  await length.waitFor({ state: 'detached' });
  await focusIs(page, 'Time range');
});

journey('A gesture that the browser takes over leaves nothing in hand', {}, async ({ app, page }) => {
  await app.choose(jobs);
  const swipe = async (locator) => {
    const { x, y, width } = await locator.boundingBox();
    await page.mouse.move(x + width * 0.3, y + 10);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.4, y + 12);
    await locator.dispatchEvent('pointercancel', { bubbles: true, pointerId: 1 });
    await page.mouse.move(x + width * 0.6, y + 12);
    await page.mouse.move(x + width * 0.8, y + 12);
    await page.mouse.up();
  };
  await swipe(page.locator('.plot'));
  await app.settles();
  assert.equal(await app.find('histogram-zoom').count(), 0, 'the events');
  await app.show('jobs');
  await swipe(app.find('job-strips').locator('.concurrency-body'));
  await app.settles();
  assert.deepEqual([await app.find('zoom-in').count(), await app.find('zoom-out').count()], [0, 0], 'the lanes');
});

journey('Jobs outside of the time that the lanes are zoomed to are marked', {}, async ({ app }) => {
  await app.choose(
    log('a.json', [submission(0, 'job-early'), submission(1000, 'job-middle'), submission(2000, 'job-late')]),
  );
  await app.show('jobs');
  const lanes = app.find('job-strips').getByRole('slider');
  await lanes.press('End');
  await lanes.press('Enter');
  await app.settles();
  const outside = (id) => app.job(id).locator('.timeline').getAttribute('data-outside');
  assert.deepEqual(
    [await outside('job-early'), await outside('job-middle'), await outside('job-late')],
    ['true', 'true', null],
  );
  assert.match(
    await app.job('job-early').locator('.timeline').getAttribute('aria-label'),
    /before the time range of the timelines/,
  );
  await lanes.press('Home');
  await lanes.press('Enter');
  await app.settles();
  assert.deepEqual([await outside('job-early'), await outside('job-late')], [null, 'true']);
});

// --- Dialogs and what opens --------------------------------------------------------------------------------------------

async function run(app, words) {
  await app.page.keyboard.press('Control+k');
  await app.find('palette-input').fill(words);
  await app.page.keyboard.press('Enter');
  await app.find('palette').waitFor({ state: 'detached' });
}

journey(
  'The palette leads to the filter bar, and any dialog gives the focus back however it closes',
  {},
  async ({ app, page }) => {
    await app.choose(log('a.json', mixed));
    await app.row(3).locator('[data-field=event]').click();
    await run(app, 'filter bar');
    await focusIs(page, 'query-input');
    await page.keyboard.type('event:PutObject');
    await page.keyboard.press('Enter');
    await app.settles();
    assert.equal(await app.matched(), 6);

    await app.row(3).locator('[data-field=event]').click();
    await app.focusReaches(3);
    await run(app, 'oldest');
    await app.settles();
    assert.notEqual(await focused(page), 'nothing');
    await app.row(4).locator('[data-field=event]').click();
    await app.focusReaches(4);
    await page.keyboard.press('?');
    await app.find('keys-sheet').getByRole('button', { name: 'Close' }).click();
    await app.find('keys-sheet').waitFor({ state: 'detached' });
    await app.focusReaches(4);
    await page.keyboard.press('?');
    await app.find('keys-sheet').waitFor();
    await page.mouse.click(5, 5);
    await app.find('keys-sheet').waitFor({ state: 'detached' });
    await app.focusReaches(4);
    await page.keyboard.press('j');
    await app.focusReaches(5);
  },
);

journey('A view is saved by its name and Enter', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.filter('event:PutObject');
  await page.keyboard.press('Control+k');
  await app.find('palette-input').fill('save this');
  await page.keyboard.press('Enter');
  const name = page.getByRole('combobox', { name: 'Name of the view' });
  await name.waitFor();
  await focusIs(page, 'palette-input');
  await page.keyboard.type('uploads');
  await page.keyboard.press('Enter');
  await app.find('palette').waitFor({ state: 'detached' });
  await app.filter('');
  // Also where the name is typed at once.
  await run(app, 'everything there is');
  await run(app, 'open view uploads');
  await app.settles();
  assert.equal(await app.bar.inputValue(), 'event:PutObject');
  await run(app, 'open view everything there is');
  await app.settles();
  assert.equal(await app.bar.inputValue(), '');
});

journey('What a button opens closes when the focus leaves it', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.find('zone-button').click();
  await app.find('zone-name').waitFor();
  for (let tab = 0; tab < 6 && (await app.find('zone-name').count()) > 0; tab += 1) await page.keyboard.press('Tab');
  await app.find('zone-name').waitFor({ state: 'detached' });
  assert.equal(await app.find('zone-button').getAttribute('aria-expanded'), 'false');
});

journey(
  'Zones are one stop of Tab, chosen with the arrow keys',
  { context: { timezoneId: 'America/New_York' } },
  async ({ app, page }) => {
    await app.choose(log('a.json', mixed));
    await app.find('zone-button').click();
    const zones = page.getByRole('radiogroup', { name: 'Time zone' });
    await page.locator('[data-zone=utc]').focus();
    await page.keyboard.press('ArrowDown');
    await app.until(() => document.querySelector('[data-testid=zone-button]').innerText === 'UTC-5');
    assert.ok(await zones.locator('[data-zone=local]').isChecked());
    await page.keyboard.press('Tab');
    await focusIs(page, 'zone-name');
    await page.keyboard.press('Escape');
    await focusIs(page, 'zone-button');
    await app.find('zone-button').click();
    await page.getByText('UTC, as CloudTrail writes').click();
    await app.until(() => document.querySelector('[data-testid=zone-button]').innerText === 'UTC');
    await app.find('zone-name').waitFor({ state: 'detached' });
  },
);

journey('Escape closes the innermost thing from wherever nothing else hears it', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.openEvent('event-3');
  await app.openFiles();
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('Escape');
  await app.find('source-list').waitFor({ state: 'hidden' });
  assert.equal(await app.find('event-detail').count(), 1, 'one at a time');
  await app.find('share-link').focus();
  await page.keyboard.press('Escape');
  await app.find('event-detail').waitFor({ state: 'detached' });
});

journey('Escape empties a search before it closes what it is in', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.openEvent('event-3');
  await app.find('leaf-search').fill('clip');
  await page.keyboard.press('Escape');
  assert.equal(await app.find('leaf-search').inputValue(), '');
  await page.keyboard.press('Escape');
  await app.find('event-detail').waitFor({ state: 'detached' });
  assert.ok(await app.table.evaluate((table) => table.contains(document.activeElement)), 'the focus is in the table');

  await app.openFiles();
  await page.getByLabel('Find a file').fill('a');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByLabel('Find a file').inputValue(), '');
  await page.keyboard.press('Escape');
  await app.find('source-list').waitFor({ state: 'hidden' });
});

journey('Typing goes into the search of a facet, and Escape ends it there', {}, async ({ app, page }) => {
  await app.choose(
    log(
      'a.json',
      events(12, (number) => ({ eventName: `Get${number}` })),
    ),
  );
  const facet = page.locator('[data-testid=facet][data-field=event]');
  const tool = facet.getByRole('button', { name: 'Search within Event' });
  await facet.hover();
  await tool.click();
  await page.keyboard.type('1');
  await app.settles();
  const search = facet.getByRole('textbox');
  assert.equal(await search.inputValue(), '1');
  await page.keyboard.press('Escape');
  await search.waitFor({ state: 'detached' });
  await focusIs(page, 'Search within Event');
  await page.keyboard.press('Escape');
  assert.equal(
    await app.find('facets-button').getAttribute('aria-expanded'),
    'true',
    'the panel stays beside the table',
  );
  assert.ok(await app.table.evaluate((table) => table.contains(document.activeElement)), 'the focus is in the table');
});

// --- What is removed ---------------------------------------------------------------------------------------------------

journey('What is removed leaves the focus to its neighbour', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed), log('b.json', [event(20)]), log('c.json', [event(21)]));
  await app.filter('event:PutObject region:eu-west-1');
  const chips = page.locator('.chip-remove');
  await chips.first().focus();
  await page.keyboard.press('Enter');
  await app.until(() => document.querySelectorAll('.chip-remove').length === 1);
  await focusIs(page, 'chip-remove');
  await page.keyboard.press('Enter');
  await app.until(() => document.querySelectorAll('.chip-remove').length === 0);
  await focusIs(page, 'query-input');

  await app.openFiles();
  await app.source('b.json').getByTestId('source-remove').focus();
  await page.keyboard.press('Enter');
  await app.source('b.json').waitFor({ state: 'detached' });
  await focusIs(page, 'source-remove');
  await page.keyboard.press('Escape');

  await app.find('facet-search').fill('userAgent');
  await app.find('facet-search').press('Enter');
  await focusIs(page, 'facet-toggle');
  await page.getByRole('button', { name: 'Remove the facet userAgent' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=facet][data-field=userAgent]').waitFor({ state: 'detached' });
  assert.notEqual(await focused(page), 'nothing');
});

journey(
  'A toast that goes away leaves the focus in the table, or where a press has put it',
  { context: { permissions: ['clipboard-read', 'clipboard-write'] } },
  async ({ app, page }) => {
    await app.choose(log('a.json', mixed));
    const toast = async () => {
      await page.keyboard.press('c');
      await page.getByRole('button', { name: 'Dismiss' }).waitFor();
      await page.getByRole('button', { name: 'Dismiss' }).focus();
    };
    const gone = () => page.getByRole('button', { name: 'Dismiss' }).waitFor({ state: 'detached' });
    await app.row(3).locator('[data-field=event]').focus();
    await toast();
    await gone();
    await app.focusReaches(3);

    await toast();
    // The bare page: nothing there takes the focus.
    await page.locator('.status-line').click();
    assert.equal(await focused(page), 'nothing');
    await gone();
    assert.equal(await focused(page), 'nothing');
    await page.keyboard.press('j');
    await app.focusReaches(3);
  },
);

journey(
  'A finger on a file opens its report and removes nothing',
  { context: { viewport: { width: 390, height: 844 }, hasTouch: true } },
  async ({ app, page }) => {
    await app.choose(log('a.json', mixed), log('b.json', [event(20)]));
    await app.openFiles();
    const row = app.source('a.json');
    const { x, y, width, height } = await row.locator('.file-count').boundingBox();
    await page.touchscreen.tap(x + width - 4, y + height / 2);
    await page.locator('.file-report').waitFor();
    assert.equal(await app.number('source-list', 'data-sources'), 2);
    await row.getByTestId('source-remove').tap();
    await row.waitFor({ state: 'detached' });
  },
);

journey(
  'All files that have room are drawn',
  { context: { viewport: { width: 1280, height: 2400 } } },
  async ({ app }) => {
    await app.choose(
      ...Array.from({ length: 80 }, (_, at) => log(`file-${String(at).padStart(2, '0')}.json`, [event(at)])),
    );
    await app.openFiles();
    await app.source('file-79.json').waitFor();
    assert.equal(await app.find('source').count(), 80);
  },
);

// --- Keys and what is said ---------------------------------------------------------------------------------------------

journey('With Caps Lock, undo is undo, and the keys of the table are as without', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.filter('event:PutObject');
  await app.row(2).locator('[data-field=event]').click();
  const press = (key, held = {}) =>
    page.evaluate(
      ([key, held]) =>
        document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }),
        ),
      [key, held],
    );
  const capsLock = { modifierCapsLock: true };
  await press('J', capsLock);
  await app.focusReaches(3);
  await press('Z', { ctrlKey: true, ...capsLock });
  await app.until(() => document.querySelector('[data-testid=query-input]').value === '');
  await press('z', { ctrlKey: true, shiftKey: true, ...capsLock });
  await app.until(() => document.querySelector('[data-testid=query-input]').value === 'event:PutObject');
});

journey('What was typed is kept when something else is pressed before the pause', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.bar.fill('event:PutObject');
  await page.locator('[data-testid=facet][data-field=region] [data-value=us-east-1]').click();
  await app.settles();
  assert.equal(await app.bar.inputValue(), 'event:PutObject region:us-east-1');
  assert.equal(
    await app.matched(),
    mixed.filter(({ eventName, awsRegion }) => eventName === 'PutObject' && awsRegion === 'us-east-1').length,
  );

  // By a script there is no pointer that takes the focus away: what is pressed last holds.
  await page.evaluate(() => {
    const bar = document.querySelector('[data-testid=query-input]');
    bar.value = 'late';
    bar.dispatchEvent(new InputEvent('input', { bubbles: true }));
    document.querySelector('[data-testid=view-jobs]').click();
  });
  await app.settles();
  await app.until(() => document.querySelector('[data-testid=view-jobs]').ariaSelected === 'true');
  assert.equal(await app.find('app').getAttribute('data-query'), '');
  assert.equal(await app.bar.inputValue(), '');
});

journey(
  'A failure is announced at once and stays, however much passes after it',
  { context: { permissions: ['clipboard-read', 'clipboard-write'] } },
  async ({ app, page }) => {
    const address = page.url().split('#')[0];
    await page.goto('about:blank');
    await page.goto(`${address}#v=1&q=event:PutObject&colour=red`);
    await app.reaches('empty');
    const failures = page.getByRole('alert', { name: 'Failures' });
    const failure = failures.getByText('Not all of the link could be shown');
    await failure.waitFor();
    await app.choose(log('a.json', mixed));
    await app.row(2).locator('[data-field=event]').click();
    await page.keyboard.press('c');
    await page.getByRole('status', { name: 'Notices' }).getByText('Copied').waitFor();
    await app.find('share-link').click();
    await page.getByText('Link copied').waitFor();
    await failure.waitFor();
    await failures.getByRole('button', { name: 'Dismiss' }).click();
    await failure.waitFor({ state: 'detached' });
  },
);

journey(
  'The browser asks before files that were given are lost, and not before a sample is',
  {},
  async ({ app, page }) => {
    let asked = 0;
    page.on('dialog', async (dialog) => {
      asked += dialog.type() === 'beforeunload' ? 1 : 0;
      await dialog.accept();
    });
    await app.openSample();
    await app.row(2).click();
    await page.reload();
    assert.equal(asked, 0);
    await app.reaches('empty');
    await app.choose(log('a.json', mixed));
    await app.row(2).click();
    await page.reload();
    assert.equal(asked, 1);
    await app.reaches('empty');
    await app.choose(log('a.json', mixed));
    await app.openFiles();
    await app.find('source-remove').click();
    await app.reaches('empty');
    await page.reload();
    assert.equal(asked, 1, 'nothing is left to lose');
  },
);

// --- Events and stories ------------------------------------------------------------------------------------------------

journey('An open event that another filter hides says so', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  await app.filter('event:PutObject');
  await app.openEvent('event-3');
  const note = page.getByText('The filter hides this event in the table');
  assert.equal(await note.count(), 0);
  await app.filter('event:GetObject');
  await note.waitFor();
  await app.filter('region:us-east-1');
  await note.waitFor({ state: 'detached' });
});

journey(
  'What leads to an event shows it from its beginning, and what leads on keeps it in view',
  {},
  async ({ app }) => {
    const long = { requestParameters: Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`member${at}`, at])) };
    await app.choose(log('a.json', [event(0, long), ...events(400, (number) => (number === 200 ? long : {}))]));
    await app.filter('');
    await app.bar.fill('"clip 200"');
    await app.filter('member7');
    await app.openEvent('event-200');
    const body = app.find('event-detail').locator('.detail-body');
    await body.evaluate((body) => body.scrollTo(0, 400));
    await app.find('neighbours').getByRole('button', { name: 'All within 5 minutes' }).click();
    await app.settles();
    assert.ok((await app.matched()) > 100);
    await app.event('event-200').waitFor();
    await app.event('event-200').locator('[data-field=event]').click({ trial: true });
    assert.equal(await body.evaluate((body) => body.scrollTop), 0);
  },
);

journey('Compared events are told apart by their times', {}, async ({ app }) => {
  await app.choose(log('a.json', [event(1), event(2)]));
  for (const id of ['event-1', 'event-2']) {
    await app.openEvent(id);
    await app.find('compare').click();
  }
  const compared = await app.find('comparison').locator('.compared').getByRole('listitem').allInnerTexts();
  assert.match(compared[0], /10:00:01/);
  assert.match(compared[1], /10:00:02/);
  const paths = await app
    .find('comparison')
    .locator('[data-path]')
    .evaluateAll((all) => all.map(({ dataset }) => dataset.path));
  assert.deepEqual(paths.slice(-2).sort(), ['eventID', 'requestID']);
  await app
    .find('comparison')
    .getByText(`${paths.length - 2} differences`)
    .waitFor();
});

journey('A link to a job that the files lack says so, until they have it', {}, async ({ app, page }) => {
  const address = page.url().split('#')[0];
  const key = 'elastic-transcoder/job|444455556666|eu-west-1|job-two';
  await page.goto('about:blank');
  await page.goto(`${address}#v=1&tab=jobs&job=${encodeURIComponent(key)}`);
  await app.reaches('empty');
  await app.choose(log('a.json', [submission(1, 'job-one')]));
  const missing = app.find('story-missing');
  await missing.getByRole('heading', { name: 'This job is not in these files' }).waitFor();
  assert.match(await missing.innerText(), /job-two/);
  assert.equal(await page.getByText('1 selected').count(), 0);
  await app.choose(log('b.json', [submission(2, 'job-two')]));
  await page.locator('[data-testid=job-story][data-job-id=job-two]').waitFor();
});

journey('A story gives way when things of another kind are listed', {}, async ({ app, page }) => {
  await app.choose(jobs);
  await app.show('jobs');
  await app.openJob('job-one');
  await app.find('job-shelf').getByRole('button', { name: 'Pipelines, queues, templates' }).click();
  await app.settles();
  assert.equal(await app.find('job-story').count(), 0);
  assert.equal(await page.getByText('1 selected').count(), 0);
});

journey('The number beside the histogram is the count of its tallest bar', {}, async ({ app }) => {
  await app.choose(log('a.json', [...events(500), event(4000, { eventName: 'DeleteTrail' })]));
  const told = () =>
    app
      .find('histogram')
      .getByTitle('The tallest bar')
      .innerText()
      .then((text) => Number(text.replace(/\D/g, '')));
  const most = (of) =>
    app
      .find('histogram-bar')
      .evaluateAll((bars, of) => Math.max(...bars.map(({ dataset }) => Number(dataset[of]))), of);
  assert.equal(await told(), await most('all'));
  await app.filter('event:DeleteTrail');
  assert.equal(await told(), await most('count'));
});

journey('All values of a facet are shown at once', {}, async ({ app, page }) => {
  await app.choose(
    log(
      'a.json',
      events(150, (number) => ({ eventName: `Get${number}` })),
    ),
  );
  const facet = page.locator('[data-testid=facet][data-field=event]');
  await facet.getByRole('button', { name: 'All 150' }).click();
  await app.settles();
  assert.equal(await facet.getByTestId('facet-value').count(), 150);
  await facet.getByRole('button', { name: 'Fewer' }).click();
  await app.settles();
  assert.equal(await facet.getByTestId('facet-value').count(), 5);
});
