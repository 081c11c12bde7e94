// When the program cannot go on, the page says so, with a report that holds nothing of a log.
import assert from 'node:assert/strict';

import { event, journey, log } from './support.mjs';

/** What is refused, by a script that runs before the page's, and the words that say what is wrong and what next. */
const refusals = [
  {
    name: 'no workers',
    refuse: () => {
      window.Worker = class {
        constructor() {
          throw new Error('blocked');
        }
      };
    },
    what: /blocks workers/,
    next: /without extensions/,
    report: /panicked at: .*client\/connection\.rs:\d+/,
  },
  {
    name: 'workers whose program does not load',
    refuse: () => {
      const Plain = Worker;
      window.Worker = class extends Plain {
        constructor(_address, options) {
          super(URL.createObjectURL(new Blob(["import 'blob:nothing';"], { type: 'text/javascript' })), options);
        }
      };
    },
    what: /did not start in its workers/,
    next: /Reload the page/,
  },
  {
    name: 'workers whose program breaks off',
    refuse: () => {
      const Plain = Blob;
      window.Blob = class extends Plain {
        constructor(parts, options) {
          super(
            parts.map((part) => (typeof part === 'string' ? part.replace('.js', '.gone') : part)),
            options,
          );
        }
      };
    },
    what: /did not start in its workers/,
    next: /files may have been replaced/,
  },
  {
    name: 'no WebAssembly',
    refuse: () => {
      delete globalThis.WebAssembly;
    },
    what: /no WebAssembly, or it is turned off/,
    next: /allow it for this site/,
  },
  {
    name: 'WebAssembly without SIMD',
    refuse: () => {
      WebAssembly.validate = () => false;
    },
    what: /no WebAssembly with SIMD/,
    next: /A current Chrome/,
  },
];

for (const { name, refuse, what, next, report } of refusals) {
  journey(`A page with ${name} says what is wrong and what next`, {}, async ({ app, page }) => {
    await page.addInitScript(refuse);
    await page.reload();
    const failure = app.find('failure');
    assert.match(await failure.getByRole('heading').textContent(), what);
    assert.match(await failure.textContent(), next);
    if (report) assert.match(await failure.textContent(), report);
    app.complaints.length = 0;
  });
}

journey('Workers that say nothing are told of after half a minute', {}, async ({ app, page }) => {
  await page.clock.install();
  await page.addInitScript(() => {
    const Plain = Worker;
    window.Worker = class extends Plain {
      constructor(_address, options) {
        super(URL.createObjectURL(new Blob([''], { type: 'text/javascript' })), options);
      }
    };
  });
  await page.reload();
  await app.reaches('empty');
  await page.clock.fastForward(31_000);
  assert.match(
    await app.find('silence-note').textContent(),
    /have not started.*If the connection is slow, wait; else reload/,
  );
});

const storages = [
  {
    name: 'is full',
    refuse: () => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
    next: /no room left.*delete the data/,
  },
  {
    name: 'is turned off',
    refuse: () => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    },
    next: /keeps nothing for this page.*allow the site/,
  },
];

for (const { name, refuse, next } of storages) {
  journey(
    `Where the browser's storage ${name}, the page works and says what is not kept`,
    {},
    async ({ app, page }) => {
      await page.addInitScript(refuse);
      await page.reload();
      await app.reaches('empty');
      await app.choose(log('a.json', [event(1), event(2)]));
      await app.find('columns-button').click();
      await page.locator('[data-testid=column-choice][data-field=source]').click();
      const note = app.find('storage-note');
      assert.match(await note.textContent(), next);
      await page.keyboard.press('Escape');
      await note.getByRole('button', { name: 'Close' }).click();
      await note.waitFor({ state: 'detached' });
      await app.table.locator('[role=columnheader][data-field=source]').waitFor();
    },
  );
}

journey('A view that the browser does not keep is told, and lasts as long as the tab', {}, async ({ app, page }) => {
  await page.addInitScript(() => {
    const keep = Storage.prototype.setItem;
    // Room for a short text is left, as when the page looked.
    Storage.prototype.setItem = function (name, text) {
      if (name === 'trailglass:views' || name.startsWith('trailglass:columns'))
        throw new DOMException('full', 'QuotaExceededError');
      keep.call(this, name, text);
    };
  });
  await page.reload();
  await app.reaches('empty');
  await app.choose(log('a.json', [event(1), event(2)]));
  await app.filter('event:GetObject');
  await page.keyboard.press('Control+k');
  await app.find('palette-input').fill('reads');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('The change to your saved views lasts only while this tab is open').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await app.filter('');
  await page.keyboard.press('Control+k');
  await app.find('palette-input').fill('open view reads');
  await page.keyboard.press('Enter');
  await app.settles();
  assert.equal(await app.bar.inputValue(), 'event:GetObject');

  await app.find('columns-button').click();
  await page.locator('[data-testid=column-choice][data-field=source]').click();
  await page.getByText('Your choice of columns and time zone lasts only while this tab is open').waitFor();
});

journey('A page that was not kept says so when the network goes', {}, async ({ app, page, context }) => {
  await page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('denied', 'SecurityError'));
  });
  await page.reload();
  await app.reaches('empty');
  await app.choose(log('a.json', [event(1)]));
  await context.setOffline(true);
  const note = app.find('offline-note');
  assert.match(await note.textContent(), /has not kept the page.*do not close or reload/);
  await app.choose(log('b.json', [event(2)]));
  assert.equal(await app.loaded(), 2);
  await context.setOffline(false);
  await note.waitFor({ state: 'detached' });
});

journey(
  'A page that has stopped says so, and its report holds nothing of a log',
  {},
  async ({ app, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await app.choose(log('a.json', [event(1, { userAgent: 'secret-agent' })]));
    // The next thing that the program asks of the browser comes out as it must not.
    await page.evaluate(() => {
      const module = new Uint8Array([
        0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 97, 0, 0, 10, 5, 1, 3, 0, 0, 11,
      ]);
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module));
      setTimeout(() => exports.a());
    });
    const failure = app.find('failure');
    assert.match(await failure.getByRole('heading').textContent(), /has stopped/);
    await failure.getByRole('button', { name: 'Copy the report' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /kind: RuntimeError/);
    assert.doesNotMatch(copied, /secret-agent/);
    app.complaints.length = 0;
    await failure.getByRole('button', { name: 'Reload the page' }).click();
    await app.reaches('empty');
  },
);
