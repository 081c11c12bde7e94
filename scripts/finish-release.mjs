// Trunk's post_build hook, for release builds only: puts the page's policy in force, and lists the site's files for the
// service worker. Trunk names the folder in TRUNK_STAGING_DIR, before that becomes dist/.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const { TRUNK_PROFILE: profile, TRUNK_STAGING_DIR: folder } = process.env;
const serviceWorker = 'service-worker.js';
const isSample = (name) => name.startsWith('sample/');

function replaceIn(name, ...replacements) {
  const file = path.join(folder, name);
  let text = readFileSync(file, 'utf8');
  for (const [before, after] of replacements) {
    if (!text.match(before)) throw new Error(`${name} has nothing like ${before}.`);
    text = text.replace(before, after);
  }
  writeFileSync(file, text);
}

/** The SHA-256 of a file: of what a host may serve as it is, or have the browser unpack. */
function digestsOf(name) {
  const content = readFileSync(path.join(folder, name));
  const forms = name.endsWith('.gz') ? [content, gunzipSync(content)] : [content];
  return forms.map((form) => createHash('sha256').update(form).digest('hex'));
}

if (profile === 'release') {
  // Comments are for readers of the source, and Trunk's nonces for the policy of `trunk serve`.
  replaceIn(
    'index.html',
    [/<!--[\s\S]*?-->/g, ''],
    [/ nonce="[^"]*"/g, ''],
    [' data-build="development"', ''],
    ['name="content-security-policy"', 'http-equiv="Content-Security-Policy"'],
  );
  const names = readdirSync(folder, { recursive: true }).filter((name) => statSync(path.join(folder, name)).isFile());
  const listed = names.map((name) => name.replaceAll(path.sep, '/')).filter((name) => name !== serviceWorker);
  const digests = (names) => Object.fromEntries(names.sort().map((name) => [name, digestsOf(name)]));
  const site = { files: digests(listed.filter((name) => !isSample(name))), later: digests(listed.filter(isSample)) };
  const text = readFileSync(path.join(folder, serviceWorker), 'utf8');
  const version = createHash('sha256').update(JSON.stringify({ site, text })).digest('hex').slice(0, 16);
  replaceIn(serviceWorker, [/^const site = .*$/m, `const site = ${JSON.stringify({ version, ...site })};`]);
}
