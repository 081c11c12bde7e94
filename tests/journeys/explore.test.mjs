// Facets and the histogram: what they count, and how they narrow what is shown.
import assert from 'node:assert/strict';

import { event, journey, log, submission } from './support.mjs';

const regions = ['us-east-1', 'eu-west-1', 'eu-west-1', 'ap-south-1'];
const names = ['GetObject', 'GetObject', 'PutObject', 'HeadObject', 'ListBuckets', 'DeleteObject', 'CopyObject'];
const codes = [undefined, undefined, 'AccessDenied', 'NoSuchKey'];

/** 240 events, ten seconds apart. */
const records = Array.from({ length: 240 }, (_, at) =>
  event(at * 10, {
    eventName: names[at % names.length],
    awsRegion: regions[at % regions.length],
    errorCode: codes[at % 5],
    userIdentity: { type: 'IAMUser', userName: at % 3 === 0 ? 'noor' : 'ada', accountId: '444455556666' },
    requestParameters: { bucketName: `bucket ${at % 2}`, tags: [{ Key: 'team' }, { Key: at % 3 === 0 ? 'a' : 'b' }] },
  }),
);
const trail = log('a.json', records);

/** How many records have each value, the most frequent first and then by the alphabet. */
function counted(records, valueIn) {
  const counts = new Map();
  for (const record of records) {
    for (const value of new Set([valueIn(record)].flat())) {
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts].sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1));
}

function facet(app, field) {
  const whole = app.page.locator(`[data-testid=facet][data-field=${JSON.stringify(field)}]`);
  const value = (name) => whole.locator(`[data-testid=facet-value][data-value=${JSON.stringify(name)}]`);
  return {
    whole,
    toggle: whole.getByTestId('facet-toggle'),
    value,
    exclude: (name) => whole.getByRole('button', { name: `Exclude ${name}` }),
    values: () =>
      whole
        .getByTestId('facet-value')
        .evaluateAll((values) => values.map(({ dataset }) => [dataset.value, Number(dataset.count)])),
  };
}

async function bars(app) {
  return app.find('histogram-bar').evaluateAll((bars) =>
    bars.map(({ dataset }) => ({
      start: dataset.start,
      end: dataset.end,
      count: Number(dataset.count),
      ok: Number(dataset.ok),
      denied: Number(dataset.denied),
      failed: Number(dataset.failed),
      all: Number(dataset.all),
      isOutside: 'outside' in dataset,
    })),
  );
}

const sum = (bars, of = 'count') => bars.reduce((sum, bar) => sum + bar[of], 0);

async function query(app) {
  return app.find('app').getAttribute('data-query');
}

journey('Facets count all that matches, each without its own clause', {}, async ({ app }) => {
  await app.choose(trail);
  const region = facet(app, 'region');
  const name = facet(app, 'event');
  assert.deepEqual(
    await region.values(),
    counted(records, (record) => record.awsRegion),
  );
  assert.deepEqual(
    await name.values(),
    counted(records, (record) => record.eventName).slice(0, 5),
    'the five most frequent',
  );
  assert.equal(await name.whole.getAttribute('data-distinct'), '6');
  assert.deepEqual(await facet(app, 'error').values(), [
    ['AccessDenied', 48],
    ['NoSuchKey', 48],
  ]);
  assert.deepEqual(await facet(app, 'outcome').values(), [
    ['ok', 144],
    ['denied', 48],
    ['failed', 48],
  ]);

  await app.filter('region:eu-west-1 event:GetObject');
  const inEurope = records.filter((record) => record.awsRegion === 'eu-west-1');
  const gets = records.filter((record) => record.eventName === 'GetObject');
  assert.deepEqual(
    await region.values(),
    counted(gets, (record) => record.awsRegion),
  );
  assert.deepEqual(await name.values(), counted(inEurope, (record) => record.eventName).slice(0, 5));
  const both = gets.filter((record) => record.awsRegion === 'eu-west-1');
  assert.deepEqual(
    await facet(app, 'actor').values(),
    counted(both, (record) => record.userIdentity.userName),
  );
  assert.equal(await region.value('eu-west-1').getAttribute('aria-pressed'), 'true');
  assert.equal(await region.value('us-east-1').getAttribute('aria-pressed'), 'false');
});

journey('A value is chosen, added, let go and excluded', {}, async ({ app, page }) => {
  await app.choose(trail);
  const region = facet(app, 'region');
  const steps = [
    [() => region.value('us-east-1').click(), 'region:us-east-1', 60],
    [() => region.value('eu-west-1').click(), 'region:eu-west-1', 120],
    [() => region.value('ap-south-1').click({ modifiers: ['ControlOrMeta'] }), 'region:(eu-west-1 OR ap-south-1)', 180],
    [() => region.value('ap-south-1').click({ modifiers: ['ControlOrMeta'] }), 'region:eu-west-1', 120],
    [() => region.value('eu-west-1').click(), '', 240],
    [() => region.value('eu-west-1').click({ modifiers: ['Alt'] }), '-region:eu-west-1', 120],
    [() => region.exclude('us-east-1').dispatchEvent('click'), '-region:eu-west-1 -region:us-east-1', 60],
    [() => region.exclude('eu-west-1').dispatchEvent('click'), '-region:us-east-1', 180],
  ];
  for (const [step, text, matched] of steps) {
    await step();
    await app.settles();
    assert.deepEqual([await query(app), await app.matched()], [text, matched]);
  }
  assert.equal(await region.value('us-east-1').getAttribute('data-excluded'), 'true');
  assert.equal(await region.value('eu-west-1').getAttribute('data-excluded'), 'false');
  // By keys alone.
  await region.value('us-east-1').focus();
  await page.keyboard.press('-');
  await app.settles();
  assert.equal(await query(app), '');
  await region.value('us-east-1').focus();
  await page.keyboard.press('Enter');
  await app.settles();
  assert.equal(await query(app), 'region:us-east-1');
});

journey('A facet opens and closes, shows more, and is searched within', {}, async ({ app }) => {
  await app.choose(trail);
  const account = facet(app, 'account');
  assert.equal(await account.toggle.getAttribute('aria-expanded'), 'false');
  assert.deepEqual(await account.values(), []);
  await account.toggle.click();
  assert.equal(await account.toggle.getAttribute('aria-expanded'), 'true');
  assert.deepEqual(await account.values(), [['444455556666', 240]]);
  await account.toggle.click();
  assert.deepEqual(await account.values(), []);

  const name = facet(app, 'event');
  await name.whole.getByRole('button', { name: '1 more' }).click();
  await app.settles();
  assert.deepEqual(
    await name.values(),
    counted(records, (record) => record.eventName),
  );
  await name.whole.getByRole('button', { name: 'Search within Event' }).click();
  await name.whole.getByRole('textbox').fill('object');
  await app.settles();
  assert.deepEqual(
    await name.values(),
    counted(records, (record) => record.eventName).filter(([name]) => name.includes('Object')),
  );
});

journey('Any path can be a facet', {}, async ({ app }) => {
  await app.choose(trail);
  const search = app.find('facet-search');
  await search.fill('requestParameters.tags.key');
  await search.press('Enter');
  await app.settles();
  const keys = facet(app, 'requestParameters.tags.key');
  await app.until(
    () => document.activeElement.closest('[data-testid=facet]')?.dataset.field === 'requestParameters.tags.key',
  );
  assert.deepEqual(
    await keys.values(),
    [
      ['team', 240],
      ['b', 160],
      ['a', 80],
    ],
    'a value counts once for an event',
  );
  await keys.value('a').click();
  await app.settles();
  assert.deepEqual([await query(app), await app.matched()], ['requestParameters.tags.key:a', 80]);
  assert.deepEqual(
    await keys.values(),
    [
      ['team', 240],
      ['b', 160],
      ['a', 80],
    ],
    'without its own clause',
  );
  await app.filter('region:us-east-1');
  const here = records.filter((record) => record.awsRegion === 'us-east-1');
  assert.deepEqual(
    await keys.values(),
    counted(here, (record) => record.requestParameters.tags.map((tag) => tag.Key)),
  );

  await search.fill('user*');
  await app.find('facet-add').and(app.page.locator('[data-field=user]')).click();
  await app.settles();
  assert.deepEqual(
    await facet(app, 'user').values(),
    counted(here, (record) => record.userIdentity.userName),
  );
  await keys.whole.getByRole('button', { name: /^Remove the facet/ }).click();
  await keys.whole.waitFor({ state: 'detached' });
});

journey('The histogram shows what matches and what is hidden, over all of the time', {}, async ({ app }) => {
  await app.choose(trail);
  let all = await bars(app);
  assert.equal(sum(all), 240);
  assert.ok(all.length >= 40 && all.length <= 120, `${all.length} bars`);
  all.reduce((before, bar) => (assert.equal(bar.start, before.end), bar));
  assert.ok(all.every(({ count, ok, denied, failed }) => count === ok + denied + failed));
  await app.filter('region:eu-west-1 ok:false');
  const hits = records.filter((record) => record.awsRegion === 'eu-west-1' && record.errorCode);
  all = await bars(app);
  assert.deepEqual([sum(all), sum(all, 'all')], [hits.length, 240]);
  for (const bar of all) {
    const within = hits.filter(({ eventTime }) => eventTime >= bar.start && eventTime < bar.end);
    assert.equal(bar.count, within.length, bar.start);
    assert.equal(bar.denied, within.filter(({ errorCode }) => errorCode === 'AccessDenied').length, bar.start);
  }
});

journey('The legend tells of hidden events that go beyond the scale', {}, async ({ app }) => {
  const crowd = Array.from({ length: 40 }, (_, at) => event(at, { eventTime: '2024-03-01T10:00:00Z' }));
  await app.choose(log('a.json', [...crowd, event(100, { eventName: 'Lonely' })]));
  assert.equal(await app.find('histogram-cut').count(), 0);
  await app.filter('event:Lonely');
  assert.match(await app.find('histogram-cut').textContent(), /up to 40\b/);
  await app.filter('');
  await app.find('histogram-cut').waitFor({ state: 'detached' });
});

journey('One event among hundreds is seen in the histogram', {}, async ({ app, page }) => {
  const crowd = Array.from({ length: 600 }, (_, at) => event(at, { eventTime: '2024-03-01T10:00:00Z' }));
  await app.choose(log('a.json', [...crowd, event(1000, { errorCode: 'AccessDenied' }), event(2000)]));
  const plot = await app.find('histogram').getByRole('slider').boundingBox();
  for (const outcome of ['is-denied', 'is-ok']) {
    const heights = await page
      .locator(`.bars path.${outcome}`)
      .evaluate((path) =>
        [...path.getAttribute('d').matchAll(/v(\d+)/g)].map(
          ([, height]) => Number(height) / path.ownerSVGElement.viewBox.baseVal.height,
        ),
      );
    assert.ok(
      heights.length > 0 && heights.every((share) => share * plot.height >= 1.9),
      `${outcome}: ${heights.map((share) => share * plot.height)}`,
    );
  }
});

journey(
  'A button zooms to what matches, and to most of the events where a few stretch the time',
  {},
  async ({ app }) => {
    const stray = event(0, { eventTime: '2025-09-01T10:00:00Z' });
    await app.choose(
      log('a.json', [
        ...Array.from({ length: 400 }, (_, at) => event(at + 1)),
        event(3000, { eventName: 'Lonely' }),
        stray,
      ]),
    );
    assert.equal(await app.find('zoom-to-matches').textContent(), 'Zoom to most events');
    await app.find('zoom-to-matches').click();
    await app.settles();
    assert.equal(await app.matched(), 401, 'all but the stray one');
    await app.find('range-crumb').first().click();
    await app.settles();
    await app.filter('event:Lonely');
    assert.equal(await app.find('zoom-to-matches').textContent(), 'Zoom to matches');
    await app.find('zoom-to-matches').press('Enter');
    await app.settles();
    assert.equal(await app.matched(), 1);
    assert.ok(
      await app
        .find('histogram')
        .getByRole('slider')
        .evaluate((plot) => plot === document.activeElement),
      'the focus stays in the histogram',
    );
  },
);

journey('A part of the time is tried out, narrowed to, and left again', {}, async ({ app, page }) => {
  await app.choose(trail);
  const plot = await app.find('histogram').getByRole('slider', { name: 'Time range' }).boundingBox();
  const at = (share) => [plot.x + plot.width * share, plot.y + plot.height / 2];
  const drag = async (from, to, held) => {
    if (held) await page.keyboard.down(held);
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at((from + to) / 2));
    await page.mouse.move(...at(to));
    await page.mouse.up();
    if (held) await page.keyboard.up(held);
    await app.settles();
  };
  await drag(0.2, 0.2 + 2 / plot.width);
  assert.equal(await app.find('histogram-zoom').count(), 0, 'hardly a move');
  await drag(0.2, 0.5, 'Shift');
  assert.equal(await app.find('histogram-zoom').count(), 0, 'a modifier is held');

  await drag(0.25, 0.5);
  let all = await bars(app);
  const inside = all.filter((bar) => !bar.isOutside);
  assert.ok(inside.length > 10 && inside.length < all.length);
  assert.equal(sum(inside), await app.matched());
  assert.equal(sum(all), 240);
  const within = records.filter(({ eventTime }) => eventTime >= inside[0].start && eventTime < inside.at(-1).end);
  assert.equal(await app.matched(), within.length);
  assert.deepEqual(
    await facet(app, 'region').values(),
    counted(within, (record) => record.awsRegion),
    'everything follows',
  );

  const zoom = app.find('histogram-zoom');
  assert.equal(
    await zoom.evaluate((button) => (button.click(), document.querySelector('[data-testid=app]').dataset.state)),
    'querying',
  );
  await app.settles();
  all = await bars(app);
  assert.deepEqual([all[0].start, all.at(-1).end], [inside[0].start, inside.at(-1).end]);
  assert.equal(sum(all), within.length);
  await app.filter('region:eu-west-1');
  assert.equal(await app.matched(), within.filter((record) => record.awsRegion === 'eu-west-1').length);
  await app.filter('');

  await drag(0.5, 0.7);
  await page.keyboard.press('Enter');
  await app.settles();
  const crumbs = page.getByRole('navigation', { name: 'Time ranges' });
  assert.equal(await crumbs.getByRole('button').count(), 2, 'all of the time, and the first range');
  await page.mouse.dblclick(...at(0.1));
  await app.settles();
  assert.equal(await app.matched(), within.length, 'back one range');
  await crumbs.getByRole('button', { name: 'All' }).click();
  await app.settles();
  assert.equal(await app.matched(), 240);
});

journey('The time is narrowed by keys alone', {}, async ({ app, page }) => {
  await app.choose(trail);
  const slider = app.find('histogram').getByRole('slider', { name: 'Time range' });
  await slider.focus();
  await page.keyboard.press('Home');
  for (let more = 0; more < 5; more += 1) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowRight');
  await app.settles();
  const inside = (await bars(app)).map((bar, at) => ({ ...bar, at })).filter((bar) => !bar.isOutside);
  assert.deepEqual(
    inside.map(({ at }) => at),
    [1, 2, 3, 4, 5, 6],
  );
  assert.equal(await app.matched(), sum(inside));
  await page.keyboard.press('Enter');
  await app.settles();
  assert.equal(await app.matched(), sum(inside));
  await page.keyboard.press('ArrowRight');
  await app.settles();
  assert.ok((await app.matched()) < sum(inside));
  await page.keyboard.press('Escape');
  await app.settles();
  assert.equal(await app.matched(), sum(inside));
  await page.keyboard.press('Backspace');
  await app.settles();
  assert.equal(await app.matched(), 240);
});

journey('What hides all of the events is said: the time, or the filter and the time', {}, async ({ app, page }) => {
  await app.choose(log('a.json', [event(0), event(1000)]));
  const slider = app.find('histogram').getByRole('slider');
  for (const key of ['ArrowRight', 'ArrowRight']) await slider.press(key);
  await app.settles();
  await page.getByText('The time range hides all 2 events').waitFor();
  await slider.press('Enter');
  await app.filter('event:GetObject');
  await page.getByText('The filter and the time range hide all 2 events: event:GetObject').waitFor();
  await page.getByRole('button', { name: 'Reset zoom' }).press('Enter');
  await app.settles();
  assert.equal(await app.matched(), 2);
  assert.ok(await app.table.evaluate((table) => table.contains(document.activeElement)), 'the focus is in the table');
});

journey('Days have their year where the files are of several', {}, async ({ app, page }) => {
  const labels = () => page.locator('.axis .mark').allTextContents();
  await app.choose(log('a.json', [event(0), event(86_400 * 20)]));
  assert.deepEqual(
    (await labels()).filter((label) => /\d{4}/.test(label)),
    [],
  );
  await app.choose(log('b.json', [event(86_400 * 700)]));
  assert.ok(
    (await labels()).length > 2 && (await labels()).every((label) => /^\d+ [A-Z][a-z]{2} 202[456]$/.test(label)),
    `${await labels()}`,
  );
});

journey('A field that there is not is said to be none', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.find('facet-search').fill('nosuch');
  await page.getByText('No such field').waitFor();
  await app.find('facet-search').fill('nosuch.used');
  await app.find('facet-add').waitFor();
  assert.equal(await page.getByText('No such field').count(), 0);
});

journey('A job leads to its events, whatever time was looked at', {}, async ({ app, page }) => {
  await app.choose(log('a.json', [...records, submission(5000, 'late-job')]));
  const slider = app.find('histogram').getByRole('slider', { name: 'Time range' });
  await slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await app.settles();
  assert.ok((await app.matched()) < 20);
  await app.show('jobs');
  assert.equal(await app.find('histogram').count(), 0);
  await app.openJob('late-job');
  await app
    .find('job-story')
    .getByRole('button', { name: /events/i })
    .first()
    .click();
  await app.settles();
  assert.equal(await app.matched(), 1);
});
