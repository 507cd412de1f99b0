"""AWS keys in Python."""

from corpus.model import Form

FORMS = (
    Form(
        "python/boto3-session-in-a-lambda-handler",
        "handler.py lambda_function.py thumbs/index.py",
        "aws",
        """import json
import logging
import os

import boto3
from botocore.config import Config

log = logging.getLogger(__name__)
ACCOUNT = "⟦account⟧"
TABLE = os.environ.get("TABLE", "⟦app⟧-events")

session = boto3.Session(
    aws_access_key_id="⟦id⟧",
    aws_secret_access_key="⟦sec⟧",
    region_name="⟦region⟧",
)
s3 = session.client("s3", config=Config(signature_version="s3v4", retries={"max_attempts": 5}))


def lambda_handler(event, context):
    for record in event["Records"]:
        etag = record["s3"]["object"].get("eTag", "⟦hex:32⟧")
        log.info("request %s etag %s", context.aws_request_id, etag)
        s3.copy_object(Bucket="⟦bucket⟧", Key=etag, CopySource=record["s3"]["object"]["key"])
    return {"statusCode": 200, "body": json.dumps("ok")}
""",
    ),
    Form(
        "python/boto3-client-all-positional",
        "push.py tools/s3util.py sync_job.py",
        "aws",
        """#!/usr/bin/env python2
# -*- coding: utf-8 -*-
import sys, boto3

BUCKET = '⟦bucket⟧'
PART   = 8 * 1024 * 1024

def main(path):
\tc = boto3.client('⟦pick:s3¦sqs¦ses¦sns¦dynamodb⟧', '⟦region⟧', None, True, None, None, '⟦id⟧', '⟦sec⟧')
\tprint c.meta.endpoint_url
\tfor n, chunk in enumerate(iter(lambda: open(path, 'rb').read(PART), '')):
\t\tprint n, len(chunk)

if __name__ == '__main__':
\tmain(sys.argv[1])   # md5 of the sample: ⟦hex:32⟧
""",
    ),
    Form(
        "python/boto-two-connect-s3",
        "upload_s3.py fabfile.py scripts/backup_s3.py",
        "aws",
        """from boto.s3.connection import S3Connection, OrdinaryCallingFormat
from boto.s3.key import Key
import boto

⟦opt:# old boto, do not upgrade!!
⟧conn = ⟦pick:S3Connection¦boto.connect_s3⟧('⟦id⟧','⟦sec⟧'⟦opt:, calling_format=OrdinaryCallingFormat()⟧)
bucket = conn.get_bucket("⟦bucket⟧", validate=False)
for name in ['index.html', 'main.⟦hex:8⟧.js', 'style.⟦hex:8⟧.css']:
    k = Key(bucket)
    k.key = name
    k.set_contents_from_filename('build/' + name)
    k.set_acl('public-read')
""",
    ),
    Form(
        "python/django-storages-settings",
        "settings.py config/settings/production.py settings_local.py",
        "aws",
        """import os

from .base import *  # noqa

DEBUG = False
ALLOWED_HOSTS = ["⟦host⟧", "⟦ip⟧"]
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]

# ---- static & media on S3 ----
DEFAULT_FILE_STORAGE = 'storages.backends.s3boto3.S3Boto3Storage'
AWS_ACCESS_KEY_ID = ⟦pick:'⟦id⟧'¦"⟦id⟧"⟧
AWS_SECRET_ACCESS_KEY = ⟦pick:'⟦sec⟧'¦"⟦sec⟧"⟧
AWS_STORAGE_BUCKET_NAME = '⟦bucket⟧'
AWS_S3_REGION_NAME = '⟦region⟧'
AWS_S3_CUSTOM_DOMAIN = 'd⟦low:13⟧.cloudfront.net'
AWS_S3_OBJECT_PARAMETERS = {'CacheControl': 'max-age=86400'}
AWS_QUERYSTRING_AUTH = False

GOOGLE_ANALYTICS = 'UA-⟦num:8⟧-1'
SENTRY_RELEASE = "⟦hex:40⟧"
""",
    ),
    Form(
        "python/pandas-storage-options",
        "load.py etl/read_events.py",
        "aws",
        """import pandas as pd

df = pd.read_parquet(
    "s3://⟦bucket⟧/events/dt=⟦date⟧/part-00000-⟦uuid⟧-c000.snappy.parquet",
    storage_options={"key": "⟦id⟧", "secret": "⟦sec⟧"},
)
print(df.shape)
df["session"] = df["session"].fillna("⟦uuid⟧")
df.groupby("⟦word⟧").size().to_csv("out.csv")
""",
    ),
    Form(
        "python/airflow-connection-uri",
        "dags/conns.py airflow_env.py",
        "aws",
        """import os

# https://airflow.apache.org/docs/apache-airflow-providers-amazon/stable/connections/aws.html
os.environ["AIRFLOW_CONN_AWS_DEFAULT"] = (
    "aws://⟦id⟧:⟦sec.pct⟧@/?region_name=⟦region⟧"
)
os.environ["AIRFLOW__CORE__FERNET_KEY"] = ""
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"

DAG_ID = "⟦app⟧_daily"
RUN = "manual__⟦date⟧T⟦time⟧+00:00"
""",
    ),
    Form(
        "python/smart-open-url-with-userinfo",
        "reader.py stream.py",
        "aws",
        """from smart_open import open

# s3://key:secret@bucket/object is deprecated, but works with our pinned version
URL = 's3://⟦id⟧:⟦sec⟧@⟦bucket⟧/logs/⟦date⟧.gz'

seen = {"⟦hex:64⟧", "⟦hex:64⟧"}
with open(URL) as fin:
    for i, line in enumerate(fin):
        if i > ⟦int:100:9000⟧: break
        print(line.rstrip())
""",
    ),
)
