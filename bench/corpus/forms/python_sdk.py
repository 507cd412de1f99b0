"""Python: constructors of the clouds' own libraries."""

from corpus.model import Form

FORMS = (
    Form(
        "python/tencentcloud-credential",
        "demo.py cvm_list.py ocr_client.py sms_send.py",
        "tencent",
        """⟦head⟧from tencentcloud.common import credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.⟦pick:cvm.v20170312¦ocr.v20181119¦sms.v20210111⟧ import models


def client():
    # ⟦cmt⟧
    cred = credential.Credential(⟦id.q⟧, ⟦sec.q⟧)
    profile = ClientProfile()
    profile.signMethod = "TC3-HMAC-SHA256"
    return build(cred, "⟦region⟧", profile)
⟦tail⟧""",
    ),
    Form(
        "python/tencentcloud-variables-then-positional",
        "asr_demo.py tts.py faceid.py",
        "tencent",
        """⟦head⟧from tencentcloud.common import credential

⟦pick:APPID = "⟦appid⟧"
¦⟧⟦pick:SECRET_ID¦SecretId¦secretId¦secret_id⟧ = ⟦id.q⟧
⟦pick:SECRET_KEY¦SecretKey¦secretKey¦secret_key⟧ = ⟦sec.q⟧
ENGINE_TYPE = "16k_zh"
SLICE_SIZE = 6400

listener = MySpeechRecognitionListener("⟦uuid⟧")
⟦tail⟧""",
    ),
    Form(
        "python/cos-config-keywords",
        "cos_upload.py storage.py oss_util.py",
        "tencent",
        """⟦head⟧from qcloud_cos import CosConfig, CosS3Client

config = CosConfig(
    Region=⟦pick:'⟦region⟧'¦region⟧,
    SecretId=⟦id.q⟧⟦opt:,  # ⟦cmt⟧
    Token=None⟧,
    SecretKey=⟦sec.q⟧,
    Scheme='https',
)
client = CosS3Client(config)
response = client.put_object(Bucket='⟦bucket⟧', Body=b'⟦hex:32⟧', Key='⟦word⟧/⟦hex:32⟧.jpg')
print(response['ETag'])
⟦tail⟧""",
    ),
    Form(
        "python/cos-demo-with-comments",
        "cos_demo.py upload_file.py",
        "tencent",
        """# -*- coding=utf-8
from qcloud_cos import CosConfig
from qcloud_cos import CosS3Client
import sys
import logging

logging.basicConfig(level=logging.INFO, stream=sys.stdout)

# 1. 设置用户属性, 包括 secret_id, secret_key, region等
secret_id = ⟦id.q⟧     # 用户的 SecretId，建议使用子账号密钥，授权遵循最小权限指引
secret_key = ⟦sec.q⟧   # 用户的 SecretKey
region = '⟦region⟧'    # 替换为用户的 region
token = None           # 如果使用永久密钥不需要填入 token
scheme = 'https'

config = CosConfig(Region=region, SecretId=secret_id, SecretKey=secret_key, Token=token, Scheme=scheme)
client = CosS3Client(config)
⟦tail⟧""",
    ),
    Form(
        "python/qcloud-sts-dict",
        "sts.py get_tmp_key.py",
        "tencent",
        """⟦head⟧from sts.sts import Sts


def get_credential():
    config = {
        'url': 'https://sts.tencentcloudapi.com/',
        'domain': 'sts.tencentcloudapi.com',
        'duration_seconds': 1800,
        ⟦quote⟧secret_id⟦quote⟧: ⟦id.q⟧,
        # ⟦cmt⟧
        ⟦quote⟧secret_key⟦quote⟧: ⟦sec.q⟧,
        'bucket': '⟦bucket⟧',
        'region': '⟦region⟧',
        'allow_prefix': ['⟦word⟧/*'],
        'allow_actions': ['name/cos:PutObject', 'name/cos:PostObject'],
    }
    return Sts(config).get_credential()
⟦tail⟧""",
    ),
    Form(
        "python/temporary-credentials-keywords",
        "upload_tmp.py sts_use.py",
        "tencent:temporary aws:temporary alibaba:temporary",
        """⟦head⟧# ⟦cmt⟧
⟦idn.snake⟧ = ⟦id.q⟧
⟦secn.snake⟧ = ⟦sec.q⟧
⟦tokn.snake⟧ = (
    ⟦tok.q⟧
)
expired_time = ⟦ts⟧
client = connect(⟦idn.snake⟧, ⟦secn.snake⟧, ⟦tokn.snake⟧, region="⟦region⟧")
⟦tail⟧""",
    ),
    Form(
        "python/boto3-session-keywords",
        "session.py s3util.py fetch_data.py",
        "aws",
        """⟦head⟧import boto3

session = boto3.⟦pick:Session¦session.Session⟧(
    aws_access_key_id=⟦id.q⟧,
    aws_secret_access_key=⟦sec.q⟧,
    region_name=⟦quote⟧⟦region⟧⟦quote⟧,
)
s3 = session.resource("s3")
for obj in s3.Bucket("⟦bucket⟧").objects.filter(Prefix="⟦word⟧/⟦date⟧/"):
    print(obj.key, obj.e_tag)
⟦tail⟧""",
    ),
    Form(
        "python/boto3-client-one-line",
        "lambda_function.py handler.py export.py",
        "aws",
        """⟦head⟧import boto3

BUCKET = "⟦bucket⟧"
client = boto3.client(⟦quote⟧⟦pick:s3¦sqs¦dynamodb¦ses⟧⟦quote⟧, region_name="⟦region⟧", """
        """aws_access_key_id=⟦id.q⟧, aws_secret_access_key=⟦sec.q⟧)


def handler(event, context):
    # ⟦cmt⟧
    body = json.dumps({"id": "⟦uuid⟧", "event": event})
    client.put_object(Bucket=BUCKET, Key="⟦word⟧.json", Body=body)
⟦tail⟧""",
    ),
    Form(
        "python/boto2-positional",
        "legacy_s3.py backup.py",
        "aws",
        """⟦head⟧from boto.s3.connection import S3Connection
from boto.s3.key import Key

conn = ⟦pick:S3Connection¦boto.connect_s3⟧(⟦id.q⟧, ⟦sec.q⟧)
bucket = conn.get_bucket('⟦bucket⟧')
k = Key(bucket)
k.key = '⟦word⟧-⟦date⟧.tgz'
k.set_contents_from_filename('/var/backups/⟦word⟧.tgz')
⟦tail⟧""",
    ),
    Form(
        "python/s3fs-storage-options",
        "etl.py read_parquet.py",
        "aws alibaba tencent huawei kingsoft",
        """⟦head⟧import pandas as pd

df = pd.read_parquet(
    "s3://⟦bucket⟧/⟦word⟧/dt=⟦date⟧/",
    storage_options={
        ⟦quote⟧key⟦quote⟧: ⟦id.q⟧,
        ⟦quote⟧secret⟦quote⟧: ⟦sec.q⟧,
        "client_kwargs": {"endpoint_url": "https://⟦endpoint⟧"},
    },
)
print(df.head(), len(df))
⟦tail⟧""",
    ),
    Form(
        "python/minio-client",
        "minio_store.py object_store.py",
        "aws alibaba tencent huawei qiniu jd volcengine qingcloud",
        """⟦head⟧from minio import Minio

# ⟦brandcn⟧ ⟦cmt⟧
client = Minio(
    "⟦endpoint⟧",
    access_key=⟦id.q⟧,
    secret_key=⟦sec.q⟧,
    secure=True,
)
client.fput_object("⟦bucket⟧", "⟦word⟧/⟦uuid⟧.png", "/tmp/a.png")
⟦tail⟧""",
    ),
    Form(
        "python/oss2-auth",
        "oss_upload.py aliyun_oss.py",
        "alibaba",
        """⟦head⟧import oss2

⟦opt:# 阿里云账号AccessKey拥有所有API的访问权限，风险很高。
⟧auth = oss2.⟦pick:Auth¦AuthV2⟧(⟦id.q⟧, ⟦sec.q⟧)
bucket = oss2.Bucket(auth, 'https://⟦endpoint⟧', '⟦bucket⟧')
result = bucket.put_object_from_file('⟦word⟧/⟦hex:32⟧.png', '/tmp/x.png')
print(result.request_id)  # ⟦HEX:24⟧
⟦tail⟧""",
    ),
    Form(
        "python/alibabacloud-openapi-config",
        "sms.py send_sms.py ecs.py",
        "alibaba",
        """⟦head⟧from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_tea_openapi import models as open_api_models

config = open_api_models.Config(
    access_key_id=⟦id.q⟧,
    access_key_secret=⟦sec.q⟧,
)
config.endpoint = 'dysmsapi.aliyuncs.com'
client = Client(config)
template_code = 'SMS_⟦num:9⟧'
⟦tail⟧""",
    ),
    Form(
        "python/aliyunsdkcore-acsclient",
        "acs.py ddns.py vod.py",
        "alibaba",
        """⟦head⟧from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

client = AcsClient(⟦id.q⟧, ⟦sec.q⟧, '⟦region⟧')
request = CommonRequest()
request.set_domain('alidns.aliyuncs.com')
request.set_version('2015-01-09')
request.add_query_param('RecordId', '⟦num:17⟧')
⟦tail⟧""",
    ),
)
