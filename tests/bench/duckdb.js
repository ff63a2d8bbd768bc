#!/usr/bin/env node
// duckdb: one query on one CSV file, its rows as CSV. Arguments: file, threads, query on table t.
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
    const [file, threads, query] = process.argv.slice(2);
    const instance = await DuckDBInstance.create(':memory:', { threads });
    const connection = await instance.connect();
    await connection.run(`create view t as select * from read_csv('${file}', header = true,
        types = {'commodity': 'VARCHAR', 'declaration_id': 'VARCHAR'})`);
    const rows = (await connection.runAndReadAll(query)).getRows();
    process.stdout.write(rows.map((row) => row.join(',') + '\n').join(''));
})();
