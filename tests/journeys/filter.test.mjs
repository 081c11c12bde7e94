// The filter bar: when a text applies, what is said of a wrong one, and the ways to change it without typing.
import assert from 'node:assert/strict';

import { event, events, journey, log, submission } from './support.mjs';

const trail = log('a.json', [
  event(1, { eventName: 'CreateBucket', awsRegion: 'us-east-1' }),
  event(2, { eventName: 'PutObject', errorCode: 'AccessDenied' }),
  event(3, { eventName: 'PutObject', userIdentity: { type: 'Root', accountId: '444455556666' } }),
  event(4, { eventName: 'GetObject', userAgent: 'terraform/1.7' }),
]);

journey('Enter applies the text', {}, async ({ app }) => {
  await app.choose(trail);
  for (const [text, matched] of [
    ['event:PutObject', 2],
    ['event:*object', 3],
    ['event=putobject', 0],
    ['-event:*Object', 1],
    ['error:*', 1],
    ['event:PutObject -error:*', 1],
    ['event:(GetObject OR CreateBucket)', 2],
    ['terraform', 1],
    ['"clip 3.mov"', 1],
    ['userAgent:terraform*', 1],
    ['actor:root', 1],
    ['time:2024-03-01T10:00', 4],
    ['time:2024-03-01T10:00:03', 1],
    ['time>end-2s', 2],
    ['event:/^(put|get)/i', 3],
    ['ip:0.0.0.0/0', 4],
    ['is:duplicate', 0],
    ['', 4],
  ]) {
    await app.filter(text);
    assert.equal(await app.matched(), matched, text);
    assert.equal(await app.table.getAttribute('aria-rowcount'), `${matched + 1}`, text);
    assert.equal(await app.loaded(), 4);
  }
});

journey('The text applies by itself when typing pauses', {}, async ({ app }) => {
  await app.choose(trail);
  await app.bar.pressSequentially('event:CreateBucket');
  await app.until(() => document.querySelector('[data-testid=app]').dataset.query === 'event:CreateBucket');
  await app.settles();
  assert.equal(await app.matched(), 1);
  await app.bar.fill('');
  await app.until(() => document.querySelector('[data-testid=app]').dataset.query === '');
  assert.equal(await app.matched(), 4);
});

journey(
  'Ready is left in the event that applies the text, and comes back together with the answer',
  {},
  async ({ app, page }) => {
    await app.choose(trail);
    const seen = await page.evaluate(async (text) => {
      const app = document.querySelector('[data-testid=app]');
      const bar = document.querySelector('[data-testid=query-input]');
      const now = () => ({
        state: app.dataset.state,
        query: app.dataset.query,
        matched: document.querySelector('[data-testid=matched-count]').dataset.value,
      });
      const turn = () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = resolve;
          port2.postMessage(0);
        });
      const seen = { before: now() };
      bar.value = text;
      bar.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await turn();
      seen.typed = now();
      bar.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      seen.applied = now();
      seen.answered = await new Promise((resolve) => {
        new MutationObserver(() => app.dataset.query === text && resolve(now())).observe(app, { attributes: true });
      });
      return seen;
    }, 'event:CreateBucket');
    const before = { state: 'ready', query: '', matched: '4' };
    assert.deepEqual(seen, {
      before,
      typed: before,
      applied: { ...before, state: 'querying' },
      answered: { state: 'ready', query: 'event:CreateBucket', matched: '1' },
    });
  },
);

journey('A script may type and press Enter in one go', {}, async ({ app, page }) => {
  await app.choose(trail);
  await page.evaluate((text) => {
    const bar = document.querySelector('[data-testid=query-input]');
    bar.value = text;
    bar.dispatchEvent(new InputEvent('input', { bubbles: true }));
    bar.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  }, 'event:CreateBucket');
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['event:CreateBucket', 1]);
});

journey('A wrong text is underlined and explained, and the last answer stays', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.filter('event:PutObject');
  const problem = app.find('query-problem');
  assert.equal(await problem.count(), 0);

  const wrong = 'event:PutObject "𝄞 é" evnt:x';
  await app.bar.fill(wrong);
  await app.bar.press('Enter');
  await problem.waitFor();
  assert.equal(await problem.textContent(), 'evnt is not a field, did you mean event?');
  const [start, end] = [await app.number('query-problem', 'data-start'), await app.number('query-problem', 'data-end')];
  assert.equal(wrong.slice(start, end), 'evnt', 'counted in UTF-16 units');
  assert.equal(await app.state(), 'ready');
  assert.equal(await app.find('app').getAttribute('data-query'), 'event:PutObject');
  assert.equal(await app.matched(), 2);
  assert.equal(await app.bar.getAttribute('aria-invalid'), 'true');

  await page.keyboard.press('Tab');
  await problem.waitFor({ state: 'detached' });
  assert.equal(await app.bar.inputValue(), 'event:PutObject "𝄞 é" event:x');
  await app.settles();
  assert.equal(await app.matched(), 0);
});

journey('A path is found by its last name, with the keyboard alone', {}, async ({ app, page }) => {
  const path = 'userIdentity.sessionContext.attributes.mfaAuthenticated';
  const named = 'mfaAuthenticated';
  const session = (mfaAuthenticated) => ({
    userIdentity: { type: 'IAMUser', userName: 'noor', sessionContext: { attributes: { mfaAuthenticated } } },
  });
  await app.choose(log('a.json', [event(1, session('false')), event(2, session('true')), event(3)]));
  await app.bar.focus();
  await page.keyboard.type(`${named}:false`);
  await app.find('query-problem').waitFor();
  assert.equal(await app.find('query-problem').textContent(), `${named} is not a field, did you mean ${path}?`);
  await page.keyboard.press('Tab');
  assert.equal(await app.bar.inputValue(), `${path}:false`);
  await app.settles();
  assert.equal(await app.matched(), 1);

  await app.bar.fill('');
  await page.keyboard.type('mfaA');
  await page.keyboard.press('Tab');
  assert.equal(await app.bar.inputValue(), `${path}:`);
  await page.keyboard.type('t');
  await page.keyboard.press('Tab');
  assert.equal(await app.bar.inputValue(), `${path}:true`);
  await page.keyboard.press('Enter');
  await app.settles();
  assert.equal(await app.matched(), 1);
});

journey('Each problem is told by itself, and not before typing pauses', {}, async ({ app }) => {
  await app.choose(trail);
  await app.bar.fill('event: (nosuch:1 "open');
  await app.find('query-problem').first().waitFor();
  const problems = await app
    .find('query-problem')
    .evaluateAll((all) => all.map(({ dataset, textContent }) => [dataset.start, dataset.end, textContent]));
  assert.ok(problems.length >= 2, JSON.stringify(problems));
  for (const [start, end, words] of problems) {
    assert.match(`${start} ${end}`, /^\d+ \d+$/);
    assert.ok(words.length > 10, words);
  }
  assert.equal(await app.matched(), 4);
});

journey('Parts of the filter are chips, which are taken out one by one', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.filter('event:*Object -error:* clip');
  assert.equal(await app.matched(), 2);
  const chips = page.getByRole('list', { name: 'Parts of the filter' });
  assert.equal(await chips.getByRole('listitem').count(), 3);
  await chips.getByRole('button', { name: 'Remove -error:*' }).click();
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['event:*Object clip', 3]);
  await chips.getByRole('button', { name: 'Edit clip' }).click();
  assert.equal(
    await page.evaluate(
      () =>
        getSelection().toString() ||
        document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd),
    ),
    'clip',
  );
});

journey('Cells filter for their value and filter it out, by pointer and by key', {}, async ({ app, page }) => {
  await app.choose(trail);
  const cell = app.event('event-2').locator('[data-field=event]');
  await cell.hover();
  await cell.getByRole('button', { name: 'Filter for this value' }).click();
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['event:PutObject', 2]);
  assert.equal(await app.find('event-detail').count(), 0, 'the tool does not open the row');

  const error = app.event('event-2').locator('[data-field=error]');
  await error.hover();
  await error.getByRole('button', { name: 'Filter this value out' }).click();
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['event:PutObject -error:AccessDenied', 1]);

  await app.filter('');
  await app.bar.press('Escape');
  await app.focusReaches(2);
  await page.keyboard.press('Home');
  await app.until(() => document.activeElement.closest('[data-field=time]'));
  await page.keyboard.press('ArrowRight');
  await app.until(() => document.activeElement.closest('[data-field=event]'));
  await page.keyboard.press('-');
  await app.until(() => document.querySelector('[data-testid=app]').dataset.query === '-event:GetObject');
  assert.equal(await app.matched(), 3);
});

journey('A cell without a value filters for there being none', {}, async ({ app }) => {
  await app.choose(trail);
  const cell = app.event('event-1').locator('[data-field=error]');
  await cell.hover();
  await cell.getByRole('button', { name: 'Filter for this value' }).click();
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['-error:*', 3]);
});

journey(
  'A value is copied',
  { context: { permissions: ['clipboard-read', 'clipboard-write'] } },
  async ({ app, page }) => {
    await app.choose(trail);
    const cell = app.event('event-2').locator('[data-field=target]');
    await cell.hover();
    await cell.getByRole('button', { name: 'Copy this value' }).click();
    await page.getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'media-in/clip 2.mov');
  },
);

journey(
  'The slash goes to the bar, ↑ brings earlier texts back, Escape goes to the table',
  {},
  async ({ app, page }) => {
    await app.choose(trail);
    const isInBar = () => app.bar.evaluate((bar) => bar === document.activeElement);
    await app.filter('event:PutObject');
    await app.filter('error:*');
    await app.filter('');
    await page.keyboard.press('ArrowUp');
    await app.until(() => document.querySelector('[data-testid=app]').dataset.query === 'error:*');
    await page.keyboard.press('ArrowUp');
    await app.until(() => document.querySelector('[data-testid=app]').dataset.query === 'event:PutObject');

    await page.keyboard.press('Escape');
    await app.focusReaches(2);
    await page.keyboard.press('/');
    assert.equal(await isInBar(), true);
    assert.equal(await app.bar.inputValue(), 'event:PutObject', 'the slash itself is not typed');

    await app.openFiles();
    await page.getByRole('textbox', { name: 'Find a file' }).press('/');
    assert.equal(await isInBar(), false, 'in a field the slash is a slash');
  },
);

journey('Each view keeps its own text', {}, async ({ app }) => {
  await app.choose(log('a.json', [...events(3), submission(10, 'job-one'), submission(11, 'job-two')]));
  await app.filter('event:CreateJob');
  assert.equal(await app.matched(), 2);
  await app.show('jobs');
  assert.deepEqual(
    [await app.bar.inputValue(), await app.find('app').getAttribute('data-query'), await app.matched()],
    ['', '', 2],
  );
  await app.filter('job:job-one');
  assert.equal(await app.matched(), 1);
  await app.show('events');
  assert.deepEqual(
    [await app.bar.inputValue(), await app.find('app').getAttribute('data-query'), await app.matched()],
    ['event:CreateJob', 'event:CreateJob', 2],
  );
  await app.show('jobs');
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['job:job-one', 1]);
});

journey('A filter that hides all says so and offers the way out', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.filter('event:Nothing');
  await page.getByRole('heading', { name: 'No events match' }).waitFor();
  await page.getByText('A colon asks for the whole value').waitFor();
  await page.getByRole('button', { name: 'Clear filter' }).press('Enter');
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['', 4]);
  assert.ok(await app.table.evaluate((table) => table.contains(document.activeElement)), 'the focus is in the table');
  await app.filter('event:PutObject and event:GetObject');
  await page.getByText('AND, OR and NOT are written in capitals').waitFor();
  await app.choose(log('jobs.json', [submission(10, 'job-one')]));
  await app.show('jobs');
  await app.filter('state:error');
  await page.getByText('notifications or read-job dumps beside it tell how jobs ended').waitFor();
});

journey(
  'What may be typed next is offered: fields, then operators, then values with their counts',
  {},
  async ({ app, page }) => {
    await app.choose(trail);
    const list = app.find('suggestions');
    const option = (text) => page.locator(`[data-testid=suggestions] [role=option][data-text="${text}"]`);
    assert.equal(await list.count(), 0);
    await app.bar.pressSequentially('ev');
    await option('event:').waitFor();
    assert.equal(await app.bar.getAttribute('aria-expanded'), 'true');
    await app.bar.press('Tab');
    assert.equal(await app.bar.inputValue(), 'event:');
    await option('PutObject').waitFor();
    assert.equal(await option('PutObject').getAttribute('data-count'), '2');
    assert.equal(await option('GetObject').getAttribute('data-count'), '1');

    await app.bar.press('ArrowDown');
    const first = page.locator('[data-testid=suggestions] [role=option][aria-selected=true]');
    assert.equal(await first.getAttribute('data-text'), 'PutObject', 'the most frequent comes first');
    assert.equal(await app.bar.getAttribute('aria-activedescendant'), await first.getAttribute('id'));
    await app.bar.press('Enter');
    assert.equal(await app.bar.inputValue(), 'event:PutObject');
    await app.bar.press('Enter');
    await app.settles();
    assert.deepEqual([await app.matched(), await list.count()], [2, 0]);

    await app.bar.pressSequentially(' time');
    await option('time>=').waitFor();
    await option('time>=').click();
    assert.equal(await app.bar.inputValue(), 'event:PutObject time>=');
    await option('end-1h').waitFor();
    await app.bar.press('Escape');
    await list.waitFor({ state: 'detached' });
    assert.equal(
      await page.evaluate(() => document.activeElement.dataset.testid),
      'query-input',
      'Escape closes the list first',
    );
    await app.bar.press('Escape');
    assert.notEqual(await page.evaluate(() => document.activeElement.dataset.testid), 'query-input');
  },
);

journey('The language is told behind a button in the bar', {}, async ({ app, page }) => {
  await app.choose(trail);
  const button = app.find('query-help');
  await button.click();
  const panel = page.locator('[data-popover=query-help]');
  await panel.waitFor();
  for (const words of ['time>end-2h', 'ip:10.0.0.0/8', 'sourceIPAddress']) {
    assert.ok((await panel.textContent()).includes(words), words);
  }
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
});
