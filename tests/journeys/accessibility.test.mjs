// Nobody is kept out: axe-core finds nothing to complain of in any state of the page, light and dark, a narrow window
// scrolls one way only, and a screen reader hears what changes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { event, events, file, journey, log, submission, transcoding } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const trail = log('a.json', [
  ...events(20),
  event(70, { errorCode: 'AccessDenied' }),
  event(71, { errorCode: 'ThrottlingException', userIdentity: undefined }),
  submission(80, 'job-one'),
  transcoding(81, 'ReadJob', { id: 'job-one' }),
  submission(82, 'job-two'),
  transcoding(83, 'CancelJob', { id: 'job-two' }),
  event(90, {
    userIdentity: {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::444455556666:assumed-role/Editor/noor',
      accountId: '444455556666',
      accessKeyId: 'ASIATRAILGLASSMADEUP',
      sessionContext: { attributes: { mfaAuthenticated: 'false', creationDate: '2024-03-01T09:58:00Z' } },
    },
  }),
  submission(84, 'refused', { errorCode: 'ValidationException', responseElements: null }),
]);

/** Complaints, each with the elements that it is about. */
async function complaints(page) {
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes
          .slice(0, 3)
          .map(
            (node) =>
              `${node.html.slice(0, 160)} (${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? ''})`,
          )
          .join(' | ')}`,
    );
  });
}

/** Opens an event after the last was closed, which covers the table where there is little room. */
async function openAlone(app, id) {
  const close = app.find('event-detail').getByRole('button', { name: 'Close' });
  if (await close.isVisible()) await close.click();
  await app.openEvent(id);
}

/** The states of the page, each reached from the one before it. */
const states = {
  'first screen': async () => {},
  'a link that names files': async ({ app, page }) => {
    await page.evaluate(
      () =>
        (location.hash =
          'q=event:GetObject&src=a.json&src=/elsewhere/with/quite-a-long-name-that-has-no-place-to-break.json'),
    );
    await page.reload();
    await app.find('link-fetch').waitFor();
    await app.reaches('empty');
  },
  loading: async ({ app, page }) => {
    await page.evaluate(() => (location.hash = ''));
    await page.reload();
    await app.reaches('empty');
    // What the readers say is kept from the page, which so goes on loading for as long as anybody looks.
    await app.page.evaluate(() => globalThis.holdWorkers(true));
    await app
      .find('file-input')
      .setInputFiles([trail, file('bad.txt', 'no log'), file('comma.json', `[${JSON.stringify(event(95))},]`)]);
    await app.reaches('loading');
  },
  events: async ({ app, page }) => {
    await page.evaluate(() => globalThis.holdWorkers(false));
    await app.settles();
  },
  'a facet with its values': async ({ app, page }) => {
    const button = app.find('facets-button');
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
    const toggle = page.locator('[data-testid=facet-toggle][aria-expanded=false]').first();
    await toggle.click();
    await app.settles();
  },
  'a denial': async ({ app, page }) => {
    // Where there is little room, what is open covers what is below it.
    if (page.viewportSize().width < 600) await page.getByRole('button', { name: 'Close the facets' }).click();
    await openAlone(app, 'event-70');
  },
  'an event without an actor': async ({ app }) => openAlone(app, 'event-71'),
  'record as written': async ({ app }) => app.rawText(),
  credential: async ({ app, page }) => {
    await openAlone(app, 'event-90');
    await app.find('detail-credential').click();
    await page.locator('[data-testid=credential][aria-busy=false]').waitFor();
  },
  comparison: async ({ app }) => {
    for (const id of ['event-70', 'event-71']) {
      await openAlone(app, id);
      await app.find('compare').click();
    }
    await app.find('comparison').locator('[data-path]').first().waitFor();
  },
  'columns to choose': async ({ app }) => {
    await app.find('event-detail').getByRole('button', { name: 'Close' }).click();
    // Rows on a telephone have no columns to choose.
    if (!(await app.find('columns-button').isVisible())) return;
    await app.find('columns-button').click();
    await app.find('column-choice').first().waitFor();
  },
  'zones of time': async ({ app, page }) => {
    await page.keyboard.press('Escape');
    await app.find('zone-button').click();
    await app.find('zone-name').waitFor();
  },
  export: async ({ app, page }) => {
    await page.keyboard.press('Escape');
    await app.find('export-menu').click();
    await app.find('export-csv').waitFor();
  },
  'what a redacted export looks like': async ({ app }) => {
    await app.find('export-redacted').check();
    await app.find('export-preview-button').click();
    await app.find('export-preview').waitFor();
  },
  'sheet of keys': async ({ app, page }) => {
    await page.keyboard.press('Escape');
    await app.table.press('?');
    await app.find('keys-sheet').waitFor();
  },
  palette: async ({ app, page }) => {
    await page.keyboard.press('Escape');
    await app.find('commands-button').click();
    await app.find('palette-row').first().waitFor();
  },
  files: async ({ app, page }) => {
    await page.keyboard.press('Escape');
    await app.openFiles();
    await app.source('comma.json').getByRole('button').first().click();
    await app.find('problem').first().waitFor();
  },
  'help on the filter': async ({ app }) => {
    await app.find('source-list').getByRole('button', { name: 'Close the list of files' }).click();
    await app.find('query-help').click();
  },
  suggestions: async ({ app, page }) => {
    await page.keyboard.press('Escape');
    await app.bar.click();
    await app.bar.pressSequentially('event:G');
    await app.find('suggestions').waitFor();
  },
  'a problem of the filter': async ({ app }) => {
    await app.bar.fill('evnt:x');
    await app.find('query-problem').waitFor();
  },
  'nothing matches': async ({ app }) => app.filter('event:Nothing -region:x'),
  jobs: async ({ app }) => app.show('jobs'),
  story: async ({ app }) => app.openJob('job-two'),
  'a resource without events of its own': async ({ app }) => {
    await app.find('job-story').getByRole('button', { name: 'Close' }).click();
    await app.filter('kind:pipeline');
    await app.openJob('pipeline-1');
    await app.find('no-steps').waitFor();
  },
  'no resource of a kind': async ({ app }) => {
    await app.find('job-story').getByRole('button', { name: 'Close' }).click();
    await app.filter('kind:stack');
  },
  'times in another zone': async ({ app, page }) => {
    await app.filter('');
    await app.find('zone-button').click();
    await app.find('zone-name').fill('Asia/Kolkata');
    await app.find('zone-name').press('Tab');
    await page.keyboard.press('Escape');
    await app.openJob('job-two');
  },
  'a text to be copied by hand': async ({ app, page }) => {
    await page.evaluate(
      () => (Clipboard.prototype.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'))),
    );
    // Where there is little room, what is open covers the buttons.
    await page.keyboard.press('Control+Shift+L');
    await app.find('copy-text').waitFor();
  },
  'the network is gone': async ({ app, page, context }) => {
    await page.keyboard.press('Escape');
    await app.find('copy-dialog').waitFor({ state: 'detached' });
    await context.setOffline(true);
    await app.filter('job-two');
  },
  'the page has stopped': async ({ app, page }) => {
    await page.evaluate(() =>
      dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('made up') })),
    );
    await app.find('failure').waitFor();
    app.complaints.length = 0;
  },
};

/** Lets a journey hold back what workers say. */
function holdable() {
  let isHeld = false;
  const held = [];
  const Plain = globalThis.Worker;
  globalThis.Worker = class extends Plain {
    set onmessage(heard) {
      super.onmessage = heard && ((message) => (isHeld ? held.push(() => heard(message)) : heard(message)));
    }
  };
  globalThis.holdWorkers = (hold) => {
    isHeld = hold;
    if (!hold) for (const say of held.splice(0)) say();
  };
}

/** Goes through all states and calls `look` in each. */
async function visit({ app, page, context }, look) {
  await page.addInitScript(holdable);
  await page.reload();
  await app.reaches('empty');
  for (const [name, reach] of Object.entries(states)) {
    try {
      await reach({ app, page, context });
    } catch (error) {
      throw new Error(`${name} was not reached: ${error.message}`);
    }
    await look(name);
  }
}

/** Lists whose semantics Safari would drop, as the style sheets take their marks away. */
function listsWithoutRole() {
  return [...document.querySelectorAll('ul:not([role]), ol:not([role])')].map((list) => list.outerHTML.slice(0, 100));
}

for (const colorScheme of ['light', 'dark']) {
  journey(
    `axe finds nothing in any state, ${colorScheme}`,
    { context: { colorScheme, reducedMotion: 'reduce' } },
    async (given) => {
      const found = [];
      await visit(given, async (where) => {
        // Not as a script element, which the policy of the page refuses.
        await given.page.evaluate(axe);
        found.push(...(await complaints(given.page)).map((one) => `${where}: ${one}`));
        found.push(
          ...(await given.page.evaluate(listsWithoutRole)).map((one) => `${where}: a list without its role: ${one}`),
        );
      });
      assert.equal(found.length, 0, `\n${found.join('\n')}`);
    },
  );
}

/** How far the page runs out of its window, and the first elements that do. */
function overflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const clips = (at) =>
    at && at !== document.body && (getComputedStyle(at).overflowX !== 'visible' || clips(at.parentElement));
  const wide = [...document.querySelectorAll('body *')].filter((one) => {
    const { right, width } = one.getBoundingClientRect();
    return width > 0 && right > innerWidth + 1 && !one.closest('svg, .visually-hidden') && !clips(one.parentElement);
  });
  return { by: scrollWidth - clientWidth, wide: wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)) };
}

// 320 pixels are what a window of 1280 has at a zoom of 400 %.
journey(
  'At 320 pixels no state scrolls sideways',
  { context: { viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' } },
  async (given) => {
    const found = [];
    await visit(given, async (where) => {
      const { by, wide } = await given.page.evaluate(overflow);
      if (by > 0 || wide.length > 0) found.push(`${where}: ${by} pixels too wide: ${wide.join(' | ')}`);
    });
    assert.equal(found.length, 0, `\n${found.join('\n')}`);
  },
);

journey('Who wants no motion sees none', { context: { reducedMotion: 'reduce' } }, async (given) => {
  const moving = [];
  await visit(given, async (where) => {
    const found = await given.page.evaluate(() => {
      // What appears at once after a while does not move.
      const isDelay = (effect) => effect.getKeyframes().every(({ easing }) => easing.startsWith('steps(1'));
      return document
        .getAnimations()
        .filter(({ effect }) => effect.getComputedTiming().duration > 1 && !isDelay(effect))
        .map(({ effect }) => effect.target.className);
    });
    moving.push(...found.map((name) => `${where}: ${name}`));
  });
  assert.deepEqual(moving, []);
});

journey(
  'With colours of the system, what is chosen and where the focus is can be seen',
  { context: { forcedColors: 'active' } },
  async ({ app, page }) => {
    await app.choose(trail);
    await app.openEvent('event-70');
    const outline = (locator) => locator.evaluate((one) => getComputedStyle(one).outlineStyle);
    assert.notEqual(await outline(app.event('event-70')), 'none', 'the row that is open');
    assert.notEqual(await outline(app.find('view-events')), 'none', 'the view on screen');
    await app.bar.press('Tab');
    assert.notEqual(await outline(page.locator(':focus')), 'none', 'the focus');
  },
);

journey('A screen reader can read a row, hear the count change and walk the table', {}, async ({ app, page }) => {
  await app.choose(trail);
  const rows = await app.loaded();
  assert.equal(await app.table.getAttribute('aria-rowcount'), `${rows + 1}`, 'all rows and the header');
  assert.ok(await app.table.getAttribute('aria-label'), 'the table has a name');
  const cells = await app.event('event-70').getByRole('gridcell').count();
  assert.equal(await app.table.getByRole('columnheader').count(), cells, 'each cell has its heading');

  const row = await app.openEvent('event-70').then(() => app.event('event-70'));
  assert.equal(await row.getAttribute('aria-selected'), 'true');
  assert.equal(await app.table.locator('[role=row][aria-selected=true]').count(), 1);
  const index = Number(await row.getAttribute('aria-rowindex'));
  await app.focusReaches(index);
  await page.keyboard.press('ArrowDown');
  await app.focusReaches(index + 1);
  assert.match(
    await page.locator(':focus').getAttribute('role'),
    /^(gridcell|row)$/,
    'what has the focus says what it is',
  );

  await page
    .locator('[aria-live]')
    .filter({ hasText: /\d/ })
    .evaluate((region) => {
      globalThis.heard = [];
      new MutationObserver(() =>
        globalThis.heard.push(`${region.getAttribute('aria-live')}: ${region.textContent}`),
      ).observe(region, { subtree: true, childList: true, characterData: true, attributes: true });
    });
  await app.filter('error:*');
  await app.until(
    () => /polite.*\b3\b/.test(globalThis.heard.at(-1)),
    undefined,
    'the new count is told in a polite region',
  );
});
