"""Dateline in Airflow: what is due every ten minutes, and the lake's upkeep every night."""

import datetime

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

DATELINE = "/opt/dateline/bin/dateline"
FEEDS = "/etc/dateline/feeds.yaml"
LAKE = "/var/lib/dateline/lake"
SINCE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

with DAG("dateline", schedule="*/10 * * * *", start_date=SINCE, catchup=False, max_active_runs=1, tags=["news"]):
    BashOperator(
        task_id="run",
        bash_command=f"{DATELINE} run {FEEDS} --lake {LAKE}",
        execution_timeout=datetime.timedelta(hours=2),
        retries=1,
    )

with DAG("dateline_upkeep", schedule="17 3 * * *", start_date=SINCE, catchup=False, max_active_runs=1, tags=["news"]):
    compact = BashOperator(task_id="compact", bash_command=f"{DATELINE} compact {LAKE}")
    check = BashOperator(task_id="check", bash_command=f"{DATELINE} check {LAKE}")
    compact >> check
