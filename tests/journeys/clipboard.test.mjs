// What is copied reaches the clipboard, or is shown to be copied by hand where the browser does not let the page.
import assert from 'node:assert/strict';
import { after } from 'node:test';

import { serve } from '../../scripts/server.mjs';
import { event, events, journey, log } from './support.mjs';

const allowed = { context: { permissions: ['clipboard-read', 'clipboard-write'] } };

const host = await serve({ folder: 'dist', port: 0 });
after(() => host.close());

/** What the page offers to copy: the ways to ask, and what is to be copied. */
const copies = [
  {
    name: 'a value',
    ask: async ({ app, page }) => {
      await app.row(2).locator('[data-field=event]').click();
      await app.detailOf('event-2');
      await page.keyboard.press('Escape');
      await app.focusReaches(2);
      await page.keyboard.press('c');
    },
    text: /^GetObject$/,
  },
  { name: 'a link', ask: ({ app }) => app.find('share-link').click(), text: /#v=1&/ },
  {
    name: 'rows',
    ask: async ({ app }) => {
      await app.find('export-menu').click();
      await app.find('export-markdown').click();
    },
    text: /^\| time \| event \|[\s\S]*GetObject/,
  },
  {
    name: 'a query as SQL',
    ask: async ({ app }) => {
      await app.find('export-menu').click();
      await app.find('sql-duckdb').click();
    },
    text: /read_json\(/,
  },
];

/** Ways in which a browser does not let a page write to the clipboard. */
const refusals = [
  {
    name: 'A page that came over plain http',
    served: { address: host.address.replace('127.0.0.1', 'trailglass.test') },
  },
  {
    name: 'A page that may not write to the clipboard',
    refuse: () => {
      const refuse = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
      Object.assign(Clipboard.prototype, { write: refuse, writeText: refuse });
    },
  },
];

for (const { name, served, refuse } of refusals) {
  journey(`${name} shows what was to be copied, and goes on`, { served }, async ({ app, page }) => {
    if (refuse) {
      await page.addInitScript(refuse);
      await page.reload();
      await app.reaches('empty');
    } else {
      assert.equal(await page.evaluate(() => isSecureContext || navigator.clipboard !== undefined), false);
    }
    await app.choose(log('a.json', events(2)));
    await app.filter('event:GetObject');
    for (const { name, ask, text } of copies) {
      await ask({ app, page });
      const field = app.find('copy-text');
      await field.waitFor();
      const chosen = await field.evaluate(
        (field) => document.activeElement === field && field.value.slice(field.selectionStart, field.selectionEnd),
      );
      assert.equal(chosen, await field.inputValue(), `${name}: all of it is selected`);
      assert.match(chosen, text, name);
      await page.keyboard.press('Escape');
      await app.find('copy-dialog').waitFor({ state: 'detached' });
    }
    await app.filter('event:PutObject');
    assert.equal(await app.matched(), 0);
    assert.equal(await app.find('failure').count(), 0);
  });
}

/** As Safari: nothing may be written but within the gesture that asks for it. */
function writeWithinGesturesOnly() {
  for (const way of ['write', 'writeText']) {
    const write = Clipboard.prototype[way];
    Clipboard.prototype[way] = function (...given) {
      const isWithin = window.event?.type === 'click' || window.event?.type === 'keydown';
      return isWithin ? write.apply(this, given) : Promise.reject(new DOMException('too late', 'NotAllowedError'));
    };
  }
}

const clipboards = [
  { name: 'A browser that allows it within the gesture only', limit: writeWithinGesturesOnly },
  {
    name: 'A browser without clipboard items',
    limit: () => {
      delete window.ClipboardItem;
    },
  },
];

for (const { name, limit } of clipboards) {
  journey(`${name} takes what is copied`, allowed, async ({ app, page }) => {
    await page.addInitScript(limit);
    await page.reload();
    await app.reaches('empty');
    await app.choose(log('a.json', events(2)));
    await app.filter('event:GetObject');
    for (const { name, ask, text } of copies) {
      await page.evaluate(() => navigator.clipboard.writeText.call(navigator.clipboard, '').catch(() => {}));
      await ask({ app, page });
      await page
        .getByText(/copied/i)
        .first()
        .waitFor();
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), text, name);
      await page.getByRole('button', { name: 'Dismiss' }).click();
    }
  });
}

journey('The report of a page that has stopped is selected where it cannot be copied', {}, async ({ app, page }) => {
  await app.choose(log('a.json', [event(1)]));
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }));
  });
  const failure = app.find('failure');
  await failure.getByRole('button', { name: 'Copy the report' }).click();
  assert.match(await page.evaluate(() => getSelection().toString()), /^build: .*\n[\s\S]*kind: RuntimeError/);
});
