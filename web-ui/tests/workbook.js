// Workbooks for the tests, written by hand: a zip of XML with every cell as text.
import { readFileSync, writeFileSync } from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const parts = "http://schemas.openxmlformats.org/package/2006";
const type = (name) => `application/vnd.openxmlformats-officedocument.spreadsheetml.${name}+xml`;

/** Writes an .xlsx file of these sheets, each by its name a list of rows of texts. */
export function writeWorkbook(path, sheets) {
  const names = Object.keys(sheets);
  const numbered = (write) => names.map((name, at) => write(at + 1, name)).join("");
  writeFileSync(path, zip({
    "[Content_Types].xml": `<Types xmlns="${parts}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type("sheet.main")}"/>${numbered((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${type("worksheet")}"/>`)}</Types>`,
    "_rels/.rels": `<Relationships xmlns="${parts}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${numbered((number, name) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`)}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${parts}/relationships">${numbered((number) => `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}</Relationships>`,
    ...Object.fromEntries(names.map((name, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetOf(sheets[name])])),
  }));
}

/** Writes a workbook that has these texts, by cell, in the second row of its first sheet, which is empty below the first. */
export function fillWorkbook(from, to, cells) {
  const files = unzip(readFileSync(from));
  const row = Object.entries(cells).map(([cell, text]) => `<c r="${cell}2" t="inlineStr"><is><t>${text}</t></is></c>`).join("");
  files["xl/worksheets/sheet1.xml"] = files["xl/worksheets/sheet1.xml"].replace("</sheetData>", `<row r="2">${row}</row></sheetData>`);
  writeFileSync(to, zip(files));
}

/** The files of a zip as texts, by its directory. */
function unzip(bytes) {
  const files = {};
  const end = bytes.lastIndexOf("PK\x05\x06");
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, name, extra, comment] = [bytes.readUInt32LE(at + 20), ...[28, 30, 32].map((place) => bytes.readUInt16LE(at + place))];
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(start, start + size);
    files[bytes.toString("utf8", at + 46, at + 46 + name)] = (bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(body) : body).toString();
    at += 46 + name + extra + comment;
  }
  return files;
}

const sheetOf = (rows) => `<worksheet xmlns="${main}"><sheetData>${rows.map((cells, row) => `<row r="${row + 1}">${cells.map((text, column) =>
  `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`).join("")}</row>`).join("")}</sheetData></worksheet>`;

/** A zip whose files are stored as they are. */
function zip(files) {
  const bodies = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const bytes = Buffer.from(text);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const body = Buffer.concat([Buffer.from("PK\x03\x04"), facts, Buffer.from(name), bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\0"), facts, place, Buffer.from(name)]));
    bodies.push(body);
    offset += body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, listed, Buffer.from("PK\x05\x06"), end]);
}
