// Splits the program in two: a first part, which the page and its workers start with, and a later part, which each of them
// takes when it needs it. Functions are later if later-code.txt names them, and if only later ones call them.
//
// The two parts share one memory and one table of functions. A later function that the first part calls has a place in
// a further table, and a stand-in in the first part, which calls what is in that place. While the places are empty, the
// stand-in has the script load the later part first, and everything waits. So which part a function is in changes nothing but
// when it is loaded.
import { binaryOf, everyName, formsOf, plainName, textOf } from './program-text.mjs';

const everyCall = new RegExp(String.raw`\((?:return_)?call (${everyName.source})|\(ref\.func (${everyName.source})`, 'g');

/** What the parts name to each other is named by numbers. */
const numbered = (number) => number.toString(36);
const own = { places: '$later-places', load: '$later-load', at: '$later-at' };

/**
 * @param binary a program that has names; it imports from "$"
 * @param names names of later functions, or of what they are in: `a::b` is every function whose name is that or begins with `a::b::`
 * @returns {{ first: Buffer, later: Buffer }} the two parts. The first imports `later` as well, a function that instantiates the
 *   second with the exports of the first as "$".
 */
export function splitProgram(binary, names) {
  const { first, later } = splitText(textOf(binary), isAmong(names));
  return { first: binaryOf(first), later: binaryOf(later) };
}

function isAmong(names) {
  const all = new Set(names);
  return (name) => {
    for (let end = name.length; end > 0; end = name.lastIndexOf('::', end - 1)) if (all.has(name.slice(0, end))) return true;
    return false;
  };
}

function splitText(text, isLater) {
  const [head, ...forms] = formsOf(text);
  const functions = new Map(forms.filter(({ kind }) => kind === 'func').map((form) => [form.name, { ...form, calls: callsIn(form.text) }]));
  const later = laterFunctions(functions, forms, isLater);
  if (later.size === 0) throw new Error('No function of the program is a later one.');

  const called = namesOutsideFunctions(forms);
  for (const { name, calls } of functions.values()) if (!later.has(name)) calls.forEach((other) => called.add(other));
  const entries = [...later].filter((name) => called.has(name));

  const needed = new Set([...later].flatMap((name) => functions.get(name).text.match(everyName) ?? []));
  const canCross = ({ kind, name }) => ['func', 'import', 'table', 'global'].includes(kind) && needed.has(name) && !later.has(name);
  const lent = forms.filter((form) => form.kind === 'memory' || canCross(form));
  const size = `${entries.length} ${entries.length} funcref`;
  lent.push({ sort: 'table', name: own.places, type: size });

  return {
    first: module([head.text, ...firstForms(forms, later, entries), ` (table ${own.places} ${size})`, ...lent.map(({ sort, name }, at) => ` (export "${numbered(at)}" (${sort} ${name}))`)]),
    later: module([
      head.text,
      ...forms.filter(({ kind }) => kind === 'type').map(({ text }) => text),
      ...lent.map(({ sort, name, type }, at) => ` (import "$" "${numbered(at)}" (${sort} ${name} ${type}))`),
      ` (elem (table ${own.places}) (i32.const 0) func ${entries.join(' ')})`,
      ...[...later].map((name) => functions.get(name).text),
    ]),
  };
}

function module(forms) {
  return [...forms, ')'].join('\n');
}

/** The names of the functions that are later ones. */
function laterFunctions(functions, forms, isLater) {
  const later = new Set([...functions.keys()].filter((name) => isLater(plainName(name))));
  const kept = namesOutsideFunctions(forms);
  const callers = new Map([...functions.keys()].map((name) => [name, []]));
  for (const { name, calls } of functions.values()) {
    for (const other of calls) if (other !== name) callers.get(other)?.push(name);
  }
  const goesWith = (name) => !later.has(name) && !kept.has(name) && callers.get(name).length > 0 && callers.get(name).every((caller) => later.has(caller));
  for (let more = [...later]; more.length > 0; ) {
    more = [...functions.keys()].filter(goesWith);
    more.forEach((name) => later.add(name));
  }
  return later;
}

/** What is named by tables, exports and the like. */
function namesOutsideFunctions(forms) {
  return new Set(forms.filter(({ kind }) => kind !== 'func').flatMap(({ text }) => text.match(everyName) ?? []));
}

function callsIn(text) {
  return new Set([...text.matchAll(everyCall)].map((call) => call[1] ?? call[2]));
}

function firstForms(forms, later, entries) {
  const places = new Map(entries.map((name, place) => [name, place]));
  const texts = forms.flatMap((form) => {
    if (!later.has(form.name) || form.kind !== 'func') return [form.text];
    return places.has(form.name) ? [standIn(form, places.get(form.name))] : [];
  });
  // Imports come before all else but types.
  texts.splice(texts.findIndex((text) => !text.startsWith(' (type')), 0, ` (import "$" "later" (func ${own.load}))`);
  texts.push(` (func ${own.at} (param $0 i32) (result i32) (if (ref.is_null (table.get ${own.places} (i32.const 0))) (then (call ${own.load}))) (local.get $0))`);
  return texts;
}

/** A function that calls the one in this place, with what it is called with. */
function standIn({ text, type }, place) {
  const nParameters = (type.match(/\(param [^)]*\)/g) ?? []).flatMap((parameters) => parameters.split(' ').slice(1)).length;
  const values = Array.from({ length: nParameters }, (_, at) => `(local.get $${at})`).join(' ');
  return `${text.slice(0, text.indexOf('\n'))}\n  (call_indirect ${own.places} ${type} ${values} (call ${own.at} (i32.const ${place})))\n )`;
}

/**
 * The script, with what loads the later part: as soon as the first one runs, without waiting for it; or at once, where it is called
 * before it has come. A request that fails is made again, each time after a wait twice as long. The answer is compiled whole: to
 * compile it on the way, a browser insists on its type, which not every host tells.
 */
export function withLaterPart(script, file) {
  const imports = '"$": import0';
  const running = 'wasm = instance.exports;';
  if (!script.includes(imports) || !script.includes(running)) throw new Error('The script does not say what the program imports, or that it runs.');
  return `${script.replace(imports, '"$": { ...import0, later: loadLater }').replace(running, `${running}\nfetchLater();`)}
const laterAddress = new URL(${JSON.stringify(`./${file}`)}, import.meta.url);
let hasLater = false;
async function fetchLater(wait = 10000) {
try {
const response = await fetch(laterAddress);
const module = await WebAssembly.compile(await response.arrayBuffer());
if (!hasLater) await WebAssembly.instantiate(module, { $: wasm });
hasLater = true;
} catch {
if (!hasLater) setTimeout(fetchLater, wait, 2 * wait);
}
}
function loadLater() {
try {
const request = new XMLHttpRequest();
request.open('GET', laterAddress, false);
request.overrideMimeType('text/plain; charset=x-user-defined');
request.send();
new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0))), { $: wasm });
} catch (error) {
throw new WebAssembly.RuntimeError(\`a part of the program cannot be loaded (\${error.message})\`);
}
hasLater = true;
}
`;
}
