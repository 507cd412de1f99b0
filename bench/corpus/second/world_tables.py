"""AWS keys in SQL and CSV."""

from corpus.encoders import bom, crlf
from corpus.model import Form

FORMS = (
    Form(
        "sql/redshift-copy-credentials-string",
        "load.sql copy_events.sql etl/unload.sql",
        "aws",
        """-- nightly load
begin;
truncate events_stage;
copy events_stage from 's3://⟦bucket⟧/⟦date⟧/'
⟦pick:with ¦⟧credentials ⟦pick:as ¦⟧'aws_access_key_id=⟦id⟧;aws_secret_access_key=⟦sec⟧'
gzip delimiter '|' region '⟦region⟧';
insert into events select * from events_stage where batch <> '⟦uuid⟧';
commit;
""",
    ),
    Form(
        "sql/snowflake-external-stage",
        "stages.sql V3__stages.sql",
        "aws",
        """CREATE OR REPLACE STAGE raw.events_stage
  URL = 's3://⟦bucket⟧/in/'
  CREDENTIALS = (AWS_KEY_ID = '⟦id⟧' AWS_SECRET_KEY = '⟦sec⟧')
  FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1);

COPY INTO raw.events FROM @raw.events_stage ON_ERROR = 'CONTINUE';
SELECT MD5('x'), '⟦hex:32⟧' AS expected;
""",
    ),
    Form(
        "sql/clickhouse-s-three-function-positional",
        "queries.sql import.sql",
        "aws",
        """INSERT INTO ⟦word⟧.events
SELECT *, '⟦uuid⟧' AS load_id
FROM s3('https://⟦bucket⟧.s3.⟦region⟧.amazonaws.com/events/*.parquet',
        '⟦id⟧',
        '⟦sec⟧',
        'Parquet')
SETTINGS max_threads = 8;
""",
    ),
    Form(
        "sql/dump-row-of-a-settings-table",
        "dump.sql backup_20⟦int:10:25⟧.sql",
        "aws",
        """-- MySQL dump 10.13  Distrib 5.7.⟦int:10:44⟧, for Linux (x86_64)
DROP TABLE IF EXISTS `sys_config`;
INSERT INTO `sys_config` VALUES (1,'site.title','⟦word⟧','⟦date⟧ ⟦time⟧'),\
(2,'s3.accessKey','⟦id⟧','⟦date⟧ ⟦time⟧'),(3,'s3.secretKey','⟦sec⟧','⟦date⟧ ⟦time⟧'),\
(4,'s3.bucket','⟦bucket⟧','⟦date⟧ ⟦time⟧'),(5,'install.id','⟦uuid⟧','⟦date⟧ ⟦time⟧');
-- Dump completed
""",
    ),
    Form(
        "csv/console-download-of-an-access-key",
        "⟦person⟧_accessKeys.csv rootkey.csv accessKeys.csv",
        "aws",
        """Access key ID,Secret access key
⟦id⟧,⟦sec⟧
""",
        encode=bom,
    ),
    Form(
        "csv/console-download-with-password-columns",
        "new_user_credentials.csv credentials.csv",
        "aws",
        """User name,Password,Access key ID,Secret access key,Console login link
⟦person⟧,,⟦id⟧,⟦sec⟧,https://⟦account⟧.signin.aws.amazon.com/console
""",
        encode=crlf,
    ),
)
