// A program in Binaryen's text form, for what is done to it after it was compiled.
//
// The text is a list of forms, each of which begins with a line that is indented by one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the program uses of WebAssembly beyond its first version. */
const features = ['simd', 'bulk-memory', 'bulk-memory-opt', 'reference-types', 'multivalue', 'mutable-globals', 'sign-ext', 'nontrapping-float-to-int', 'extended-const', 'multimemory'];
const enabled = features.map((name) => `--enable-${name}`);

const name = String.raw`\$(?:"(?:[^"\\]|\\.)*"|[^\s()]+)`;

/** A name, wherever one stands. */
export const everyName = new RegExp(name, 'g');

/** The text of a binary; functions have the names that are in it. */
export function textOf(binary) {
  return inFolder(binary, (file) => {
    execFileSync('wasm-dis', [...enabled, file('in'), '-o', file('out')]);
    return readFileSync(file('out'), 'utf8');
  });
}

/** The binary of a text, without names. */
export function binaryOf(text) {
  return inFolder(text, (file) => {
    execFileSync('wasm-as', [...enabled, file('in'), '-o', file('out')]);
    return readFileSync(file('out'));
  });
}

function inFolder(content, use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'trailglass-program-'));
  const file = (name) => path.join(folder, name);
  try {
    writeFileSync(file('in'), content);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The forms of a module, its head first: the `kind` of each, its `name` where it has one, and its `text`; of what can cross
 * from one module into another, imported ones among them, also the `sort` and the `type` as an import has them.
 */
export function formsOf(text) {
  const forms = [];
  for (const line of text.split('\n')) {
    if (line.startsWith(' (') || forms.length === 0) forms.push([line]);
    else if (line !== ')' && line !== '') forms.at(-1).push(line);
  }
  return forms.map((lines) => {
    const text = lines.join('\n');
    const kind = /^ ?\((\w+)/.exec(text)[1];
    const imported = kind === 'import' ? new RegExp(String.raw`\((func|table|memory|global) (${name})(.*)\)\)$`).exec(text) : null;
    if (imported) return { kind, text, name: imported[2], sort: imported[1], type: imported[3].trim() };
    const own = new RegExp(String.raw`^ \(\w+ (${name})(.*)`).exec(lines[0]);
    return { kind, text, name: own?.[1], sort: kind, type: own ? typeOf(kind, own[2]) : undefined };
  });
}

function typeOf(kind, rest) {
  // Parameters have names, which a type has not.
  if (kind === 'func') return (rest.match(/\((?:type|param|result)[^()]*\)/g) ?? []).join(' ').replace(/\(param \$\S+ /g, '(param ');
  if (kind === 'global') return /^ (\(mut \w+\)|\w+)/.exec(rest)[1];
  return rest.trim().replace(/\)$/, '');
}

/** A function's name as it is written in Rust, without what differs from build to build. */
export function plainName(name) {
  return name.replace(/^\$"?/, '').replace(/"$/, '').replace(/\[[0-9a-f]{16}\]/g, '').replace(/::h[0-9a-f]{16}.*$/, '');
}
