#!/usr/bin/env node
// duckdb: one query on one CSV file. Arguments: file, threads, query on table t, the file that its rows go to as CSV; a
// query that writes that file itself calls it OUT.
const fs = require('fs');
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
    const [file, threads, query, out] = process.argv.slice(2);
    const instance = await DuckDBInstance.create(':memory:', { threads });
    const connection = await instance.connect();
    await connection.run(`create view t as select * from read_csv('${file}', header = true,
        types = {'commodity': 'VARCHAR', 'declaration_id': 'VARCHAR'})`);
    const rows = (await connection.runAndReadAll(query.replace(/\bOUT$/, `'${out}'`))).getRows();
    if (!/\bOUT$/.test(query)) fs.writeFileSync(out, rows.map((row) => row.join(',') + '\n').join(''));
})();
