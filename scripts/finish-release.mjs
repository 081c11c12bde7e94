// Trunk's post_build hook, for release builds only: puts the page's policy in force, and tells the service worker which
// files are the site's.
//
// It runs in the folder that Trunk names in TRUNK_STAGING_DIR, before that folder becomes dist/.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const { TRUNK_PROFILE: profile, TRUNK_STAGING_DIR: folder } = process.env;
const serviceWorker = 'service-worker.js';

function replaceIn(name, ...replacements) {
  const file = path.join(folder, name);
  let text = readFileSync(file, 'utf8');
  for (const [before, now] of replacements) {
    if (!text.match(before)) throw new Error(`${name} has nothing like ${before}.`);
    text = text.replace(before, now);
  }
  writeFileSync(file, text);
}

/** The SHA-256 of a file's content. A host may serve what is packed as such, or say so and have the browser unpack it. */
function digestsOf(name) {
  const content = readFileSync(path.join(folder, name));
  const forms = name.endsWith('.gz') ? [content, gunzipSync(content)] : [content];
  return forms.map((form) => createHash('sha256').update(form).digest('hex'));
}

if (profile === 'release') {
  // Comments are for those who read the source. Trunk marks tags for the policy of `trunk serve`.
  replaceIn(
    'index.html',
    [/<!--[\s\S]*?-->/g, ''],
    [/ nonce="[^"]*"/g, ''],
    [' data-build="development"', ''],
    ['name="content-security-policy"', 'http-equiv="Content-Security-Policy"'],
  );
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) =>
    path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
  );
  const listed = names.filter((name) => name !== serviceWorker).sort();
  const digests = (isWanted) => Object.fromEntries(listed.filter(isWanted).map((name) => [name, digestsOf(name)]));
  // Of the sample, only those who open it need anything.
  const isSample = (name) => name.startsWith('sample/');
  const site = { files: digests((name) => !isSample(name)), later: digests(isSample) };
  const text = readFileSync(path.join(folder, serviceWorker), 'utf8');
  const version = createHash('sha256').update(JSON.stringify({ site, text })).digest('hex').slice(0, 16);
  replaceIn(serviceWorker, [/^const site = .*$/m, `const site = ${JSON.stringify({ version, ...site })};`]);
}
