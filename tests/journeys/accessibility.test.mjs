// axe-core finds nothing to complain of, in each part of the page, light and dark.
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
  submission(84, 'refused', { errorCode: 'ValidationException', responseElements: null }),
]);

/** Complaints, each with the elements that it is about. */
async function complaints(page) {
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? ''})`).join(' | ')}`);
  });
}

for (const colorScheme of ['light', 'dark']) {
  journey(`Nothing keeps anybody out, ${colorScheme}`, { context: { colorScheme, reducedMotion: 'reduce' } }, async ({ app, page }) => {
    // Not as a script element, which the policy of the page refuses.
    await page.evaluate(axe);
    const found = {};
    const look = async (where) => (found[where] = await complaints(page));

    await look('first screen');
    await app.choose(trail, file('bad.txt', 'no log'), file('comma.json', `[${JSON.stringify(event(90))},]`));
    await look('events');
    await app.openEvent('event-70');
    await look('event detail');
    await app.rawText();
    await look('record as written');
    await app.openFiles();
    await app.source('comma.json').getByRole('button').first().click();
    await app.find('problem').waitFor();
    await look('files');
    await app.find('files-button').click();
    await app.bar.fill('evnt:x');
    await app.find('query-problem').waitFor();
    await look('a problem of the filter');
    await app.filter('event:Nothing -region:x');
    await look('no match');
    await app.show('jobs');
    await app.openJob('job-two');
    await look('story');

    const all = Object.entries(found).flatMap(([where, some]) => some.map((one) => `${where}: ${one}`));
    assert.equal(all.length, 0, `\n${all.join('\n')}`);
  });
}
