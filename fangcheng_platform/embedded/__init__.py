"""PostgreSQL and Valkey from pip wheels, for machines that have neither.

`python -m fangcheng_platform.embedded exec -- COMMAND` lends them to one command. Production
sets `DATABASE_URL` and `REDIS_URL` and never comes here.
"""
