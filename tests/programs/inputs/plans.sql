-- What depends on the version: plans, statistics, pages.
CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c REAL);
CREATE INDEX t_b ON t(b);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT i, hex(i * 7919 % 3001), i / 7.0 FROM n;
ANALYZE;
SELECT * FROM sqlite_stat1;
EXPLAIN QUERY PLAN SELECT * FROM t WHERE b = 'x';
EXPLAIN QUERY PLAN SELECT * FROM t x JOIN t y ON x.b = y.b WHERE x.c > 5 ORDER BY y.a DESC;
EXPLAIN SELECT sum(c) FROM t WHERE b > '5';
SELECT sqlite_version();
PRAGMA page_count;
SELECT 9223372036854775807 + 1, round(2.675, 2), 1e300 * 1e10, 0.1 + 0.2;
