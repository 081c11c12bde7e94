// When the program cannot go on, the page says so, with a report that holds nothing of a log.
import assert from 'node:assert/strict';

import { event, journey, log } from './support.mjs';

journey('A page that cannot have workers says so', {}, async ({ app, page }) => {
  await page.addInitScript(() => {
    window.Worker = class {
      constructor() {
        throw new Error('blocked');
      }
    };
  });
  await page.reload();
  const failure = app.find('failure');
  assert.match(await failure.getByRole('heading').textContent(), /blocks workers/);
  assert.match(await failure.textContent(), /panicked at: .*client\.rs:\d+/);
  app.complaints.length = 0;
});

journey('A page that has stopped says so, and its report holds nothing of a log', {}, async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.choose(log('a.json', [event(1, { userAgent: 'secret-agent' })]));
  // The next thing that the program asks of the browser comes out as it must not.
  await page.evaluate(() => {
    const module = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 97, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
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
});
