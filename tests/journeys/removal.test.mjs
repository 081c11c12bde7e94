// Files can be taken out again, reading can be stopped, archives are opened, and a reader that dies is replaced.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';

import { event, events, file, journey, log } from './support.mjs';

/** A zip archive as streaming tools write it: sizes and checksum stand behind each member. */
function zip(name, members) {
  const parts = [];
  for (const [path, text] of members) {
    const bytes = Buffer.from(text);
    const packed = deflateRawSync(bytes);
    const header = Buffer.alloc(30);
    header.write('PK\x03\x04', 'latin1');
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(8, 6);
    header.writeUInt16LE(8, 8);
    header.writeUInt16LE(path.length, 26);
    const descriptor = Buffer.alloc(16);
    descriptor.write('PK\x07\x08', 'latin1');
    descriptor.writeUInt32LE(gzipSync(bytes).readUInt32LE(gzipSync(bytes).length - 8), 4);
    descriptor.writeUInt32LE(packed.length, 8);
    descriptor.writeUInt32LE(bytes.length, 12);
    parts.push(header, Buffer.from(path), packed, descriptor);
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  return file(name, Buffer.concat([...parts, end]));
}

/** Files of many events as lines, on the disk: enough to be still reading while something happens. */
function long(...names) {
  const folder = mkdtempSync(join(tmpdir(), 'trailglass-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const lines = `${JSON.stringify(event(7))}\n`.repeat(50_000);
  return names.map((name) => {
    const path = join(folder, name);
    for (let at = 0; at < 8; at += 1) appendFileSync(path, lines);
    return path;
  });
}

const names = (page) => page.getByTestId('source').evaluateAll((rows) => rows.map((row) => row.dataset.name).sort());

journey('Files in an archive are files of their own', {}, async ({ app, page }) => {
  const text = (file) => file.buffer.toString();
  await app.choose(
    zip('all.zip', [
      ['a.json', text(log('a', events(2)))],
      ['deep/b.json', text(log('b', [event(9)]))],
      ['notes.txt', 'words'],
    ]),
  );
  await app.openFiles();
  assert.deepEqual(await names(page), ['all.zip', 'all.zip/a.json', 'all.zip/deep/b.json', 'all.zip/notes.txt']);
  const facts = await app.sourceFacts('all.zip/a.json');
  assert.deepEqual([facts.status, facts.kind, facts.records], ['ok', 'S3 log file', 2]);
  assert.equal((await app.sourceFacts('all.zip')).kind, 'zip archive, 3 files');
  assert.equal(await app.loaded(), 3);
});

journey('A removed file leaves no trace', {}, async ({ app, page }) => {
  await app.choose(log('a.json', events(3)), log('b.json', [event(1), event(50)]));
  await app.openFiles();
  assert.equal(await app.loaded(), 4);
  const remove = async (name) => {
    await page.getByRole('button', { name: `Remove ${name}` }).click();
    await app.until((name) => !document.querySelector(`[data-testid=source][data-name="${name}"]`), name);
  };
  await remove('a.json');
  await app.settles();
  assert.equal(await app.loaded(), 2);
  assert.deepEqual(await names(page), ['b.json']);
  const sums = await app.sums();
  assert.deepEqual([sums.sources, sums.records, sums.events, sums.duplicates], [1, 2, 2, 0]);
  await remove('b.json');
  await app.reaches('empty');
  await app.choose(log('c.json', [event(5)]));
  assert.equal(await app.loaded(), 1);
});

journey('Reading can be stopped; what is read whole stays', {}, async ({ app, page }) => {
  await app.choose(log('a.json', events(3)));
  await app.openFiles();
  await app.find('file-input').setInputFiles(long('long.jsonl'));
  await app.find('stop-loading').click();
  await app.settles();
  assert.deepEqual(await names(page), ['a.json']);
  assert.equal(await app.loaded(), 3);
  assert.equal((await app.sums()).records, 3);
});

journey(
  'What a reader was given is read again when it dies, but for the file that it died of',
  {},
  async ({ app, page }) => {
    await page.addInitScript(() => {
      const die = `addEventListener('message', (event) => {
      if (!event.data.attachments?.some((file) => file.name === 'deadly.json')) return;
      event.stopImmediatePropagation();
      throw new Error('out of luck');
    });`;
      const Plain = Blob;
      window.Blob = class extends Plain {
        constructor(parts, options) {
          super(options?.type === 'text/javascript' ? [die, ...parts] : parts, options);
        }
      };
    });
    await page.reload();
    await app.reaches('empty');
    await app.choose(log('a.json', events(3)));
    await app.openFiles();
    await app.choose(
      ...Array.from({ length: 20 }, (_, at) => log(`${at}.json`, [event(100 + at)])),
      log('deadly.json', [event(50)]),
    );
    const rows = await page
      .getByTestId('source')
      .evaluateAll((rows) => rows.map((row) => [row.dataset.name, row.dataset.status]));
    assert.deepEqual(
      rows.filter(([, status]) => status !== 'ok'),
      [['deadly.json', 'failed']],
    );
    assert.match((await app.problemsOf('deadly.json')).join(), /A reader stopped: .*out of luck/);
    assert.equal(await app.loaded(), 23);
    assert.ok(app.complaints.splice(0).every((complaint) => complaint.includes('out of luck')));
  },
);

journey('An event whose reader has died opens, and says that its record is gone', {}, async ({ app, page }) => {
  await app.choose(log('a.json', events(3)));
  const [, ...readers] = page.workers();
  await Promise.all(
    readers.map((reader) =>
      reader.evaluate(
        () =>
          void setTimeout(() => {
            throw new Error('out of luck');
          }),
      ),
    ),
  );
  await page.getByText('A worker stopped').first().waitFor();
  const detail = await app.openEvent('event-2');
  await detail.getByText('The worker that kept this record has stopped').waitFor();
  await detail.getByText('noor called GetObject').waitFor();
  // New readers take what comes.
  await app.choose(log('later.json', [event(77)]));
  assert.equal(await app.loaded(), 4);
  assert.ok(app.complaints.splice(0).every((complaint) => complaint.includes('out of luck')));
});

journey(
  'Where a reader runs out of memory, others read what it was given, and what was loaded stays',
  {},
  async ({ app, page }) => {
    const isGiven = () =>
      addEventListener(
        'message',
        ({ data }) => (globalThis.wasGiven ||= data.attachments?.some((one) => one instanceof Blob)),
      );
    for (const worker of page.workers()) await worker.evaluate(isGiven);
    await app.choose(log('a.json', events(3)));
    await app.openFiles();
    const given = await Promise.all(
      page.workers().map((worker) => worker.evaluate(() => globalThis.wasGiven ?? false)),
    );
    const reader = page.workers()[given.indexOf(true)];
    const script = await page
      .locator('meta[name=trailglass-program]')
      .getAttribute('content')
      .then((names) => names.split(' ')[0]);
    // Takes all memory that a WebAssembly program can have, so that the next allocation of the reader finds none.
    const fill = async (script) => {
      const { memory } = await (await import(script)).default();
      for (let pages = 32_768; pages >= 1; ) {
        try {
          memory.grow(pages);
        } catch {
          pages /= 2;
        }
      }
      return memory.buffer.byteLength;
    };
    const size = await reader.evaluate(fill, new URL(script, page.url()).href);
    assert.ok(size > 2 ** 30, `the reader's memory is full: ${size}`);
    await app.find('file-input').setInputFiles(long('long.jsonl', 'long-too.jsonl', 'long-three.jsonl'));
    await app.settles(60_000);
    const rows = new Map(
      await page.getByTestId('source').evaluateAll((rows) => rows.map((row) => [row.dataset.name, row.dataset.status])),
    );
    assert.deepEqual([...rows.values()], ['ok', 'ok', 'ok', 'ok'], `${[...rows]}`);
    await page
      .getByText(/A reader stopped: probably its memory is full\./)
      .first()
      .waitFor({ state: 'attached' });
    const sums = await app.sums();
    assert.equal(sums.records, sums.events + sums.duplicates + sums.refused);
    await app.choose(log('later.json', [event(77)]));
    assert.equal((await app.sourceFacts('later.json')).status, 'ok');
    assert.ok(app.complaints.splice(0).every((complaint) => complaint.includes('unreachable')));
  },
);
