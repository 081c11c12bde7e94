// Ways in: chosen, dropped and pasted, at any time.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

import { event, events, file, gzipped, journey, log } from './support.mjs';

/** AWSLogs/1/a.json.gz and AWSLogs/1/deep/er/b.json, in a folder called `bucket`. */
const folder = mkdtempSync(path.join(tmpdir(), 'trailglass-'));
const bucket = path.join(folder, 'bucket');
mkdirSync(path.join(bucket, 'AWSLogs/1/deep/er'), { recursive: true });
writeFileSync(path.join(bucket, 'AWSLogs/1/a.json.gz'), gzipped(log('a', [event(1), event(2)])).buffer);
writeFileSync(path.join(bucket, 'AWSLogs/1/deep/er/b.json'), log('b', [event(3)]).buffer);
after(() => rmSync(folder, { recursive: true }));

const inBucket = ['AWSLogs/1/a.json.gz', 'AWSLogs/1/deep/er/b.json'];

async function listsTheBucket(app) {
  await app.settles();
  assert.equal(await app.loaded(), 3);
  await app.openFiles();
  for (const name of inBucket) assert.equal((await app.sourceFacts(name)).status, 'ok', name);
}

journey('Files are chosen, and the page goes from empty over loading to ready', {}, async ({ app }) => {
  const states = await app.states();
  await app.choose(log('a.json', events(3)), gzipped(log('b.json', [event(4)])));
  assert.deepEqual(await states(), ['empty', 'loading', 'ready']);
  assert.equal(await app.loaded(), 4);
  assert.equal(await app.matched(), 4);
  assert.equal(await app.number('source-list', 'data-sources'), 2);
});

journey('A folder is chosen with all that is below it', {}, async ({ app }) => {
  await app.find('folder-input').setInputFiles(bucket);
  await listsTheBucket(app);
});

journey('A folder is dropped with all that is below it', {}, async ({ app }) => {
  await app.dropPaths(bucket);
  await listsTheBucket(app);
});

journey('A folder and a file are dropped together', {}, async ({ app }) => {
  await app.dropPaths(bucket, path.join(bucket, 'AWSLogs/1/deep/er/b.json'));
  await app.settles();
  const sums = await app.sums();
  assert.deepEqual([sums.sources, sums.events, sums.duplicates], [3, 3, 1], 'the file is there twice, its event once');
});

journey('A folder without files is no source', {}, async ({ app, page }) => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  await app.dropPaths(empty);
  await page.getByText('No files found').waitFor();
  await app.reaches('empty');
});

journey('A drop by a script counts as loading at once', {}, async ({ app }) => {
  assert.equal(await app.dropUnawaited(log('a.json', events(2))), 'loading');
  await app.settles();
  assert.equal(await app.loaded(), 2);
});

journey('The same files can be chosen again, and are duplicates then', {}, async ({ app }) => {
  const same = log('a.json', events(2));
  await app.choose(same);
  await app.choose(same);
  const sums = await app.sums();
  assert.deepEqual([sums.sources, sums.events, sums.duplicates], [2, 2, 2]);
});

journey('More files come in while others are there', {}, async ({ app }) => {
  await app.choose(log('a.json', events(2)));
  await app.filter('target:"media-in/clip 9.mov"');
  assert.equal(await app.matched(), 0);

  const states = await app.states();
  await app.drop(log('b.json', [event(9)]), log('c.json', [event(10)]));
  assert.deepEqual(await states(), ['ready', 'loading', 'ready']);
  assert.equal(await app.loaded(), 4);
  assert.equal(await app.matched(), 1, 'the filter holds for what comes later');
  assert.deepEqual(await app.ids(), ['event-9']);
});

journey('Files come in while others are still being read', {}, async ({ app }) => {
  await app.find('file-input').setInputFiles(Array.from({ length: 20 }, (_, at) => log(`${at}.json`, [event(at)])));
  await app.dropUnawaited(log('late.json', [event(20)]));
  await app.settles();
  assert.equal(await app.loaded(), 21);
  assert.equal((await app.sums()).ok, 21);
});

journey(
  'JSON is pasted',
  { context: { permissions: ['clipboard-read', 'clipboard-write'] } },
  async ({ app, page }) => {
    const paste = async (text) => {
      await page.evaluate((text) => navigator.clipboard.writeText(text), text);
      await page.keyboard.press('Control+V');
    };
    await paste(JSON.stringify(event(1)));
    await app.settles();
    await paste(` \n${JSON.stringify([event(2), event(3)])}`);
    await app.until(() => document.querySelector('[data-testid=loaded-count]').dataset.value === '3');
    await app.settles();

    await app.openFiles();
    assert.deepEqual(
      [(await app.sourceFacts('pasted text')).kind, (await app.sourceFacts('pasted text 2')).kind],
      ['single record', 'array of records'],
    );

    await app.find('files-button').focus();
    await paste('no JSON at all');
    await page.getByText('The clipboard holds no JSON').waitFor();
    assert.equal(await app.number('source-list', 'data-sources'), 2);

    await app.bar.focus();
    await paste('[]');
    assert.equal(await app.bar.inputValue(), '[]', 'what is pasted into a field stays in it');
    assert.equal(await app.number('source-list', 'data-sources'), 2);
  },
);

journey('Files that all fail leave the page ready and empty', {}, async ({ app }) => {
  await app.choose(file('notes.txt', 'no log at all'));
  assert.equal(await app.state(), 'ready');
  assert.deepEqual([await app.loaded(), await app.matched()], [0, 0]);
  assert.equal(await app.table.getAttribute('aria-rowcount'), '1');
});

journey(
  'Files that are dragged over the page are offered a place, until they leave or are dropped',
  {},
  async ({ app, page }) => {
    await app.choose(log('a.json', [event(1)]));
    const veil = page.getByText('Drop to add these files');
    const drag = (kind, into) =>
      page.evaluate(
        ([kind, into]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(['{}'], 'x.json'));
          const relatedTarget = into && document.querySelector(into);
          document.body.dispatchEvent(
            new DragEvent(kind, { dataTransfer: transfer, relatedTarget, bubbles: true, cancelable: true }),
          );
        },
        [kind, into],
      );
    await drag('dragenter');
    await veil.waitFor();
    await drag('dragleave', '[role=grid]');
    assert.equal(await veil.count(), 1, 'from one part of the page to another is not out of it');
    await drag('dragleave');
    await veil.waitFor({ state: 'detached' });

    await drag('dragover');
    await veil.waitFor();
    await app.drop(log('b.json', [event(2)]));
    await veil.waitFor({ state: 'detached' });
    assert.equal(await app.loaded(), 2);

    // A text that is dragged is none of the page's business.
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.setData('text/plain', 'words');
      document.body.dispatchEvent(
        new DragEvent('dragenter', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    });
    await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal(await veil.count(), 0);
  },
);
