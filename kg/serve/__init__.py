"""The graph over HTTP: a SPARQL endpoint, the answers of every verb as JSON, and pages to read them on.

The process that speaks HTTP holds no graph. The graph is in a process that only forks (``nursery``). Its copies answer
(``work``), each one job at a time, and whichever takes too long or too much is stopped while the others go on
(``pool``).
"""
