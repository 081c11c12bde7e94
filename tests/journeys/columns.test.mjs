// The columns of a table: chosen, moved, resized, kept; and the zone in which times are shown.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { event, events, journey, log, submission } from './support.mjs';

const headings = (app) =>
  app.table.locator('[role=columnheader]').evaluateAll((all) => all.map((one) => one.dataset.field));
const heading = (app, field) => app.table.locator(`[role=columnheader][data-field=${JSON.stringify(field)}]`);
const widthOf = (app, field) => heading(app, field).evaluate((one) => Math.round(one.getBoundingClientRect().width));
const first = ['time', 'event', 'service', 'actor', 'target', 'region', 'account', 'ip', 'error'];

async function choose(app, ...fields) {
  await app.find('columns-button').click();
  for (const field of fields)
    await app.page.locator(`[data-testid=column-choice][data-field=${JSON.stringify(field)}]`).click();
  await app.page.keyboard.press('Escape');
  await app.settles();
}

async function addPath(app, path) {
  await app.find('columns-button').click();
  await app.find('column-search').fill(path);
  await app.page.keyboard.press('Enter');
  await app.page.keyboard.press('Escape');
  await app.settles();
}

journey('Any field and any path can be a column, and its cells filter', {}, async ({ app }) => {
  await app.choose(
    log('a.json', [
      event(1),
      event(2, { userIdentity: { type: 'Root' } }),
      event(3, { requestParameters: { tags: [{ k: 'x' }, { k: 'y' }] } }),
    ]),
  );
  await choose(app, 'identity', 'outcome', 'source', 'ip');
  assert.deepEqual(await headings(app), [...first.filter((field) => field !== 'ip'), 'identity', 'outcome', 'source']);
  assert.deepEqual(await app.column('identity'), ['iam-user', 'root', 'iam-user']);
  assert.deepEqual(await app.column('source'), ['a.json', 'a.json', 'a.json']);

  await addPath(app, 'requestparameters.key');
  const cells = app.table.locator('[role=gridcell][data-field="requestParameters.key"]');
  assert.deepEqual(await cells.allInnerTexts(), ['–', 'clip 2.mov', 'clip 1.mov']);
  await addPath(app, 'requestParameters.tags.k');
  assert.equal(
    await app.table.locator('[role=gridcell][data-field="requestParameters.tags.k"]').first().innerText(),
    'x +1',
  );

  await cells.nth(1).hover();
  await cells.nth(1).locator('[data-tool=for]').click();
  await app.settles();
  assert.equal(await app.matched(), 1);
  assert.match(await app.bar.inputValue(), /^requestParameters\.key:/);
});

journey(
  'A cell of objects says how many there are, its file has all of them, and filtering for it asks whether there are any',
  {},
  async ({ app }) => {
    const tags = [
      { key: 'Env', value: 'prod' },
      { key: 'Team', value: 'films' },
    ];
    await app.choose(log('a.json', [event(1, { requestParameters: { tags } }), event(2)]));
    await addPath(app, 'requestParameters.tags');
    const cell = app.table.locator('[role=gridcell][data-field="requestParameters.tags"]').nth(1);
    assert.equal(await cell.innerText(), '{"key":"Env","value":"prod"} +1');
    await cell.hover();
    await cell.locator('[data-tool=for]').click();
    await app.settles();
    assert.equal(await app.bar.inputValue(), 'requestParameters.tags:*');
    assert.equal(await app.matched(), 1);
    await app.find('export-menu').click();
    const coming = app.page.waitForEvent('download');
    await app.find('export-csv').click();
    const text = await readFile(await (await coming).path(), 'utf8');
    assert.ok(text.includes('{""key"":""Env"",""value"":""prod""}; {""key"":""Team"",""value"":""films""}'), text);
  },
);

journey('Columns are moved by dragging and by keys', {}, async ({ app, page }) => {
  await app.choose(log('a.json', events(3)));
  const box = async (field) => heading(app, field).boundingBox();
  const [from, to] = [await box('region'), await box('event')];
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x - 40, from.y + 10, { steps: 3 });
  await page.mouse.move(to.x + 20, to.y + 10, { steps: 5 });
  await page.mouse.up();
  assert.deepEqual(await headings(app), [
    'time',
    'region',
    'event',
    'service',
    'actor',
    'target',
    'account',
    'ip',
    'error',
  ]);
  assert.equal(await app.state(), 'ready', 'a drag does not sort');
  assert.equal(await heading(app, 'region').getAttribute('aria-sort'), 'none');

  await app.row(2).locator('[data-field=time]').click();
  await page.keyboard.press('Shift+ArrowRight');
  await app.until(() => document.activeElement.closest('[data-field=time]')?.ariaColIndex === '2');
  assert.deepEqual((await headings(app)).slice(0, 3), ['region', 'time', 'event']);
  assert.deepEqual(await app.column('region'), ['eu-west-1', 'eu-west-1', 'eu-west-1']);
  await page.keyboard.press('ArrowUp');
  await app.focusReaches(1);
  await page.keyboard.press('Delete');
  await app.until(() => !document.querySelector('[role=columnheader][data-field=time]'));
});

journey('Columns are resized by their edge, fitted by a double click, and by keys', {}, async ({ app, page }) => {
  const key = 'a rather long name of a file, to be seen whole once the column is fitted.mov';
  await app.choose(
    log(
      'a.json',
      events(3, () => ({ requestParameters: { bucketName: 'media', key } })),
    ),
  );
  const before = await widthOf(app, 'event');
  const edge = await heading(app, 'event').locator('[data-edge]').boundingBox();
  await page.mouse.move(edge.x + 4, edge.y + 8);
  await page.mouse.down();
  await page.mouse.move(edge.x + 34, edge.y + 8, { steps: 3 });
  await page.mouse.move(edge.x + 64, edge.y + 8, { steps: 3 });
  await page.mouse.up();
  assert.ok(Math.abs((await widthOf(app, 'event')) - before - 60) <= 2, 'the edge follows the pointer');

  const isCut = () =>
    app
      .row(2)
      .locator('[data-field=target] .head')
      .evaluate((head) => head.scrollWidth > head.clientWidth + 1);
  assert.equal(await isCut(), true);
  await heading(app, 'target').locator('[data-edge]').dblclick();
  await app.until(() => {
    const head = document.querySelector('[role=gridcell][data-field=target] .head');
    return head.scrollWidth <= head.clientWidth + 1;
  });

  await app.row(2).locator('[data-field=service]').click();
  const service = await widthOf(app, 'service');
  await page.keyboard.press('>');
  await app.until(
    (width) =>
      Math.abs(
        document.querySelector('[role=columnheader][data-field=service]').getBoundingClientRect().width - width,
      ) < 2,
    service + 16,
  );
  await page.keyboard.press('<');
  await page.keyboard.press('<');
  await app.until(
    (width) =>
      Math.abs(
        document.querySelector('[role=columnheader][data-field=service]').getBoundingClientRect().width - width,
      ) < 2,
    service - 16,
  );
});

journey('Columns are kept for the next visit; nonsense means the first ones', {}, async ({ app, page }) => {
  await app.choose(log('a.json', [...events(3), submission(9, '1409288046914-q7m2xd')]));
  await choose(app, 'write', 'error');
  const chosen = [...first.filter((field) => field !== 'error'), 'write'];
  assert.deepEqual(await headings(app), chosen);
  await app.show('jobs');
  await choose(app, 'region');
  assert.equal((await headings(app)).at(-1), 'region');

  const address = page.url().split('#')[0];
  const again = async () => {
    // Not by its link, which holds the columns as well.
    await page.goto('about:blank');
    await page.goto(address);
    await app.reaches('empty');
    await app.choose(log('a.json', events(3)));
    return headings(app);
  };
  assert.deepEqual(await again(), chosen);
  await page.evaluate(() => localStorage.setItem('trailglass:columns:events', '\u0000;{"[,,'));
  assert.deepEqual(await again(), first);
  await choose(app, 'write');
  await app.find('columns-button').click();
  await app.find('columns-reset').click();
  assert.deepEqual(await headings(app), first);
});

journey('The former order decides between equals', {}, async ({ app }) => {
  const region = (number) => ({ awsRegion: number % 2 ? 'eu-west-1' : 'us-east-1', eventName: number < 3 ? 'A' : 'B' });
  await app.choose(log('a.json', events(4, region)));
  for (const field of ['event', 'region']) {
    await heading(app, field).getByRole('button').click();
    await app.settles();
  }
  assert.deepEqual(await app.ids(), ['event-1', 'event-3', 'event-2', 'event-4']);
  assert.match(await heading(app, 'time').getByRole('button').getAttribute('title'), /Newest first/);
});

journey(
  'Times are shown in UTC, locally or in a named zone, and the offset always',
  { context: { timezoneId: 'America/New_York' } },
  async ({ app, page }) => {
    await app.choose(log('a.json', [event(1)]));
    const shown = () => app.row(2).locator('time').innerText();
    const zone = app.find('zone-button');
    assert.deepEqual([await zone.innerText(), await shown()], ['UTC', '10:00:01']);

    await zone.click();
    await page.locator('[data-zone=local]').click();
    await app.until(() => document.querySelector('[data-testid=zone-button]').innerText === 'UTC-5');
    assert.deepEqual([await zone.innerText(), await shown()], ['UTC-5', '05:00:01']);
    assert.match(await app.row(2).locator('time').getAttribute('title'), /^2024-03-01T10:00:01Z/);
    assert.deepEqual(await app.column('time'), ['2024-03-01T10:00:01Z'], 'scripts read UTC');
    assert.match(await heading(app, 'time').innerText(), /UTC-5/);

    await zone.click();
    await app.find('zone-name').fill('Asia/Kolkata');
    await app.find('zone-name').press('Enter');
    await app.until(() => document.querySelector('[data-testid=zone-button]').innerText === 'UTC+5:30');
    assert.equal(await shown(), '15:30:01');
    // The address is written after the page was painted, and is what a reload starts from.
    await app.until(() => location.hash.includes('zone=Asia'));

    await page.reload();
    await app.reaches('empty');
    await app.choose(log('a.json', [event(1)]));
    assert.equal(await shown(), '15:30:01', 'the zone is kept');
  },
);

journey('Where the offset changes within the files, each time says its own', {}, async ({ app, page }) => {
  await page.evaluate(() => localStorage.setItem('trailglass:zone', 'Europe/Berlin'));
  await page.reload();
  await app.reaches('empty');
  await app.choose(
    log('a.json', [event(1, { eventTime: '2024-03-31T00:59:59Z' }), event(2, { eventTime: '2024-03-31T01:00:00Z' })]),
  );
  assert.equal(await app.find('zone-button').innerText(), 'UTC+1/+2');
  const shown = await app.table.locator('time').allInnerTexts();
  assert.deepEqual(
    shown.map((text) => text.replace(/\s+/g, ' ')),
    ['03:00:00 +2', '01:59:59 +1'],
  );
});
