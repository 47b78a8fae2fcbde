"""A build by many processes, on one machine or on a cluster, for what one process cannot hold.

See README.md beside this file: what each stage does, and a plan for 100 million articles.
"""
