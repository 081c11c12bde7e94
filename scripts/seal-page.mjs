// Trunk's post_build hook: closes the page that Trunk has put together, so that one constant
// Content-Security-Policy holds for every build and on every host.
//
//   - Inline scripts become files of our own. Trunk writes one, which starts the app.
//   - The page names the program's script and binary in <meta name="trailglass-worker" content="JS WASM">, so
//     that it can start its workers from them.
//   - The policy becomes the first thing in <head> after the charset.
//   - The service worker gets the list of all files with the digests of their content, and their version.
//   - A page that would break the policy, or that works at one address only, fails the build.
//
// It runs in the folder that Trunk names in TRUNK_STAGING_DIR, before that folder becomes dist/.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { policy } from './policy.mjs';

const folder = process.env.TRUNK_STAGING_DIR;
if (!folder) fail('TRUNK_STAGING_DIR is not set; Trunk runs this script, as Trunk.toml says.');

const pageFile = path.join(folder, 'index.html');

function sealPage() {
  let page = withoutComments(readFileSync(pageFile, 'utf8'));
  page = withScriptsInFiles(page);
  page = withHeadEntries(page, [
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="trailglass-worker" content="${binaryNames().join(' ')}">`,
  ]);
  refuseWhatThePolicyForbids(page);
  refuseFixedAddresses(page);
  writeFileSync(pageFile, page);
  listFilesForOffline();
}

const serviceWorker = 'service-worker.js';

/** Of the sample, only those who open it need anything. */
const isForLater = (name) => name.startsWith('sample/');

/**
 * Tells the service worker which files are the site's and what is in them, and gives it a version that changes with any of
 * them and with the worker itself.
 */
function listFilesForOffline() {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = all.map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join('/'));
  const listed = names.filter((name) => name !== serviceWorker).sort();
  const digests = (isWanted) => Object.fromEntries(listed.filter(isWanted).map((name) => [name, digestsOf(name)]));
  const [files, later] = [digests((name) => !isForLater(name)), digests(isForLater)];
  const file = path.join(folder, serviceWorker);
  const text = readFileSync(file, 'utf8');
  const version = hashOf(JSON.stringify({ files, later, text }));
  const sealed = text.replace(/^const site = .*$/m, `const site = ${JSON.stringify({ version, files, later })};`);
  if (sealed === text) fail(`${serviceWorker} has no line "const site = ..." for the list of files.`);
  writeFileSync(file, sealed);
}

/** The SHA-256 of a file's content. A host may serve what is packed as such, or say so and have the browser unpack it. */
function digestsOf(name) {
  const content = readFileSync(path.join(folder, name));
  const forms = name.endsWith('.gz') ? [content, gunzipSync(content)] : [content];
  return forms.map((form) => createHash('sha256').update(form).digest('hex'));
}

/** Comments are for those who read the source, and could hold what looks like an inline script. */
function withoutComments(page) {
  return page.replace(/<!--[\s\S]*?-->/g, '');
}

function withScriptsInFiles(page) {
  return page.replace(/<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi, (whole, attributes, text) => {
    if (/\ssrc\s*=/i.test(attributes)) return whole;
    if (text.trim() === '') return '';
    const type = attributes.match(/\stype\s*=\s*["']?([^"'\s>]+)/i)?.[1] ?? 'text/javascript';
    if (type !== 'module' && type !== 'text/javascript') fail(`An inline script of type "${type}" cannot be moved into a file.`);
    const name = `start-${hashOf(text)}.js`;
    writeFileSync(path.join(folder, name), text.trim() + '\n');
    // A plain script runs where it stands, and `defer` is the nearest that a file may do without
    // holding up the page; a module waits by itself.
    return type === 'module' ? `<script type="module" src="./${name}"></script>` : `<script defer src="./${name}"></script>`;
  });
}

/** The two files of the binary: workers run the same one as the page. */
function binaryNames() {
  return [/^app-[0-9a-f]+\.js$/, /^app-[0-9a-f]+_bg\.wasm$/].map(form => {
    const names = readdirSync(folder).filter(name => form.test(name));
    if (names.length !== 1) fail(`Trunk should have made one file named like ${form}, and made ${names.length}.`);
    return names[0];
  });
}

/** The charset has to be among the first bytes, and the policy has to come before all it governs. */
function withHeadEntries(page, entries) {
  const place = /<meta\s+charset\s*=[^>]*>/i.exec(page) ?? /<head\b[^>]*>/i.exec(page);
  if (!place) fail('The page has neither a <meta charset> nor a <head>.');
  const before = page.slice(0, place.index);
  if (/<(script|link|style)\b/i.test(before)) fail('A script, a link or a style stands before the <meta charset>, where the policy does not reach.');
  const end = place.index + place[0].length;
  return page.slice(0, end) + entries.join('') + page.slice(end);
}

function refuseWhatThePolicyForbids(page) {
  for (const tag of tagsOf(page)) {
    if (tag.name === 'style') fail('The page has an inline <style>; the policy allows only style sheets in files.');
    if (tag.name === 'base') fail('The page has a <base>; the policy forbids it.');
    if (tag.name === 'script' && !('src' in tag.attributes)) fail('The page still has an inline script.');
    for (const attribute of Object.keys(tag.attributes)) {
      if (attribute === 'style') fail(`<${tag.name}> has a style attribute; the policy allows only style sheets in files.`);
      if (attribute.startsWith('on')) fail(`<${tag.name}> has the handler ${attribute}; the policy allows only scripts in files.`);
    }
  }
}

function refuseFixedAddresses(page) {
  for (const { name, attributes } of tagsOf(page)) {
    if (name === 'a') continue;
    for (const attribute of ['src', 'href']) {
      const address = attributes[attribute];
      if (address !== undefined && /^([a-z][a-z0-9+.-]*:|\/)/i.test(address) && !address.startsWith('data:')) {
        fail(`<${name}> refers to ${address}; addresses have to be relative, or the page works at one place only.`);
      }
    }
  }
}

function* tagsOf(page) {
  const tag = /<([a-z][a-z0-9-]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi;
  const attribute = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
  for (const [, name, text] of page.matchAll(tag)) {
    const attributes = {};
    for (const [, key, double, single, bare] of text.matchAll(attribute)) attributes[key.toLowerCase()] = double ?? single ?? bare ?? '';
    yield { name: name.toLowerCase(), attributes };
  }
}

function hashOf(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

function fail(sentence) {
  console.error(`scripts/seal-page.mjs: ${sentence}`);
  process.exit(1);
}

sealPage();
