import { readsOnly } from './reads-only';

test.each([
  'SELECT 1',
  ' \n select * from t',
  '(SELECT 1) UNION (SELECT 2)',
  'WITH a AS (SELECT 1) SELECT * FROM a',
  '-- what is read\nSELECT 1',
  '# what is read\n/* and why */ SELECT 1',
  'SELECT/**/1',
  'TABLE clicks',
  'SHOW TABLES',
])('%j reads', query => expect(readsOnly(query)).toBe(true));

test.each([
  '',
  'DROP TABLE clicks',
  '/* SELECT */ DELETE FROM clicks',
  '/*! DROP TABLE clicks */',
  '/*M! DROP TABLE clicks */ SELECT 1',
  '-- SELECT 1',
  'SET @a = 1',
  'EXPLAIN ANALYZE DELETE FROM clicks',
  'SELECTED',
  "CALL procedure('SELECT')",
  'LOAD DATA LOCAL INFILE "/etc/passwd" INTO TABLE t',
])('%j does not only read', query => expect(readsOnly(query)).toBe(false));
