"""The pipeline: a thin Prefect flow beside one package per stage.

Data flows one way: ``ingest`` → ``dedupe`` → ``extract`` → ``reconcile`` → ``publish``. The stage packages are plain
functions over Polars frames and files; only ``flow.py`` and what deploys it know Prefect.
"""
