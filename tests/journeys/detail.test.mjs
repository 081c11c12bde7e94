// The detail of an event: opened, read as it was written, and harmless whatever the log says.
import assert from 'node:assert/strict';

import { event, events, file, journey, log, submission } from './support.mjs';

journey('A click opens an event, Enter another, and the pane is that of the open one', {}, async ({ app, page }) => {
  await app.choose(log('a.json', events(5)));
  const detail = await app.openEvent('event-4');
  assert.equal(await app.event('event-4').getAttribute('aria-selected'), 'true');
  await detail.getByRole('heading', { name: 'GetObject' }).waitFor();
  await app.event('event-4').locator('[data-field=event]').press('ArrowDown');
  await app.detailOf('event-3');
  await page.keyboard.press('Escape');
  await app.find('event-detail').waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  const again = await app.detailOf('event-3');

  await again.getByRole('button', { name: 'Next row' }).click();
  await app.detailOf('event-2');
  await app.find('event-detail').getByRole('button', { name: 'Previous row' }).press('k');
  await app.detailOf('event-3');
  await app.find('event-detail').getByRole('button', { name: 'Close' }).click();
  await app.find('event-detail').waitFor({ state: 'detached' });
  await app.until(
    () => document.activeElement.closest('[role=row][data-event-id="event-3"]'),
    undefined,
    'the focus is back in the row',
  );
});

// Written by hand: JSON.stringify would not write these numbers so.
const asWritten = `{"zeta": 0.0, "eventVersion": "1.08", "eventID": "as-written", "eventTime": "2024-03-01T10:00:00Z",
  "eventSource": "s3.amazonaws.com", "eventName": "PutObject", "requestParameters": {"big": 12345678901234567890, "exponent": 1.50E+2,
  "escaped": "\\u0041\\/\\ud834\\udd1e", "empty": {}, "none": [], "nested": [[1, [2, {"deep": null}]]], "": "no name"}, "unknownMember": [true, false], "awsRegion": "eu-west-1"}`;

journey('The raw text is the record token for token', {}, async ({ app }) => {
  await app.choose(file('written.json', `{"Records": [${asWritten}]}`));
  await app.openEvent('as-written');
  const raw = await app.rawText();
  assert.deepEqual(JSON.parse(raw), JSON.parse(asWritten));
  assert.deepEqual(Object.keys(JSON.parse(raw)), Object.keys(JSON.parse(asWritten)), 'the order of members is kept');
  for (const token of ['0.0', '12345678901234567890', '1.50E+2', '"\\u0041\\/\\ud834\\udd1e"']) {
    assert.ok(raw.includes(token), `${token} stands as it was written`);
  }
  assert.equal(raw.replace(/\s/g, ''), asWritten.replace(/\s/g, ''));
  assert.equal(await app.find('event-json').getAttribute('data-mended'), null);

  await app.find('detail-fields').click();
  await app.find('event-json').waitFor({ state: 'detached' });
});

journey('A record that was repaired is shown as it was written and says so', {}, async ({ app, page }) => {
  const record = JSON.stringify(event(1)).replace('"requestParameters":{', '"requestParameters":{"list":[1,2,],');
  await app.choose(file('mended.json', `[${record}]`));
  const detail = await app.openEvent('event-1');
  assert.equal(await detail.getAttribute('data-mended'), 'true');
  await page.getByText('Repaired while reading').waitFor();
  const raw = await app.rawText();
  assert.equal(await app.find('event-json').getAttribute('data-mended'), 'true');
  assert.equal(raw.replace(/\s/g, ''), record.replace(/\s/g, ''));
});

/** Texts that would do harm, were they taken for markup, for a path or for a direction. */
const hostile = {
  script: '</script><script>window.__hacked = 1</script>',
  image: '<img src=x onerror="window.__hacked = 2"><svg onload="window.__hacked = 3">',
  quotes: `"'\`><b onmouseover=window.__hacked=4>`,
  entity: '&lt;b&gt;&#60;i&#62;&amp;',
  template: '{{constructor.constructor("window.__hacked = 5")()}} ${window.__hacked = 6}',
  link: 'javascript:window.__hacked=7',
  rightToLeft: 'invoice\u202Egnp.exe\u2066\u2069\u200F',
  controls: 'a\u0000b\u0007c\u001Bd\u007F\u0085e\r\nf\tg',
  lone: 'half \ud83d a pair',
  long: 'x'.repeat(100 * 1024),
  '<b>key</b><script>window.__hacked = 8</script>': 'a key can be hostile as well',
};

const hostileRecord = submission(1, hostile.image, {
  eventID: hostile.quotes,
  userAgent: hostile.script,
  userIdentity: { type: 'IAMUser', userName: hostile.rightToLeft },
  sourceIPAddress: hostile.entity,
  awsRegion: hostile.template,
  errorMessage: hostile.controls,
  additionalEventData: hostile,
});

journey('Hostile text is shown as text, wherever it shows', {}, async ({ app, page }) => {
  await page.evaluate(() => {
    document.addEventListener('securitypolicyviolation', (violation) =>
      console.error(`refused by the policy: ${violation.violatedDirective}`),
    );
  });
  const name = `${hostile.image.replaceAll('/', '')}.json`;
  await app.choose({
    ...log('x', [hostileRecord, event(2, { eventName: hostile.image, errorCode: hostile.script })]),
    name,
  });
  assert.deepEqual(await app.column('event'), [hostile.image, 'CreateJob']);

  const isHarmless = async (where) => {
    const found = await page.evaluate(() => ({
      hacked: window.__hacked,
      elements: [
        ...document.querySelectorAll(
          '#app :is(script, img, iframe, b, i, svg[onload], [onmouseover], [onerror], a[href^=javascript])',
        ),
      ].map((one) => one.outerHTML),
    }));
    assert.deepEqual(found, { hacked: undefined, elements: [] }, where);
  };
  await app.press(app.row(3));
  await app.find('event-detail').and(page.locator('[aria-busy=false]')).waitFor();
  assert.equal(await app.find('event-detail').getAttribute('data-event-id'), hostile.quotes);
  await isHarmless('fields of the event');
  await app.find('event-detail').hover();
  assert.deepEqual(JSON.parse(await app.rawText()), JSON.parse(JSON.stringify(hostileRecord)));
  await isHarmless('the record as written');

  await app.row(2).locator('[data-field=error]').focus();
  await page.keyboard.press('+');
  await app.settles();
  assert.equal(await app.matched(), 1, 'a clause is made of any value');
  await isHarmless('chips');

  await app.openFiles();
  await app.source(name).getByRole('button').first().click();
  await isHarmless('files');

  await app.show('jobs');
  await app.press(app.row(2));
  await app.find('job-step').first().waitFor();
  assert.equal(await app.find('job-story').getAttribute('data-job-id'), hostile.image);
  await isHarmless('a story');
});

journey('Direction marks do not turn the text of a record round', {}, async ({ app }) => {
  await app.choose(log('a.json', [hostileRecord]));
  await app.press(app.row(2));
  await app.rawText();
  const bidi = await app.find('event-json').evaluate((json) => {
    const of = (element) => getComputedStyle(element).unicodeBidi;
    const holder = [...json.querySelectorAll('*')].find(
      (one) => one.children.length === 0 && one.textContent.includes('\u202E'),
    );
    const styles = [];
    for (let at = holder; at !== json.parentElement; at = at.parentElement) styles.push(of(at));
    return styles;
  });
  assert.ok(bidi.includes('isolate-override'), bidi.join(' '));
});

/** A value of the open event, by its path. */
const leafOf = (app, path) => app.find('event-detail').locator(`[role=treeitem][data-path=${JSON.stringify(path)}]`);

journey('A text that is empty shows as one', {}, async ({ app }) => {
  await app.choose(log('a.json', [event(1, { requestParameters: { prefix: '', nested: { marker: '' } } })]));
  await app.openEvent('event-1');
  assert.equal(await leafOf(app, 'requestParameters.prefix').locator('.leaf-value').textContent(), '""');
  await leafOf(app, 'requestParameters.nested').locator('.leaf-path').click();
  await leafOf(app, 'requestParameters.nested.marker').waitFor({ state: 'detached' });
  assert.equal(
    await leafOf(app, 'requestParameters.nested').getAttribute('aria-label'),
    'nested marker ""',
    'in a folded branch as well',
  );
});

journey('Values in the detail filter for themselves', {}, async ({ app }) => {
  await app.choose(log('a.json', events(3)));
  await app.openEvent('event-2');
  const leaf = leafOf(app, 'requestParameters.key');
  await leaf.hover();
  await leaf.getByRole('button', { name: /^Filter for/ }).click();
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['requestParameters.key:"clip 2.mov"', 1]);
  await app.detailOf('event-2');
});

journey(
  'A value is found in a long record, shown as a column, and copied in four ways',
  { context: { permissions: ['clipboard-read', 'clipboard-write'] } },
  async ({ app, page }) => {
    await app.choose(log('a.json', [event(1, { requestParameters: { tags: [{ 'k-1': 'blue' }], key: 'clip.mov' } })]));
    await app.openEvent('event-1');
    await app.find('leaf-search').fill('BLUE');
    await page.getByRole('status').filter({ hasText: '1 value found' }).waitFor();
    assert.equal(await page.getByRole('treeitem').count(), 4, 'the value, and the way to it');
    const path = 'requestParameters.tags.0.k-1';
    const choose = async (name) => {
      await leafOf(app, path).hover();
      await leafOf(app, path).getByRole('button', { name: 'More actions for' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    const copied = async (name) => {
      await choose(name);
      return page.evaluate(() => navigator.clipboard.readText());
    };
    assert.deepEqual(
      [
        await copied('Copy the value'),
        await copied('Copy the path'),
        await copied('Copy as JSON'),
        await copied('Copy as a jq filter'),
      ],
      [
        'blue',
        'requestParameters.tags.k-1',
        '"blue"',
        '.Records[] | select(.requestParameters.tags[0]["k-1"] == "blue")',
      ],
    );
    await choose('Show as a column');
    await app.settles();
    assert.deepEqual(await app.column('"requestParameters.tags.k-1"'), ['blue']);
  },
);

journey(
  'The record is a tree: the request first, folded by keys and by the pointer',
  { context: { permissions: ['clipboard-read', 'clipboard-write'] } },
  async ({ app, page }) => {
    const outputs = Array.from({ length: 30 }, (_, at) => ({ key: `part-${at}`, preset: 'p' }));
    await app.choose(
      log('a.json', [
        event(1, { requestParameters: { outputs, pipelineId: 'one' }, responseElements: { job: { id: 'j' } } }),
        event(2),
      ]),
    );
    await app.openEvent('event-1');
    const tree = page.getByRole('tree', { name: 'Values of the record' });
    const told = (path) =>
      leafOf(app, path).evaluate((one) => [
        one.getAttribute('aria-level'),
        one.getAttribute('aria-expanded'),
        `${one.getAttribute('aria-posinset')}/${one.getAttribute('aria-setsize')}`,
        one.getAttribute('aria-label'),
      ]);
    assert.deepEqual(
      (await tree.getByRole('treeitem').evaluateAll((all) => all.map((one) => one.dataset.path))).slice(0, 6),
      [
        'requestParameters',
        'requestParameters.outputs',
        'requestParameters.pipelineId',
        'responseElements',
        'responseElements.job',
        'responseElements.job.id',
      ],
    );
    assert.deepEqual(
      await told('requestParameters.outputs'),
      ['2', 'false', '1/2', 'outputs 30 items'],
      'what is large is folded at first',
    );
    assert.deepEqual(await told('responseElements.job.id'), ['3', null, '1/1', 'id j']);

    const at = () => page.evaluate(() => document.activeElement.dataset.path);
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
      return at();
    };
    await tree.locator('[tabindex="0"]').focus();
    assert.equal(await at(), 'requestParameters');
    assert.equal(await tree.locator('[role=treeitem][tabindex="0"]').count(), 1, 'the tree is one stop of Tab');
    assert.equal(await press('ArrowRight'), 'requestParameters.outputs');
    await page.keyboard.press('ArrowRight');
    await leafOf(app, 'requestParameters.outputs.29.preset').waitFor();
    assert.equal(await press('ArrowRight', 'ArrowRight', 'ArrowDown'), 'requestParameters.outputs.0.preset');
    assert.equal(await press('ArrowLeft', 'ArrowLeft'), 'requestParameters.outputs.0');
    await leafOf(app, 'requestParameters.outputs.0.preset').waitFor({ state: 'detached' });
    assert.equal(
      await told('requestParameters.outputs.0').then(([, , , label]) => label),
      '0 key part-0, preset p',
      'a folded branch tells what is in it',
    );
    assert.equal(await press('ArrowLeft'), 'requestParameters.outputs');
    assert.equal(await press('End'), 'recipientAccountId');
    assert.equal(await press('Home'), 'requestParameters');

    // The menu has the focus, goes round, and gives the focus back.
    await press('ArrowDown', 'Enter');
    const menu = page.getByRole('menu', { name: 'requestParameters.outputs' });
    assert.deepEqual(
      await menu.getByRole('menuitem').allTextContents(),
      ['Copy the path', 'Copy as JSON', 'Copy as a jq filter'],
      'of a branch',
    );
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Copy the path');
    await press('ArrowUp', 'Enter');
    await menu.waitFor({ state: 'detached' });
    assert.equal(await at(), 'requestParameters.outputs');
    await page.getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '.Records[] | .requestParameters.outputs');
    await press('Enter');
    await menu.waitFor();
    assert.equal(await press('Escape'), 'requestParameters.outputs');
    await menu.waitFor({ state: 'detached' });
    await app.find('event-detail').waitFor();

    // The pointer folds as well, and the next event is folded in the same way.
    await leafOf(app, 'userIdentity').locator('.leaf-path').click();
    await leafOf(app, 'userIdentity.userName').waitFor({ state: 'detached' });
    await press('k');
    await app.detailOf('event-2');
    assert.equal(await leafOf(app, 'userIdentity').getAttribute('aria-expanded'), 'false');
    await app.find('fold-all').click();
    await leafOf(app, 'userIdentity.userName').waitFor();
    await app.find('fold-all').click();
    await leafOf(app, 'userIdentity.userName').waitFor({ state: 'detached' });
  },
);

journey('A denial is explained, and the way leads to what stands around it', {}, async ({ app }) => {
  const message =
    'User: arn:aws:iam::1:user/noor is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::media-in/x" because no session policy allows the s3:GetObject action';
  await app.choose(
    log('a.json', [...events(3), event(9, { errorCode: 'AccessDenied', errorMessage: message }), event(900)]),
  );
  const detail = await app.openEvent('event-9');
  const told = await app.find('denial').locator('dd').allTextContents();
  assert.match(told[0], /^No session policy allows s3:GetObject/);
  assert.deepEqual(told.slice(1), ['arn:aws:iam::1:user/noor', 's3:GetObject', 'arn:aws:s3:::media-in/x']);
  await app.find('neighbours').getByRole('button', { name: 'Same actor within 5 minutes' }).click();
  await app.settles();
  assert.deepEqual(await app.ids(), ['event-9', 'event-3', 'event-2', 'event-1']);
  await detail.waitFor();
});

const assumed = (number, key, members = {}) =>
  event(number, {
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROA1:deploy',
      arn: 'arn:aws:sts::1:assumed-role/ops/deploy',
      accessKeyId: key,
      sessionContext: { sourceIdentity: 'noor' },
    },
    ...members,
  });

journey('The card of a credential leads to what made it and to how it was used', {}, async ({ app }) => {
  const made = event(5, {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: 'arn:aws:iam::1:role/ops' },
    responseElements: { credentials: { accessKeyId: 'ASIA1' } },
  });
  await app.choose(
    log('a.json', [
      made,
      assumed(10, 'ASIA1', { userAgent: 'aws-cli/2' }),
      assumed(20, 'ASIA1', { userAgent: 'aws-cli/2', sourceIPAddress: '192.0.2.9' }),
      event(30),
    ]),
  );
  await app.openEvent('event-20');
  await app.find('detail-credential').click();
  const card = app.find('credential');
  await card.and(app.page.locator('[aria-busy=false]')).waitFor();
  assert.equal(await card.getAttribute('data-events'), '2');
  const lines = await card
    .locator('.facts > div')
    .evaluateAll((all) =>
      all.map((line) => [...line.querySelectorAll('dt, dd button, .more')].map((part) => part.textContent).join(' | ')),
    );
  assert.ok(
    lines.includes('Made by | noor, AssumeRole, 2024-03-01 10:00:05 UTC | ASIA1 arn:aws:iam::1:role/ops'),
    lines.join('\n'),
  );
  assert.ok(lines.includes('Agents | aws-cli/2 | 2'), lines.join('\n'));
  await card.getByRole('button', { name: '192.0.2.9' }).click();
  await app.settles();
  assert.deepEqual(await app.ids(), ['event-20']);
  await card.getByRole('button', { name: /AssumeRole/ }).click();
  await app.detailOf('event-5');
});

journey('Events are compared by what differs', {}, async ({ app }) => {
  await app.choose(
    log(
      'a.json',
      events(3, (number) => (number === 3 ? { errorCode: 'NoSuchKey' } : {})),
    ),
  );
  for (const id of ['event-2', 'event-3']) {
    await app.openEvent(id);
    await app.find('compare').click();
  }
  const found = await app
    .find('comparison')
    .locator('.difference')
    .evaluateAll((all) =>
      all.map((one) => [one.dataset.path, ...[...one.querySelectorAll('p')].map((value) => value.textContent)]),
    );
  assert.deepEqual(
    found.filter(([path]) => /key|errorCode/.test(path)),
    [
      ['requestParameters.key', 'A"clip 2.mov"', 'B"clip 3.mov"'],
      ['errorCode', 'Amissing', 'B"NoSuchKey"'],
    ],
  );
  assert.ok(Number(await app.find('comparison').getAttribute('data-equal')) > 5);
  await app.find('comparison').getByRole('button', { name: 'Remove A from the comparison' }).click();
  await app.find('comparison').getByText('Open another event').waitFor();
  await app.find('compare').click();
  await app.find('comparison').waitFor({ state: 'detached' });
});

journey(
  'Records of one call in several accounts lead to each other, and a copy names its files',
  {},
  async ({ app }) => {
    const of = (number, recipientAccountId) => ({ ...event(number), recipientAccountId, sharedEventID: 'shared-1' });
    const all = [of(1, '111122223333'), of(2, '444455556666'), event(3)];
    await app.choose(log('a.json', all), log('b.json', [all[0]]));
    const detail = await app.openEvent('event-1');
    await detail.getByText('Also in b.json').waitFor();
    await detail.getByRole('button', { name: 'Same call, other accounts' }).click();
    await app.settles();
    assert.deepEqual((await app.ids()).sort(), ['event-1', 'event-2']);
  },
);
