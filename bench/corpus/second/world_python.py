"""More AWS keys in Python, and of stores that speak the same protocol."""

from corpus.groups import S3
from corpus.model import Form

FORMS = (
    Form(
        "python/pynamodb-model-meta",
        "models.py core/dynamo_models.py",
        "aws",
        """from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model


class Device(Model):
    class Meta:
        table_name = "⟦app⟧-devices"
        region = '⟦region⟧'
        aws_access_key_id = '⟦id⟧'
        aws_secret_access_key = '⟦sec⟧'
        read_capacity_units = 5

    serial = UnicodeAttribute(hash_key=True, default="⟦UUID⟧")
    firmware = UnicodeAttribute(default="⟦ver⟧-⟦hex:7⟧")
    seen = NumberAttribute(default=⟦ts⟧)
""",
    ),
    Form(
        "python/s3-settings-by-environment",
        "config.py app/config.py",
        S3,
        """class Base(object):
    JSON_AS_ASCII = False
    UPLOAD_MAX = 16 * 1024 * 1024
    REDIS_URL = 'redis://⟦ip⟧:6379/0'


class Production(Base):
    # object storage, S3 compatible
    S3_ENDPOINT = 'https://⟦endpoint⟧'
    S3_BUCKET   = '⟦bucket⟧'
    S3_KEY      = '⟦id⟧'
    S3_SECRET   = '⟦sec⟧'
    S3_REGION   = '⟦region⟧'
    BUILD       = '⟦hex:40⟧'


config = dict(prod=Production, default=Base)
""",
    ),
    Form(
        "python/minio-client-positional-endpoint",
        "objstore.py common/oss_helper.py",
        S3,
        """from datetime import timedelta

from minio import Minio
from minio.error import S3Error

mc = Minio("⟦endpoint⟧", "⟦id⟧", "⟦sec⟧"⟦opt:, region="⟦region⟧"⟧⟦opt:, secure=True⟧)


def url_for(name: str) -> str:
    try:
        return mc.presigned_get_object("⟦bucket⟧", name, expires=timedelta(hours=2))
    except S3Error as err:
        # request id looks like ⟦HEX:16⟧
        raise RuntimeError(err.code) from err
""",
    ),
    Form(
        "python/constants-above-a-function",
        "s3_upload.py utils/aws.py spider/pipelines.py",
        "aws",
        """# coding: utf8
# 把爬下来的图片传到亚马逊 S3
import hashlib
import boto3

⟦pick:ACCESS_KEY¦AWS_KEY¦access_key¦AK⟧ = '⟦id⟧'
⟦pick:SECRET_KEY¦AWS_SECRET¦secret_key¦SK⟧ = '⟦sec⟧'
REGION = '⟦region⟧'
UA = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'
EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e'


def name_of(data):
    digest = hashlib.md5(data).hexdigest()
    return EMPTY_MD5 if not data else digest
""",
    ),
)
