// The binary and its script name to each other what crosses between them, some three hundred functions, by names made for
// no reader: `__wbg_addEventListener_8a8e3f2e1c4b5a6d`. The hashes in them do not compress. Here both get the same short
// names, which makes what the page loads a seventieth smaller.

const importSection = 2;
const exportSection = 7;
const wasmHeader = 8;
const kinds = { function: 0, table: 1, memory: 2, global: 3 };

/** Names that wasm-bindgen has made. Others, such as `memory`, are short, and the script may use them for something else. */
const generated = /\b(?:__wb|wasm_bindgen__)\w+/g;

/** @returns {{ binary: Buffer, script: string }} both with short names for what they name to each other. */
export function withShortNames(binary, script) {
  const names = new Map();
  const shortOf = (name) => {
    if (name.replace(generated, '') !== '') return name;
    if (!names.has(name)) names.set(name, `$${names.size.toString(36)}`);
    return names.get(name);
  };
  const module = /"(\.\/[\w-]+_bg\.js)": import0/.exec(script)?.[1];
  if (!module) throw new Error('The script does not say by which name the binary imports from it.');
  if (/\$\w/.test(script)) throw new Error('The script has names of its own that begin with "$".');

  const parts = [binary.subarray(0, wasmHeader)];
  const reader = new Reader(binary, wasmHeader);
  while (reader.at < binary.length) {
    const start = reader.at;
    const id = reader.byte();
    const end = reader.number() + reader.at;
    const body = id === importSection ? shortImports(reader, module, shortOf) : id === exportSection ? shortExports(reader, shortOf) : null;
    parts.push(body ? Buffer.concat([Buffer.of(id), numberOf(body.length), body]) : binary.subarray(start, end));
    reader.at = end;
  }

  const used = new Set();
  const short = script.replace(generated, (name) => {
    if (names.has(name)) used.add(name);
    return names.get(name) ?? name;
  });
  const lost = [...names.keys()].filter((name) => !used.has(name));
  if (lost.length > 0) throw new Error(`The script does not have ${lost.join(', ')}, which the binary names.`);
  // Its indentation is for readers too.
  return { binary: Buffer.concat(parts), script: short.replace(`"${module}"`, '"$"').replace(/^[ \t]+/gm, '') };
}

function shortImports(reader, module, shortOf) {
  const count = reader.number();
  const parts = [numberOf(count)];
  for (let at = 0; at < count; at += 1) {
    const from = reader.text();
    if (from !== module) throw new Error(`The binary imports from ${from}, and only ${module} is known.`);
    const name = reader.text();
    const start = reader.at;
    skipKind(reader);
    parts.push(textOf('$'), textOf(shortOf(name)), reader.bytes.subarray(start, reader.at));
  }
  return Buffer.concat(parts);
}

function shortExports(reader, shortOf) {
  const count = reader.number();
  const parts = [numberOf(count)];
  for (let at = 0; at < count; at += 1) {
    const name = reader.text();
    const start = reader.at;
    reader.byte();
    reader.number();
    parts.push(textOf(shortOf(name)), reader.bytes.subarray(start, reader.at));
  }
  return Buffer.concat(parts);
}

/** What kind of thing is imported, and its type. */
function skipKind(reader) {
  const kind = reader.byte();
  if (kind === kinds.function) return void reader.number();
  if (kind === kinds.global) return void (reader.byte(), reader.byte());
  if (kind === kinds.table) reader.byte();
  const hasMost = (reader.byte() & 1) === 1;
  reader.number();
  if (hasMost) reader.number();
}

class Reader {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** A number as WebAssembly writes it: seven bits a byte, the lowest first. */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  text() {
    const length = this.number();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }
}

function numberOf(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

function textOf(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([numberOf(bytes.length), bytes]);
}
