"""Takes all rows of a table with PyMySQL: a peer of the measure `database`.

    database-rows.py SETTINGS

SETTINGS: {"host", "port", "user", "database"} as JSON.

It prints one JSON object: {"version", "rows", "seconds", "cpu_seconds"}; exit code 3 without the package.
"""

import json
import sys
import time
from importlib.metadata import version

try:
    import pymysql
    from pymysql.cursors import SSCursor
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def main():
    settings = json.loads(sys.argv[1])
    start = time.perf_counter()
    cpu = time.process_time()
    connection = pymysql.connect(**settings, charset="utf8mb4", cursorclass=SSCursor)
    rows = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM clicks")
        while True:
            batch = cursor.fetchmany(10_000)
            if not batch:
                break
            rows += len(batch)
    print(
        json.dumps(
            {
                "version": version("pymysql"),
                "rows": rows,
                "seconds": time.perf_counter() - start,
                "cpu_seconds": time.process_time() - cpu,
            }
        )
    )
    connection.close()


main()
