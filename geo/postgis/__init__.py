"""A study in PostGIS: one table a file, constraints made from the schema, a version that triggers raise.

The tables are written as the files of a folder of data, all in one transaction, and read as such: nothing above knows
that there is a database. The driver, psycopg, comes with ``granica[postgis]``.
"""
