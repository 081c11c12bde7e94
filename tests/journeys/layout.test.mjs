// Room for what is read, at every width: the filter, panels that are widened, columns wider than the table, times with
// their offsets.
import assert from 'node:assert/strict';

import { event, events, journey, log, submission } from './support.mjs';

const trail = log('a.json', [
  ...events(60),
  event(70, { errorCode: 'AccessDenied' }),
  submission(80, '1709287200000-abc123'),
]);

const width = (locator) => locator.evaluate((one) => one.getBoundingClientRect().width);

journey('The filter has room at every width', {}, async ({ app, page }) => {
  await app.choose(trail);
  for (const across of [320, 480, 640, 641, 680, 720, 760, 800, 860, 900, 901, 960, 1000, 1024, 1200, 1440, 1920]) {
    await page.setViewportSize({ width: across, height: 800 });
    assert.ok((await width(app.bar)) >= 180, `${await width(app.bar)} pixels of ${across}`);
    const bar = await page.locator('.filter-bar').boundingBox();
    const help = await app.find('query-help').boundingBox();
    assert.ok(
      help.x + help.width <= bar.x + bar.width && bar.x + bar.width <= across,
      `${across}: the bar holds its buttons`,
    );
  }
});

for (const { name, panel, open, wider } of [
  { name: 'facets', panel: '.facets', open: async () => {}, wider: 'ArrowRight' },
  { name: 'detail', panel: '[data-testid=event-detail]', open: (app) => app.openEvent('event-70'), wider: 'ArrowLeft' },
  {
    name: 'story',
    panel: '[data-testid=job-story]',
    open: async (app) => {
      await app.show('jobs');
      await app.openJob('1709287200000-abc123');
    },
    wider: 'ArrowLeft',
  },
  { name: 'files', panel: '[data-testid=source-list]', open: (app) => app.openFiles(), wider: 'ArrowLeft' },
]) {
  journey(
    `The panel of the ${name} is made wider by its edge, with the pointer and with keys, and stays so`,
    { context: { viewport: { width: 1440, height: 800 } } },
    async ({ app, page }) => {
      await app.choose(trail);
      await open(app);
      const at = () => width(page.locator(panel));
      const edge = app.find(`splitter-${name}`);
      const first = await at();

      const { x, y, height } = await edge.boundingBox();
      await page.mouse.move(x + 4, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + 4 + (wider === 'ArrowRight' ? 80 : -80), y + height / 2, { steps: 4 });
      await page.mouse.up();
      const dragged = await at();
      assert.ok(Math.abs(dragged - first - 80) <= 2, `${first} and 80 is ${dragged}`);
      assert.equal(Number(await edge.getAttribute('aria-valuenow')), Math.round(dragged));

      await edge.press(wider);
      assert.ok((await at()) > dragged, 'an arrow key makes it wider');
      const kept = await at();
      await page.reload();
      await app.reaches('empty');
      await app.choose(trail);
      // The link has the open row with it; the list of files is opened again.
      if (!(await page.locator(panel).isVisible())) await open(app);
      await page.locator(panel).waitFor();
      assert.equal(await at(), kept, 'kept over a reload');

      await edge.dblclick();
      assert.equal(await at(), first, 'a double click resets it');
    },
  );
}

journey('The tools of a facet value never lie over its name', {}, async ({ app, page }) => {
  await app.choose(
    log(
      'a.json',
      Array.from({ length: 3 }, (_, at) => event(at, { eventName: 'GetStorageLensConfigurationTagging' })),
    ),
  );
  const row = app.page.locator('[data-testid=facet][data-field=event] .facet-row').first();
  await row.hover();
  await app.until(
    () =>
      getComputedStyle(document.querySelector('[data-testid=facet][data-field=event] .facet-tools')).visibility ===
        'visible' &&
      getComputedStyle(document.querySelector('[data-testid=facet][data-field=event] .facet-tools')).opacity === '1',
  );
  const name = await row.locator('.facet-text').boundingBox();
  const tools = await row.locator('.facet-tools').boundingBox();
  assert.ok(name.x + name.width <= tools.x + 1, `${JSON.stringify(name)} and ${JSON.stringify(tools)}`);
  assert.equal(await row.locator('.facet-text').textContent(), 'GetStorageLensConfigurationTagging');
  // What is cut is its middle: names differ in their ends as well.
  assert.equal(await row.locator('.tail').textContent(), 'Tagging');
  await page.mouse.move(0, 0);
});

journey(
  'The first column and the mark of the outcome stay while the others are scrolled, and a column that is added comes into view',
  { context: { viewport: { width: 1000, height: 600 } } },
  async ({ app, page }) => {
    await app.choose(trail);
    const inView = async (locator) => {
      const [box, table] = [await locator.boundingBox(), await app.table.boundingBox()];
      return box.x >= table.x - 1 && box.x + box.width <= table.x + table.width + 1;
    };
    for (const field of ['userAgent', 'requestParameters.input.key', 'eventID', 'requestID']) {
      await app.find('columns-button').click();
      await app.find('column-search').fill(field);
      await app.find('column-search').press('Enter');
      await page.keyboard.press('Escape');
    }
    await app.settles();
    assert.ok(await app.table.evaluate((table) => table.scrollLeft > 0), 'scrolled to the end');
    assert.ok(
      await inView(app.table.locator('[role=columnheader][data-field=requestID]')),
      'the heading that was added',
    );
    assert.ok(await inView(app.event('event-70').locator('[data-field=time] time')), 'the time');
    assert.ok(await inView(app.event('event-70').locator('.outcome-mark')), 'the mark');
    // The button that chooses columns leaves the words of the last heading free.
    const heading = await app.table.locator('[role=columnheader]').last().locator('.label').boundingBox();
    const button = await app.find('columns-button').boundingBox();
    assert.ok(heading.x + heading.width <= button.x + 1, `${JSON.stringify(heading)} and ${JSON.stringify(button)}`);
  },
);

journey(
  'The offset stands whole in the heading and in the cells, in every zone',
  { context: { viewport: { width: 1440, height: 800 } } },
  async ({ app, page }) => {
    // From winter to summer, so that the offset changes.
    await app.choose(
      log('a.json', [
        event(1, { eventTime: '2024-02-01T10:00:00Z' }),
        event(2, { eventTime: '2024-07-01T10:00:00Z' }),
        submission(3, '1709287200000-abc123'),
      ]),
    );
    const isWhole = (locator) =>
      locator.evaluateAll((all) =>
        all.every((one) => {
          const cell = one.closest('.cell');
          return (
            one.getBoundingClientRect().right <= cell.getBoundingClientRect().right + 0.5 &&
            one.scrollWidth <= one.clientWidth + 1
          );
        }),
      );
    for (const zone of ['UTC', 'Asia/Kolkata', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe']) {
      await app.find('zone-button').click();
      await app.find('zone-name').fill(zone);
      await app.find('zone-name').press('Tab');
      await page.keyboard.press('Escape');
      for (const view of ['jobs', 'events']) {
        await app.show(view);
        assert.ok(await isWhole(app.table.locator('[role=columnheader] .unit')), `${zone}, ${view}: the heading`);
        assert.ok(await isWhole(app.table.locator('[role=gridcell] time')), `${zone}, ${view}: the cells`);
      }
    }
  },
);

journey(
  'Chips are whole, and of a long path the value is kept',
  { context: { viewport: { width: 1024, height: 700 } } },
  async ({ app, page }) => {
    await app.choose(trail);
    await app.filter(
      'event:Get* -region:us-west-2 userIdentity.sessionContext.attributes.mfaAuthenticated:false -ip:10.0.0.0/8 write:true actor:*encoder* -error:AccessDenied',
    );
    const chips = page.locator('.chip');
    assert.equal(await chips.count(), 7);
    const span = await page.locator('.time-span').boundingBox();
    for (const chip of await chips.all()) {
      const box = await chip.boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= span.x, `${await chip.textContent()}: ${JSON.stringify(box)}`);
      const value = chip.locator('.chip-value');
      assert.ok(
        await value.evaluate((one) => one.scrollWidth <= one.clientWidth),
        `${await chip.textContent()} has its value`,
      );
    }
  },
);

journey('A chip of a time says UTC, unless an offset was typed', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.filter('time:2024-03-01T10');
  assert.equal(await app.matched(), 62);
  assert.match(await page.locator('.chip').textContent(), /UTC/);
  await app.filter('time:2024-03-01T19+09:00');
  assert.equal(await app.matched(), 62);
  assert.doesNotMatch(await page.locator('.chip').textContent(), /UTC/);
});

journey('Suggestions leave what is wrong, and its remedy, in sight', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.bar.click();
  await app.bar.pressSequentially('evnt:x eve');
  await app.find('query-problem').waitFor();
  await app.find('suggestions').waitFor();
  const list = await app.find('suggestions').boundingBox();
  for (const part of await page.locator('.problem-row > :is(span, button)').all()) {
    const box = await part.boundingBox();
    assert.ok(
      box.y + box.height <= list.y || box.x >= list.x + list.width,
      `${await part.textContent()}: ${JSON.stringify([box, list])}`,
    );
  }
});
