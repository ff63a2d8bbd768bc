// What tableschema 1.12.6 (npm, of frictionlessdata.io) says of the cells and rows of cases.json: expected.json.
//     npm install tableschema@1.12.6; node expect.js
const fs = require('fs');
const {Schema, Table} = require('tableschema');

function keyed(rows, fields) {
  return rows.map((row) => Object.fromEntries(fields.map((f, i) => [f.name, row[i] === '' ? null
    : f.type === 'integer' ? Number(row[i]) : row[i]])));
}

async function judgeTable(c) {
  const header = c.schema.fields.map((f) => f.name);
  const relations = {'': keyed(c.rows, c.schema.fields)};
  for (const [name, r] of Object.entries(c.relations || {})) relations[name] = keyed(r.rows, r.fields);
  const table = await Table.load([header].concat(c.rows), {schema: c.schema});
  const options = {forceCast: true};
  if (c.schema.foreignKeys) options.relations = relations;
  const read = await table.read(options);
  const bad = new Set(read.filter((r) => r instanceof Error).map((e) => e.rowNumber));
  return c.rows.map((row, i) => bad.has(i + 2) ? 'invalid' : 'valid');
}

async function main() {
  const cases = JSON.parse(fs.readFileSync('cases.json', 'utf8'));
  const out = [];
  for (const c of cases) {
    if (c.schema) {
      out.push({name: c.name, verdicts: await judgeTable(c)});
      continue;
    }
    const descriptor = {fields: [c.field]};
    if (c.missingValues) descriptor.missingValues = c.missingValues;
    const schema = await Schema.load(descriptor);
    if (!schema.valid) throw new Error(c.name + ': ' + schema.errors);
    const verdicts = {};
    for (const cell of c.cells) {
      try {
        schema.castRow([cell]);
        verdicts[cell] = 'valid';
      } catch (error) {
        verdicts[cell] = 'invalid';
      }
    }
    out.push({name: c.name, verdicts});
  }
  fs.writeFileSync('expected.json', JSON.stringify(out, null, 1) + '\n');
}
main().catch((error) => { console.error(error.message); process.exit(1); });
